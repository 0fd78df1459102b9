/**
 * Metrics of LLM applications as they arrive. Emitters follow different versions of the OTel GenAI semantic conventions, so one thing
 * has several names: `llm-rules/` records one series of them, and only those are for dashboards and alerts.
 * The collector's remote write makes Prometheus names: units become suffixes, counters get `_total`, and a "total" inside a
 * counter's name moves to its end. The cost histogram's default buckets start at 0, 5, 10 dollars: only its sum says anything.
 */
import { type Conventions, counter, histogram, metricsOf } from './metric.ts';

const OPENLIT = 'openlit/openlit:sdk/python/src/openlit/otel/metrics.py';
const HELPERS = 'openlit/openlit:sdk/python/src/openlit/__helpers.py';
const CONVENTIONS = 'open-telemetry/semantic-conventions:model/gen-ai/metrics.yaml';
const GENAI_CONVENTIONS = 'open-telemetry/semantic-conventions-genai:docs/gen-ai/client-inference.md';
const GENAI_AGENTS = 'open-telemetry/semantic-conventions-genai:docs/gen-ai/gen-ai-metrics.md';
const MCP_CONVENTIONS = 'open-telemetry/semantic-conventions:model/mcp/metrics.yaml';

const SDK = 'telemetry_sdk_name';
const FROM_127: Conventions = { since: '1.27' };
const ONLY_141: Conventions = { since: '1.41', until: '1.41' };
const FROM_GENAI_01: Conventions = { since: 'GenAI 0.1' };

/** Attributes of a call of a model. */
const CALL = [
  SDK,
  'gen_ai_operation_name',
  'gen_ai_provider_name',
  'gen_ai_system',
  'gen_ai_request_model',
  'gen_ai_response_model',
  'server_address',
  'server_port',
  'gen_ai_agent_name',
  // Envoy AI Gateway alone has it: the model that was asked for before it chose one.
  'gen_ai_original_model',
  // OpenLLMetry alone has it: whether the answer came in chunks.
  'stream',
] as const;

const ofCalls = { emitter: 'gen-ai', delivery: 'written', labels: CALL } as const;

const clientCalls = [
  ...metricsOf({ ...ofCalls, source: CONVENTIONS, conventions: FROM_127 }, [
    histogram(
      'gen_ai_client_operation_duration_seconds',
      'seconds',
      ['error_type', 'gen_ai_tool_name'],
      'Calls to models, from request to last token. Only failed calls have an error_type. From GenAI 0.1 on without inference.',
    ),
  ]),
  ...metricsOf({ ...ofCalls, source: CONVENTIONS, conventions: { since: '1.27', until: '1.41' } }, [
    histogram('gen_ai_client_token_usage', 'tokens', ['gen_ai_token_type'], 'Tokens of a call: input or output.'),
  ]),
  ...metricsOf({ ...ofCalls, source: CONVENTIONS, conventions: ONLY_141 }, [
    histogram(
      'gen_ai_client_operation_time_to_first_chunk_seconds',
      'seconds',
      [],
      'Time until the first chunk of a streamed answer, seen by the client.',
    ),
    histogram(
      'gen_ai_client_operation_time_per_output_chunk_seconds',
      'seconds',
      [],
      'Time between chunks of a streamed answer, seen by the client.',
    ),
  ]),
  ...metricsOf({ ...ofCalls, source: GENAI_CONVENTIONS, conventions: FROM_GENAI_01 }, [
    histogram(
      'gen_ai_client_inference_duration_seconds',
      'seconds',
      ['error_type'],
      'Calls to models, from request to last token. Only failed calls have an error_type.',
    ),
    histogram(
      'gen_ai_client_inference_time_to_first_chunk_seconds',
      'seconds',
      [],
      'Time until the first chunk of a streamed answer, seen by the client.',
    ),
    histogram(
      'gen_ai_client_inference_time_per_output_chunk_seconds',
      'seconds',
      [],
      'Time between chunks of a streamed answer, seen by the client.',
    ),
    ...(
      [
        ['input_tokens', 'Input tokens, with those from a cache.'],
        ['output_tokens', 'Output tokens, with those of reasoning.'],
        ['cache_read_input_tokens', "Input tokens that came from the provider's cache."],
        ['cache_write_input_tokens', "Input tokens that were written to the provider's cache."],
        ['reasoning_output_tokens', 'Output tokens of reasoning.'],
      ] as const
    ).map(([name, help]) =>
      counter(`gen_ai_client_inference_usage_${name}_total`, 'tokens', ['gen_ai_token_modality'], help),
    ),
    histogram('gen_ai_client_inference_operation_input_tokens', 'tokens', [], 'Input tokens of a call.'),
    histogram('gen_ai_client_inference_operation_output_tokens', 'tokens', [], 'Output tokens of a call.'),
  ]),
];

/** Written by servers and gateways, and by OpenLIT in the application. */
const servers = metricsOf({ ...ofCalls, source: CONVENTIONS, conventions: FROM_127 }, [
  histogram(
    'gen_ai_server_request_duration_seconds',
    'seconds',
    ['error_type'],
    'Time that the model took for a request.',
  ),
  histogram('gen_ai_server_time_to_first_token_seconds', 'seconds', [], 'Time until the first token.'),
  histogram('gen_ai_server_time_per_output_token_seconds', 'seconds', [], 'Time for each token after the first.'),
]);

const cost = metricsOf({ ...ofCalls, source: OPENLIT }, [
  histogram('gen_ai_usage_cost_USD', 'usd', ['error_type'], 'What a call cost, by the price list of the SDK.'),
]);

const AGENT = ['gen_ai_agent_name', 'gen_ai_operation_name', 'gen_ai_request_model', 'gen_ai_provider_name'] as const;

