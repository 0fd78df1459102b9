/** The series that the rules about LLM traffic record, by one name whatever their emitters call them: what dashboards, alerts and objectives read. */
import { MCP_LABELS, MCP_LABELS_OF_OPENLIT } from './gen-ai.ts';
import { counter, histogram, metricsOf } from './metric.ts';
import { TARGET_LABELS } from './target-labels.ts';

/** Who measured: the application that calls (`client`), a gateway on the way, or the server of the model. One call may be in all three. */
export const MEASURED_BY = 'measured_by';

/** The name under which the series arrived. */
export const ARRIVED_AS = 'arrived_as';

/** Rules keep every label, so that a recorded counter still is that of one process. */
const recorded = {
  emitter: 'recorded',
  delivery: 'recorded',
  source: 'generator/telemetry/llm-rules',
} as const;
const KEPT = [
  ...TARGET_LABELS.written.filter((label) => label !== 'cluster' && label !== 'environment'),
  'telemetry_sdk_name',
  ARRIVED_AS,
];

const CALL = [
  ...KEPT,
  MEASURED_BY,
  'gen_ai_operation_name',
  'gen_ai_provider_name',
  'gen_ai_system',
  'gen_ai_request_model',
  'gen_ai_response_model',
  'gen_ai_original_model',
  'gen_ai_agent_name',
  'server_address',
  'server_port',
  'stream',
] as const;

const calls = metricsOf({ ...recorded, labels: CALL }, [
  histogram(
    'llm:call_duration_seconds',
    'seconds',
    ['error_type'],
    'Calls of models, from request to last token. Only failed calls have an error_type.',
  ),
  histogram('llm:time_to_first_token_seconds', 'seconds', [], 'Time until the first token of an answer.'),
  histogram('llm:time_per_output_token_seconds', 'seconds', [], 'Time for each token, or chunk, after the first.'),
  counter('llm:cost_usd_total', 'usd', ['error_type'], 'What calls cost, by the price list of the SDK.'),
  ...(
    [
      ['input', 'Input tokens, with those from a cache.'],
      ['output', 'Output tokens, with those of reasoning.'],
      ['cache_read', "Input tokens that came from the provider's cache: a part of the input tokens."],
      ['cache_write', "Input tokens that were written to the provider's cache: a part of the input tokens."],
      ['reasoning', 'Output tokens of reasoning: a part of the output tokens.'],
    ] as const
  ).map(([kind, help]) =>
    counter(`llm:${kind}_tokens_total`, 'tokens', ['gen_ai_token_type', 'gen_ai_token_modality'], help),
  ),
]);

const AGENT = [
  ...KEPT,
  'gen_ai_agent_name',
  'gen_ai_workflow_name',
  'gen_ai_operation_name',
  'gen_ai_provider_name',
  'gen_ai_request_model',
  'gen_ai_response_model',
  'server_address',
  'server_port',
] as const;

const agents = metricsOf({ ...recorded, labels: AGENT }, [
  histogram(
    'llm:agent_duration_seconds',
    'seconds',
    ['error_type'],
    'Requests that an agent or a workflow worked on. Only failed ones have an error_type.',
  ),
  histogram('llm:agent_model_calls', 'count', [], 'Calls of models for one request to an agent.'),
  histogram('llm:agent_tool_calls', 'count', [], 'Calls of tools for one request to an agent.'),
  counter(
    'llm:agent_invocations_total',
    'count',
    ['gen_ai_agent_source', 'gen_ai_agent_target'],
    'One agent called another.',
  ),
  histogram(
    'llm:tool_duration_seconds',
    'seconds',
    ['gen_ai_tool_name', 'gen_ai_tool_type', 'error_type'],
    'Tools that ran for an agent. Only failed ones have an error_type.',
  ),
  counter(
    'llm:tool_errors_total',
    'count',
    ['gen_ai_tool_name', 'gen_ai_tool_type', 'error_type'],
    'Tools that failed in the hands of an agent.',
  ),
]);

const MCP = [...KEPT, MEASURED_BY, ...MCP_LABELS, ...MCP_LABELS_OF_OPENLIT] as const;

const mcp = metricsOf({ ...recorded, labels: MCP }, [
  histogram('llm:mcp_duration_seconds', 'seconds', [], 'Requests to MCP servers.'),
  counter('llm:mcp_errors_total', 'count', ['mcp_error'], 'Requests to MCP servers that failed.'),
  histogram('llm:mcp_response_bytes', 'bytes', [], 'Size of answers of MCP servers.'),
]);

const others = [
  ...metricsOf(
    { ...recorded, labels: [...KEPT, 'db_system_name', 'db_operation_name', 'server_address', 'server_port'] },
    [histogram('llm:retrieval_duration_seconds', 'seconds', [], 'Requests to vector databases.')],
  ),
  ...metricsOf({ ...recorded, labels: KEPT }, [
    counter(
      'llm:guard_checks_total',
      'count',
      ['guard_name', 'guard_action', 'guard_classification', 'guard_phase', 'guard_score'],
      'Texts that a guard judged.',
    ),
  ]),
];

export const LLM = [...calls, ...agents, ...mcp, ...others];
