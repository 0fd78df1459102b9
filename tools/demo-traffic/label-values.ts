/**
 * Values of labels that are independent of all others, each with its share of what happens. `FEW` and `RARE` are what goes wrong: it goes
 * up while there is trouble.
 */
import type { Emitter } from '../../generator/telemetry/catalogue/metric.ts';

export const FEW = 0.004;
export const RARE = 0.001;
/** No trouble at all, but while there is some. */
export const NONE = 0;

export type Shares = Readonly<Record<string, number>>;

/** The empty value is a series without the label. */
const EVERYWHERE: Readonly<Record<string, Shares>> = {
  error_type: { '': 1, RateLimitError: FEW },
  gen_ai_token_type: { input: 1, output: 1, cache_read: 0.4, cache_write: 0.1, reasoning: 0.3 },
  transport: { grpc: 0.7, http: 0.3 },
  receiver: { otlp: 1 },
  processor: { memory_limiter: 1, batch: 1, transform: 1 },
  otel_signal: { traces: 1, metrics: 0.6 },
  decision: { sampled: 0.35, not_sampled: 0.65 },
  policy: { errors: 0.06, slow: 0.1, percentage: 0.19 },
  sampled: { true: 0.3, false: 0.7 },
  datname: { langfuse: 1, grafana: 0.1, app: 0.02 },
  state: { active: 0.3, idle: 1, 'idle in transaction': 0.05 },
  route: { '/chat/completions': 1 },
  kind: { full: 1, incremental: 1, recent: 0.02 },
  http_response_status_code: { '200': 1, '400': NONE },
  rpc_response_status_code: { OK: 1, INVALID_ARGUMENT: NONE, RESOURCE_EXHAUSTED: NONE },
  action: { Allow: 1, Reject: 0.03, FailOpen: NONE },
  slot_name: { _cnpg_postgres_2: 1 },
  cmd: { bzpopmin: 1, get: 0.9, set: 0.5, evalsha: 0.4, xadd: 0.2 },
  key: { 'bull:ingestion-queue:wait': 1, 'bull:trace-upsert:wait': 0.6, 'bull:evaluation-execution-queue:wait': 0.2 },
  queue: { 'ingestion-queue': 1, 'otel-ingestion-queue': 0.8, 'trace-upsert': 0.5, 'evaluation-execution-queue': 0.1 },
  entity_type: { traces: 1, observations: 1, scores: 0.2 },
  finished_reason: { stop: 1, length: 0.1 },
  status_code: { '200': 1, '429': FEW, '500': RARE },
  code: { '200': 1, '429': FEW, '502': RARE },
  nginx_status_range: { '2xx': 1, '3xx': 0.08, '4xx': 0.02, '5xx': FEW },
  nginx_connections_outcome: { ACTIVE: 1, READING: 0.02, WRITING: 0.1, WAITING: 0.8 },
  slice: { inner_eval: 0.6, queue_time: 0.02, result_sort: 0.01 },
  remote_name: { central: 1 },
  rule_group: { llm: 1, 'slo-llm-success': 0.4, 'slo-llm-latency': 0.5, 'model-serving-vllm': 0.2, gpu: 0.1 },
  integration: { slack: 1, pagerduty: 0.2 },
  reason: { clientError: 0.2, contextDeadlineExceeded: 0.1 },
  controller: { kustomization: 1, helmrelease: 0.7 },
  guardrail_name: { 'prompt-injection': 1, 'personal-data': 0.6 },
  guard_action: { allow: 1, block: 0.03 },
  fallback_model: { 'gpt-4o-mini': 1 },
  token_type: { prompt_tokens: 1, completion_tokens: 0.25 },
  cache_status: { Hit: 0.3, Miss: 0.7 },
  phase: { Succeeded: 1, Failed: FEW },
};

const OF: Readonly<Partial<Record<Emitter, Readonly<Record<string, Shares>>>>> = {
  'victoria-logs': { type: { storage: 0.94, indexdb: 0.06 } },
  collector: { error_type: { '': 1 }, error: { '': 1 } },
  litellm: { status: { success: 1, intervened: 0.02 }, error_type: { '': 1 } },
  agentgateway: { status: { '200': 1, '429': FEW, '503': RARE }, phase: { request: 1, response: 0.8 } },
  alertmanager: { state: { active: 1, suppressed: 0.3, unprocessed: 0 } },
  'cert-manager': {
    controller: { 'certificates-issuing': 1, 'certificates-readiness': 0.5 },
    condition: { True: 1, False: 1 },
  },
  langfuse: { type: { request: 1, completed: 0.99, failed: FEW }, source: { otel: 1, api: 0.3 } },
};

/** Undefined where nobody knows any. */
export function sharesOf(label: string, emitter: Emitter): Shares | undefined {
  return OF[emitter]?.[label] ?? EVERYWHERE[label];
}