const agents = [
  ...metricsOf(
    { emitter: 'gen-ai', delivery: 'written', source: GENAI_AGENTS, conventions: FROM_GENAI_01, labels: [SDK] },
    [
      histogram(
        'gen_ai_invoke_agent_duration_seconds',
        'seconds',
        [...AGENT, 'error_type'],
        'Requests that an agent worked on.',
      ),
      histogram('gen_ai_invoke_agent_inference_calls', 'count', AGENT, 'Calls of models for one request to an agent.'),
      histogram('gen_ai_invoke_agent_tool_calls', 'count', AGENT, 'Calls of tools for one request to an agent.'),
      histogram(
        'gen_ai_execute_tool_duration_seconds',
        'seconds',
        [...AGENT, 'gen_ai_tool_name', 'gen_ai_tool_type', 'error_type'],
        'Tools that ran for an agent.',
      ),
    ],
  ),
  ...metricsOf(
    {
      emitter: 'gen-ai',
      delivery: 'written',
      // Between the versions: drafts after 1.41 have it, GenAI 0.1 records workflows on invoke_agent.duration.
      source: 'open-telemetry/opentelemetry-python-genai:util/opentelemetry-util-genai',
      labels: [SDK],
    },
    [
      histogram(
        'gen_ai_invoke_workflow_duration_seconds',
        'seconds',
        ['gen_ai_workflow_name', 'error_type'],
        'Workflows of several agents.',
      ),
    ],
  ),
  ...metricsOf({ emitter: 'gen-ai', delivery: 'written', source: HELPERS, labels: ['gen_ai_provider_name'] }, [
    histogram(
      'gen_ai_agent_operation_duration_seconds',
      'seconds',
      ['gen_ai_agent_name', 'gen_ai_operation_name', 'error_type'],
      'Requests that an agent worked on.',
    ),
    counter(
      'gen_ai_agent_invocations_total',
      'count',
      ['gen_ai_agent_source', 'gen_ai_agent_target'],
      'One agent called another.',
    ),
    counter(
      'gen_ai_agent_tool_errors_total',
      'count',
      ['gen_ai_agent_name', 'gen_ai_tool_name', 'gen_ai_request_model'],
      'Tools that failed in the hands of an agent.',
    ),
  ]),
];

/** Labels of requests to MCP servers, as OpenLIT calls them. */
export const MCP_LABELS_OF_OPENLIT = [
  'mcp_operation_name',
  'mcp_method',
  'mcp_system',
  'mcp_transport_type',
  'mcp_client_type',
  'mcp_tool_name',
  'mcp_resource_uri',
  'mcp_resource_name',
  'mcp_prompt_name',
] as const;

const MCP_OF_OPENLIT = [SDK, ...MCP_LABELS_OF_OPENLIT] as const;

/** Labels of requests to MCP servers, as the conventions call them. */
export const MCP_LABELS = ['mcp_method_name', 'gen_ai_tool_name', 'gen_ai_prompt_name', 'error_type'] as const;

const mcp = [
  ...metricsOf({ emitter: 'gen-ai', delivery: 'written', source: MCP_CONVENTIONS, conventions: { since: '1.39' } }, [
    histogram(
      'mcp_client_operation_duration_seconds',
      'seconds',
      [...MCP_OF_OPENLIT, ...MCP_LABELS],
      'How long requests to MCP servers take.',
    ),
    histogram(
      'mcp_server_operation_duration_seconds',
      'seconds',
      MCP_LABELS,
      'How long MCP servers take for a request.',
    ),
  ]),
  ...metricsOf({ emitter: 'gen-ai', delivery: 'written', source: HELPERS, labels: MCP_OF_OPENLIT }, [
    counter('mcp_requests_total', 'count', [], 'Requests to MCP servers.'),
    counter('mcp_tool_calls_total', 'count', [], 'Calls of tools by MCP.'),
    counter('mcp_resource_reads_total', 'count', [], 'Resources read by MCP.'),
    counter('mcp_prompt_gets_total', 'count', [], 'Prompts fetched by MCP.'),
    counter('mcp_transport_usage_total', 'count', [], 'Requests by transport.'),
    counter(
      'mcp_errors_total',
      'count',
      ['mcp_error'],
      'Requests to MCP servers that failed; a success adds 0 under mcp_error="false".',
    ),
    histogram('mcp_request_size_bytes', 'bytes', [], 'Size of requests to MCP servers.'),
    histogram('mcp_response_size_bytes', 'bytes', [], 'Size of answers of MCP servers.'),
    histogram('mcp_operation_success_rate', 'ratio', [], '1 for a request that succeeded, 0 for one that failed.'),
  ]),
];

const retrieval = metricsOf(
  {
    emitter: 'gen-ai',
    delivery: 'written',
    source: HELPERS,
    labels: [SDK, 'db_system_name', 'db_operation_name', 'server_address', 'server_port'],
  },
  [
    histogram(
      'db_client_operation_duration_seconds',
      'seconds',
      [],
      'Operations on databases, vector databases among them.',
    ),
    counter('db_requests_total', 'count', [], 'Requests to vector databases (in the SDK: db.total.requests).'),
  ],
);

const guards = metricsOf(
  { emitter: 'gen-ai', delivery: 'written', source: 'openlit/openlit:sdk/python/src/openlit/guard/_pipeline.py' },
  [
    counter(
      'guard_requests_total',
      'count',
      ['guard_name', 'guard_action', 'guard_classification', 'guard_phase', 'guard_score'],
      'Texts that a guard judged.',
    ),
  ],
);

export const GEN_AI = [...clientCalls, ...servers, ...cost, ...agents, ...mcp, ...retrieval, ...guards];
