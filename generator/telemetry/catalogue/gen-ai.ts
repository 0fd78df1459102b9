/**
 * Metrics of LLM applications by the names of the OTel GenAI semantic conventions, as OpenLIT's Python SDK writes them.
 * The collector's remote write makes Prometheus names: units become suffixes, counters get `_total`, and a "total" inside a
 * counter's name moves to its end. The cost histogram's default buckets start at 0, 5, 10 dollars: only its sum says anything.
 */
import { counter, histogram, metricsOf } from './metric.ts';

const METRICS = 'openlit/openlit:sdk/python/src/openlit/otel/metrics.py';
const HELPERS = 'openlit/openlit:sdk/python/src/openlit/__helpers.py';
const SDK = 'telemetry_sdk_name';

const completions = metricsOf(
  {
    emitter: 'gen-ai',
    delivery: 'written',
    source: METRICS,
    labels: [
      SDK,
      'gen_ai_operation_name',
      'gen_ai_provider_name',
      'gen_ai_request_model',
      'gen_ai_response_model',
      'server_address',
      'server_port',
      'gen_ai_agent_name',
    ],
  },
  [
    histogram(
      'gen_ai_client_operation_duration_seconds',
      'seconds',
      ['error_type'],
      'Calls to models, from request to last token. Only failed calls have an error_type.',
    ),
    histogram('gen_ai_client_token_usage', 'tokens', ['gen_ai_token_type'], 'Tokens of a call: input or output.'),
    histogram('gen_ai_usage_cost_USD', 'usd', ['error_type'], 'What a call cost, by the price list of the SDK.'),
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
    histogram(
      'gen_ai_server_request_duration_seconds',
      'seconds',
      ['error_type'],
      'Time that the model took for a request.',
    ),
    histogram('gen_ai_server_time_to_first_token_seconds', 'seconds', [], 'Time until the first token.'),
    histogram('gen_ai_server_time_per_output_token_seconds', 'seconds', [], 'Time for each token after the first.'),
  ],
);

const agents = metricsOf(
  { emitter: 'gen-ai', delivery: 'written', source: HELPERS, labels: ['gen_ai_provider_name'] },
  [
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
  ],
);

const mcp = metricsOf(
  {
    emitter: 'gen-ai',
    delivery: 'written',
    source: HELPERS,
    labels: [
      SDK,
      'mcp_operation_name',
      'mcp_method',
      'mcp_system',
      'mcp_transport_type',
      'mcp_client_type',
      'mcp_tool_name',
      'mcp_resource_uri',
      'mcp_resource_name',
      'mcp_prompt_name',
    ],
  },
  [
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
    histogram('mcp_client_operation_duration_seconds', 'seconds', [], 'How long requests to MCP servers take.'),
    histogram('mcp_request_size_bytes', 'bytes', [], 'Size of requests to MCP servers.'),
    histogram('mcp_response_size_bytes', 'bytes', [], 'Size of answers of MCP servers.'),
    histogram('mcp_operation_success_rate', 'ratio', [], '1 for a request that succeeded, 0 for one that failed.'),
  ],
);

const retrieval = metricsOf(
  {
    emitter: 'gen-ai',
    delivery: 'written',
    source: HELPERS,
    labels: [SDK, 'db_system_name', 'db_operation_name', 'server_address', 'server_port'],
  },
  [
    histogram('db_client_operation_duration_seconds', 'seconds', [], 'Operations on vector databases.'),
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

export const GEN_AI = [...completions, ...agents, ...mcp, ...retrieval, ...guards];
