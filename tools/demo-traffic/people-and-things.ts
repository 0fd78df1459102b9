/** Who is in the demo traffic: clusters, programs and their pods, applications, models, teams. Labels of one thing stand together. */
import type { ConventionsVersion, Emitter, Metric } from '../../generator/telemetry/catalogue/metric.ts';

export type Labels = Readonly<Record<string, string>>;

/** Things of one kind, each with all labels that it has in any metric. */
export interface Kind {
  /** Of the names of metrics; absent for all. */
  readonly metrics?: RegExp;
  /** Absent for all. */
  readonly emitters?: readonly Emitter[];
  readonly things: readonly Labels[];
}

export const NAMESPACE = 'lang-observatory';

const PLACES: readonly Labels[] = [
  { cluster: 'eu-1', environment: 'prod' },
  { cluster: 'staging-1', environment: 'staging' },
];

/** The cluster that one looks at where a dashboard is about one. */
export const FIRST_CLUSTER = 'eu-1';

interface Program {
  readonly emitter?: Emitter;
  readonly job: string;
  readonly pods: readonly string[];
  readonly container: string;
  readonly namespace?: string;
}

const numbered = (name: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${name}-${index}`);

const PROGRAMS: readonly Program[] = [
  {
    emitter: 'collector',
    job: 'otel-gateway',
    pods: ['otel-gateway-6b7d-4x2kq', 'otel-gateway-6b7d-m9zvt'],
    container: 'opentelemetry-collector',
  },
  {
    emitter: 'collector',
    job: 'otel-sampler',
    pods: numbered('otel-sampler', 1),
    container: 'opentelemetry-collector',
  },
  { emitter: 'clickhouse', job: `${NAMESPACE}/clickhouse`, pods: numbered('clickhouse', 3), container: 'clickhouse' },
  { emitter: 'postgres', job: `${NAMESPACE}/postgres`, pods: ['postgres-1', 'postgres-2'], container: 'postgres' },
  { emitter: 'valkey', job: 'valkey', pods: numbered('valkey', 2), container: 'valkey' },
  { emitter: 'seaweedfs', job: 'object-store-master', pods: ['object-store-master-0'], container: 'seaweedfs' },
  { job: 'object-store-s3', pods: ['object-store-filer-0'], container: 'seaweedfs' },
  {
    emitter: 'prometheus',
    job: 'kps-prometheus',
    pods: numbered('prometheus-kps-prometheus', 1),
    container: 'prometheus',
  },
  {
    emitter: 'alertmanager',
    job: 'kps-alertmanager',
    pods: numbered('alertmanager-kps-alertmanager', 1),
    container: 'alertmanager',
  },
  { emitter: 'grafana', job: 'grafana', pods: ['grafana-7c9f-h5t2p'], container: 'grafana' },
  {
    emitter: 'nginx-gateway',
    job: 'nginx-gateway',
    pods: ['gateway-nginx-5d8c-q7w4n', 'gateway-nginx-5d8c-z2b8s'],
    container: 'nginx',
    namespace: 'nginx-gateway',
  },
  {
    emitter: 'cert-manager',
    job: 'cert-manager',
    pods: ['cert-manager-84b6-kd9xp'],
    container: 'cert-manager',
    namespace: 'cert-manager',
  },
  {
    emitter: 'external-secrets',
    job: 'external-secrets',
    pods: ['external-secrets-79d5-vc3lm'],
    container: 'external-secrets',
    namespace: 'external-secrets',
  },
  {
    emitter: 'argocd',
    job: 'argocd-application-controller',
    pods: ['argocd-application-controller-0'],
    container: 'application-controller',
    namespace: 'argocd',
  },
  {
    emitter: 'flux',
    job: 'flux-system/flux',
    pods: ['kustomize-controller-5f6b-8ndqc'],
    container: 'manager',
    namespace: 'flux-system',
  },
  {
    emitter: 'langfuse',
    job: 'langfuse-worker',
    pods: ['langfuse-worker-6f5d-2hk7c', 'langfuse-worker-6f5d-t8xqz'],
    container: 'langfuse-worker',
  },
  { job: 'langfuse-web', pods: ['langfuse-web-59c8-5mvjd', 'langfuse-web-59c8-w6rkb'], container: 'langfuse-web' },
  { emitter: 'dcgm', job: 'gpu', pods: ['dcgm-exporter-7s9dk'], container: 'exporter', namespace: 'gpu-operator' },
  {
    emitter: 'litellm',
    job: 'llm-gateways',
    pods: ['litellm-5b9d-c4x8r'],
    container: 'litellm',
    namespace: 'ai-gateway',
  },
  {
    emitter: 'agentgateway',
    job: 'llm-gateways',
    pods: ['agentgateway-76fd-9lqwe'],
    container: 'agentgateway',
    namespace: 'ai-gateway',
  },
  { emitter: 'kong', job: 'llm-gateways', pods: ['kong-68b7-pz5hv'], container: 'proxy', namespace: 'ai-gateway' },
  {
    emitter: 'vllm',
    job: 'model-serving',
    pods: ['llama-70b-vllm-0', 'llama-70b-vllm-1'],
    container: 'vllm',
    namespace: 'models',
  },
  { emitter: 'sglang', job: 'model-serving', pods: ['qwen-32b-sglang-0'], container: 'sglang', namespace: 'models' },
  { emitter: 'tgi', job: 'model-serving', pods: ['embedder-tgi-0'], container: 'tgi', namespace: 'models' },
  { emitter: 'triton', job: 'model-serving', pods: ['reranker-triton-0'], container: 'triton', namespace: 'models' },
  {
    emitter: 'kserve',
    job: 'model-serving',
    pods: ['classifier-predictor-0'],
    container: 'kserve-container',
    namespace: 'models',
  },
  { emitter: 'llm-d', job: 'model-serving', pods: ['mixtral-epp-0'], container: 'epp', namespace: 'models' },
  {
    emitter: 'ray',
    job: 'model-serving',
    pods: ['mistral-ray-worker-0'],
    container: 'ray-worker',
    namespace: 'models',
  },
];

const podsOf = ({ job, pods, container, namespace = NAMESPACE }: Program): readonly Labels[] =>
  pods.map((pod, index) => ({
    job,
    namespace,
    pod,
    container,
    instance: `10.0.${index + 1}.${10 + pod.length}:9090`,
    node: `node-${index + 1}`,
  }));

const EVERY_POD = PROGRAMS.flatMap(podsOf);

/** Of whom an emitter's series are. */
const SCRAPED: readonly Kind[] = [...new Set(PROGRAMS.flatMap(({ emitter }) => emitter ?? []))].map((emitter) => ({
  emitters: [emitter],
  things: PROGRAMS.filter((program) => program.emitter === emitter).flatMap(podsOf),
}));

interface Application {
  readonly name: string;
  /** Names of the conventions that its SDK writes. */
  readonly conventions: '1.41' | 'GenAI 0.1';
  readonly models: readonly (readonly [provider: string, model: string])[];
  readonly agent: string;
  readonly tools: readonly string[];
}

const APPLICATIONS: readonly Application[] = [
  {
    name: 'shop-assistant',
    conventions: '1.41',
    models: [
      ['openai', 'gpt-4o'],
      ['openai', 'gpt-4o-mini'],
    ],
    agent: 'concierge',
    tools: ['search_products', 'check_stock'],
  },
  {
    name: 'support-desk',
    conventions: '1.41',
    models: [
      ['anthropic', 'claude-sonnet-4-5'],
      ['anthropic', 'claude-haiku-4-5'],
    ],
    agent: 'triage',
    tools: ['read_ticket', 'refund_order'],
  },
  {
    name: 'report-writer',
    conventions: 'GenAI 0.1',
    models: [['gcp.gemini', 'gemini-2.5-pro']],
    agent: 'researcher',
    tools: ['query_warehouse'],
  },
];

const VERSIONS: readonly ConventionsVersion[] = ['1.27', '1.39', '1.41', 'GenAI 0.1'];

/** Whether the SDK of the application that a series is of writes the name; what is no application writes all that it has. */
export function isWrittenBy({ conventions }: Metric, { service_name }: Labels): boolean {
  const application = APPLICATIONS.find(({ name }) => name === service_name);
  if (application === undefined || conventions === undefined) return true;
  const at = VERSIONS.indexOf(application.conventions);
  const last = VERSIONS.indexOf(conventions.until ?? 'GenAI 0.1');
  return VERSIONS.indexOf(conventions.since) <= at && at <= last;
}

const process = ({ name }: Application): Labels => ({
  service_name: name,
  job: `apps/${name}`,
  instance: `${name}-0`,
  otel_scope_name: 'openlit',
});

const calls: readonly Labels[] = APPLICATIONS.flatMap((application) =>
  application.models.map(([provider, model]) => ({
    ...process(application),
    gen_ai_provider_name: provider,
    gen_ai_request_model: model,
    gen_ai_operation_name: 'chat',
  })),
);

const agents = APPLICATIONS.map((application) => ({
  ...process(application),
  gen_ai_agent_name: application.agent,
  gen_ai_operation_name: 'invoke_agent',
}));

const agentCalls = agents.flatMap((one, index) => ({
  ...one,
  gen_ai_agent_source: one.gen_ai_agent_name,
  gen_ai_agent_target: agents[(index + 1) % agents.length]?.gen_ai_agent_name ?? '',
}));

const tools = APPLICATIONS.flatMap((application) =>
  application.tools.map((tool) => ({
    ...process(application),
    gen_ai_agent_name: application.agent,
    gen_ai_tool_name: tool,
    gen_ai_operation_name: 'execute_tool',
  })),
);

const mcp = APPLICATIONS.flatMap((application) => [
  { ...process(application), mcp_method_name: 'tools/list' },
  ...application.tools.map((tool) => ({
    ...process(application),
    mcp_method_name: 'tools/call',
    gen_ai_tool_name: tool,
  })),
]).map((one) => ({
  ...one,
  mcp_method: one.mcp_method_name,
  ...('gen_ai_tool_name' in one ? { mcp_tool_name: one.gen_ai_tool_name } : {}),
}));

const retrieval = APPLICATIONS.slice(0, 2).flatMap((application, index) =>
  ['search', 'upsert'].map((operation) => ({
    ...process(application),
    db_system_name: index === 0 ? 'qdrant' : 'pgvector',
    db_operation_name: operation,
  })),
);

const guards = APPLICATIONS.slice(0, 2).map((application, index) => ({
  ...process(application),
  guard_name: index === 0 ? 'prompt-injection' : 'personal-data',
}));

/** What an LLM gateway in front of the models writes, under names of the conventions. */
const envoy: readonly Labels[] = ['gpt-4o', 'claude-sonnet-4-5'].map((model) => ({
  job: 'llm-gateways',
  namespace: 'ai-gateway',
  pod: 'envoy-ai-gateway-6c5d-x8k2m',
  instance: '10.0.3.41:1064',
  gen_ai_request_model: model,
  gen_ai_original_model: model,
}));

const modelOfGateway = ([provider, model]: readonly [string, string]): Labels => ({
  requested_model: model,
  model,
  ai_model: model,
  litellm_model_name: model,
  gen_ai_request_model: model,
  api_provider: provider,
  ai_provider: provider,
});

const MODELS_OF_GATEWAYS = (
  [
    ['openai', 'gpt-4o'],
    ['anthropic', 'claude-sonnet-4-5'],
  ] as const
).map(modelOfGateway);

const TEAMS: readonly Labels[] = [
  { team: 'team-1', team_alias: 'search', org_alias: 'shop', caller: 'key-3f9a' },
  { team: 'team-2', team_alias: 'support', org_alias: 'care', caller: 'key-81bc' },
];

const SERVED: Readonly<Partial<Record<Emitter, string>>> = {
  vllm: 'llama-3.3-70b',
  sglang: 'qwen3-32b',
  triton: 'bge-reranker',
  kserve: 'intent-classifier',
  'llm-d': 'mixtral-8x22b',
  ray: 'mistral-small',
};

const served: readonly Kind[] = PROGRAMS.flatMap(({ emitter }) => {
  const model = emitter === undefined ? undefined : SERVED[emitter];
  return emitter === undefined || model === undefined
    ? []
    : [{ emitters: [emitter], things: [{ model_name: model, model }] }];
});

const GPUS: readonly Labels[] = ['llama-70b-vllm-0', 'llama-70b-vllm-1', 'qwen-32b-sglang-0', ''].map((pod, index) => ({
  gpu: String(index % 2),
  UUID: `GPU-${index}`,
  modelName: 'NVIDIA H100 80GB HBM3',
  Hostname: `gpu-node-${Math.floor(index / 2) + 1}`,
  // The exporter leaves them out while nobody has the GPU.
  ...(pod === '' ? {} : { exported_namespace: 'models', exported_pod: pod }),
}));

const VOLUMES = [
  'clickhouse-data-0',
  'clickhouse-data-1',
  'postgres-1',
  'postgres-2',
  'valkey-data-0',
  'prometheus-db-0',
];

const PROBES: readonly Labels[] = [
  ['langfuse-ui', 'https://langfuse.eu-1.obs.acme.io'],
  ['grafana-ui', 'https://grafana.eu-1.obs.acme.io'],
  ['openlit-ui', 'https://openlit.eu-1.obs.acme.io'],
  ['langfuse-health', 'http://langfuse-web:3000/api/public/health'],
  ['langfuse-ready', 'http://langfuse-web:3000/api/public/ready'],
  ['langfuse-worker', 'http://langfuse-worker:3030/api/health'],
  ['openlit', 'http://openlit:3000/api/health'],
].map(([job = '', instance = '']) => ({ job, instance, namespace: NAMESPACE }));

const GIT_OBJECTS = [
  'langfuse',
  'clickhouse',
  'postgres',
  'valkey',
  'prometheus',
  'grafana',
  'otel-gateway',
  'cert-manager',
];

const APPLICATIONS_OF_ARGOCD: readonly Labels[] = GIT_OBJECTS.map((name) => ({
  name: `eu-1-${name}`,
  exported_namespace: 'argocd',
  project: 'observability',
  sync_status: name === 'grafana' ? 'OutOfSync' : 'Synced',
  health_status: name === 'clickhouse' ? 'Progressing' : 'Healthy',
}));

const OBJECTS_OF_FLUX: readonly Labels[] = GIT_OBJECTS.map((name) => ({
  name,
  kind: name === 'langfuse' ? 'Kustomization' : 'HelmRelease',
  exported_namespace: NAMESPACE,
  customresource_kind: name === 'langfuse' ? 'Kustomization' : 'HelmRelease',
  ready: name === 'openlit' || name === 'prometheus' ? 'Unknown' : 'True',
  suspended: name === 'valkey' ? 'true' : 'false',
  revision: 'main@sha1:3f9a81bc',
}));

const EVALUATIONS: Labels = { job: `${NAMESPACE}/evaluations`, namespace: NAMESPACE };

const SCORES: readonly Labels[] = [
  { score: 'helpfulness', source: 'EVAL', data_type: 'NUMERIC', category: '' },
  { score: 'resolved', source: 'API', data_type: 'BOOLEAN', category: '' },
  { score: 'toxicity', source: 'EVAL', data_type: 'NUMERIC', category: '' },
  { score: 'tone', source: 'ANNOTATION', data_type: 'CATEGORICAL', category: 'friendly' },
  { score: 'tone', source: 'ANNOTATION', data_type: 'CATEGORICAL', category: 'curt' },
].map((one) => ({ ...one, ...EVALUATIONS, project: 'shop', langfuse_environment: 'production' }));

const exporters = (...names: readonly string[]): readonly Labels[] => names.map((exporter) => ({ exporter }));

const QUEUES: readonly Labels[] = [
  { exporter: 'otlp_http/langfuse', data_type: 'traces' },
  { exporter: 'otlp_http/openlit', data_type: 'traces' },
  { exporter: 'otlp_http/send_to/apm', data_type: 'traces' },
  { exporter: 'prometheusremotewrite', data_type: 'metrics' },
];

/** More special ones first: a thing keeps what it has, and takes the rest from the kinds after it. */
export const KINDS: readonly Kind[] = [
  { things: PLACES },
  { metrics: /^(up|scrape_)/, things: EVERY_POD },
  { metrics: /^(container_|kube_pod_)/, things: EVERY_POD },
  {
    metrics: /^kube_deployment/,
    things: ['langfuse-web', 'langfuse-worker', 'otel-gateway'].map((deployment) => ({
      deployment,
      namespace: NAMESPACE,
    })),
  },
  {
    metrics: /^kube_statefulset/,
    things: ['clickhouse', 'valkey', 'otel-sampler'].map((statefulset) => ({ statefulset, namespace: NAMESPACE })),
  },
  {
    metrics: /^kube_horizontal/,
    things: ['langfuse-web', 'langfuse-worker'].map((horizontalpodautoscaler) => ({
      horizontalpodautoscaler,
      namespace: NAMESPACE,
    })),
  },
  {
    metrics: /^kubelet_volume|^kube_persistentvolumeclaim/,
    things: VOLUMES.map((persistentvolumeclaim) => ({ persistentvolumeclaim, namespace: NAMESPACE })),
  },
  { emitters: ['kubernetes'], things: [{ namespace: NAMESPACE }] },
  { emitters: ['blackbox'], things: PROBES },
  { metrics: /^otelcol_exporter_queue/, things: QUEUES },
  {
    metrics: /^otelcol_exporter_.*spans/,
    things: exporters('otlp_http/langfuse', 'otlp_http/openlit', 'otlp_http/send_to/apm'),
  },
  {
    metrics: /^otelcol_exporter_.*metric_points/,
    things: exporters('prometheusremotewrite', 'otlp_http/openlit', 'otlp_http/send_to/apm'),
  },
  { metrics: /^otelcol_exporter_.*log_records/, things: exporters('otlp_http/openlit', 'otlp_http/send_to/apm') },
  { metrics: /tail_sampling/, things: PROGRAMS.filter(({ job }) => job === 'otel-sampler').flatMap(podsOf) },
  {
    metrics: /^otelcol_(loadbalancer|receiver)/,
    things: PROGRAMS.filter(({ job }) => job === 'otel-gateway').flatMap(podsOf),
  },
  { metrics: /^langfuse_queue_depth/, things: [{ type: 'waiting' }, { type: 'failed' }] },
  { metrics: /^langfuse_queue_time/, things: [{ type: 'wait' }, { type: 'processing' }] },
  { metrics: /^langfuse_score_groups/, things: [EVALUATIONS] },
  { metrics: /^langfuse_score/, things: SCORES },
  { metrics: /^gen_ai_server_(request_duration|time_to_first)/, things: envoy },
  { metrics: /^gen_ai_client_token_usage/, things: [...calls, ...envoy] },
  // From GenAI 0.1 on it is about other things than calls.
  { metrics: /^gen_ai_client_operation_duration/, things: calls.filter((one) => one.service_name !== 'report-writer') },
  { metrics: /^gen_ai_.*tool/, things: tools },
  { metrics: /^gen_ai_agent_invocations/, things: agentCalls },
  { metrics: /^gen_ai_.*(agent|workflow)/, things: agents },
  { metrics: /^gen_ai_/, things: calls },
  { metrics: /^mcp_/, things: mcp },
  { metrics: /^db_/, things: retrieval },
  { metrics: /^guard_/, things: guards },
  { emitters: ['litellm', 'agentgateway', 'kong'], things: MODELS_OF_GATEWAYS },
  { emitters: ['litellm'], things: TEAMS },
  ...served,
  { emitters: ['dcgm'], things: GPUS },
  { emitters: ['argocd'], metrics: /^argocd_app_(info|sync|orphaned)/, things: APPLICATIONS_OF_ARGOCD },
  { emitters: ['flux'], metrics: /^gotk/, things: OBJECTS_OF_FLUX },
  {
    metrics: /^certmanager_certificate/,
    things: ['langfuse-tls', 'grafana-tls', 'openlit-tls'].map((name) => ({ name, exported_namespace: NAMESPACE })),
  },
  {
    metrics: /^externalsecret/,
    things: ['langfuse-oidc', 'langfuse-secrets', 'grafana-admin'].map((name) => ({
      name,
      exported_namespace: NAMESPACE,
    })),
  },
  ...SCRAPED,
];
