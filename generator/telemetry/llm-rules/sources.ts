/** Of which series as they arrive each recorded one about LLM traffic is made. A new name of the conventions is a new line here. */

/** Labels to take from others where they are missing. The first decides: who has it needs none of them. */
export type Fill = readonly (readonly [label: string, from: string])[];

export interface Source {
  /** As it arrives; of a histogram without suffix. */
  readonly metric: string;
  /** Label matchers: the content of `{…}`. */
  readonly where?: string;
  /** Where one call can be measured on several sides. */
  readonly measuredBy?: 'client' | 'server';
  /** Some SDKs write the names of servers too: only the series of processes that call models (`callers`), or only those of all others. */
  readonly of?: 'callers' | 'others';
  /** Each by itself. */
  readonly fills?: readonly Fill[];
}

/** Names of one thing, the preferred first: of a library that writes several in one process, only the first counts. */
export type Names = readonly Source[];

/** What is recorded of a source: all series of its histogram, the sum of its histogram as a counter, or the counter that it is. */
export type Take = 'histogram' | '_sum' | 'counter';

export interface Recording {
  /** Of a histogram without suffix. */
  readonly name: string;
  readonly take: Take;
  /** Different things, all of which are recorded. */
  readonly of: readonly Names[];
}

const OF_CALLS: readonly Fill[] = [
  // `gen_ai.system` until 1.36, and in SDKs that stay there.
  [['gen_ai_provider_name', 'gen_ai_system']],
  // OpenLLMetry says only which model answered.
  [['gen_ai_request_model', 'gen_ai_response_model']],
];

const call = (metric: string, where = ''): Source => ({ metric, where, measuredBy: 'client', fills: OF_CALLS });
/** A name of servers, in the application and in the server. */
const inApplication = (metric: string): Source => ({ ...call(metric), of: 'callers' });
const inServer = (metric: string): Source => ({ ...call(metric), measuredBy: 'server', of: 'others' });

/** Operations that GenAI 0.1 calls inference; older SDKs leave the name out. */
const INFERENCE = 'chat|text_completion|generate_content|';
const AGENT = 'create_agent|invoke_agent|invoke_workflow|plan';
const TOOL = 'execute_tool';
const RETRIEVAL = 'retrieval';

const DURATION = 'gen_ai_client_operation_duration_seconds';
const during = (operations: string): string => `gen_ai_operation_name=~"${operations}"`;

const calls: readonly Recording[] = [
  {
    name: 'llm:call_duration_seconds',
    take: 'histogram',
    of: [
      [call('gen_ai_client_inference_duration_seconds'), call(DURATION, during(INFERENCE))],
      [call(DURATION, `gen_ai_operation_name!~"${INFERENCE}${AGENT}|${TOOL}|${RETRIEVAL}"`)],
      [inServer('gen_ai_server_request_duration_seconds')],
    ],
  },
  {
    name: 'llm:time_to_first_token_seconds',
    take: 'histogram',
    of: [
      [
        call('gen_ai_client_inference_time_to_first_chunk_seconds'),
        call('gen_ai_client_operation_time_to_first_chunk_seconds'),
        inApplication('gen_ai_server_time_to_first_token_seconds'),
      ],
      [inServer('gen_ai_server_time_to_first_token_seconds')],
    ],
  },
  {
    name: 'llm:time_per_output_token_seconds',
    take: 'histogram',
    of: [
      // A chunk may hold several tokens.
      [
        inApplication('gen_ai_server_time_per_output_token_seconds'),
        call('gen_ai_client_inference_time_per_output_chunk_seconds'),
        call('gen_ai_client_operation_time_per_output_chunk_seconds'),
      ],
      [inServer('gen_ai_server_time_per_output_token_seconds')],
    ],
  },
  { name: 'llm:cost_usd_total', take: '_sum', of: [[call('gen_ai_usage_cost_USD')]] },
];

/** The counter of GenAI 0.1, and the type of the histogram before it. Some gateways have more types than the conventions, and a total. */
const TOKENS = [
  ['input', 'input_tokens', 'input'],
  ['output', 'output_tokens', 'output'],
  ['cache_read', 'cache_read_input_tokens', 'cached_input|cache_read|input_cache_read'],
  ['cache_write', 'cache_write_input_tokens', 'cache_creation_input|cache_write|input_cache_write'],
  ['reasoning', 'reasoning_output_tokens', 'reasoning|reasoning_output'],
] as const;

const tokens: readonly Recording[] = TOKENS.map(([name, usage, types]) => ({
  name: `llm:${name}_tokens_total`,
  take: 'counter',
  of: [
    [
      call(`gen_ai_client_inference_usage_${usage}_total`),
      call('gen_ai_client_token_usage_sum', `gen_ai_token_type=~"${types}"`),
    ],
  ],
}));

const NO_MODEL_CALL: readonly Recording[] = [
  {
    name: 'llm:agent_duration_seconds',
    take: 'histogram',
    of: [
      [
        { metric: 'gen_ai_invoke_agent_duration_seconds' },
        { metric: DURATION, where: during(AGENT) },
        { metric: 'gen_ai_agent_operation_duration_seconds' },
      ],
      [
        {
          metric: 'gen_ai_invoke_workflow_duration_seconds',
          fills: [[['gen_ai_agent_name', 'gen_ai_workflow_name']]],
        },
      ],
    ],
  },
  { name: 'llm:agent_model_calls', take: 'histogram', of: [[{ metric: 'gen_ai_invoke_agent_inference_calls' }]] },
  { name: 'llm:agent_tool_calls', take: 'histogram', of: [[{ metric: 'gen_ai_invoke_agent_tool_calls' }]] },
  { name: 'llm:agent_invocations_total', take: 'counter', of: [[{ metric: 'gen_ai_agent_invocations_total' }]] },
  {
    name: 'llm:tool_duration_seconds',
    take: 'histogram',
    of: [[{ metric: 'gen_ai_execute_tool_duration_seconds' }, { metric: DURATION, where: during(TOOL) }]],
  },
  {
    name: 'llm:tool_errors_total',
    take: 'counter',
    of: [
      [
        { metric: 'gen_ai_execute_tool_duration_seconds_count', where: 'error_type!=""' },
        { metric: `${DURATION}_count`, where: `${during(TOOL)}, error_type!=""` },
        { metric: 'gen_ai_agent_tool_errors_total' },
      ],
    ],
  },
];

/** OpenLIT's labels under the names of the conventions. */
const MCP_LABELS: readonly Fill[] = [
  [
    ['mcp_method_name', 'mcp_method'],
    ['gen_ai_tool_name', 'mcp_tool_name'],
  ],
];

const mcp: readonly Recording[] = [
  {
    name: 'llm:mcp_duration_seconds',
    take: 'histogram',
    of: [
      [{ metric: 'mcp_client_operation_duration_seconds', measuredBy: 'client', fills: MCP_LABELS }],
      [{ metric: 'mcp_server_operation_duration_seconds', measuredBy: 'server' }],
    ],
  },
  {
    name: 'llm:mcp_errors_total',
    take: 'counter',
    of: [
      [
        { metric: 'mcp_client_operation_duration_seconds_count', where: 'error_type!=""', measuredBy: 'client' },
        { metric: 'mcp_errors_total', where: 'mcp_error!="false"', measuredBy: 'client', fills: MCP_LABELS },
      ],
      [{ metric: 'mcp_server_operation_duration_seconds_count', where: 'error_type!=""', measuredBy: 'server' }],
    ],
  },
  {
    name: 'llm:mcp_response_bytes',
    take: 'histogram',
    of: [[{ metric: 'mcp_response_size_bytes', measuredBy: 'client', fills: MCP_LABELS }]],
  },
];

const others: readonly Recording[] = [
  {
    name: 'llm:retrieval_duration_seconds',
    take: 'histogram',
    of: [
      [{ metric: DURATION, where: during(RETRIEVAL) }],
      [
        {
          metric: 'db_client_operation_duration_seconds',
          // Instrumentations of ordinary databases write it too.
          where: 'db_system_name=~"astra|chroma|elasticsearch|lancedb|milvus|pgvector|pinecone|qdrant|weaviate"',
        },
      ],
    ],
  },
  { name: 'llm:guard_checks_total', take: 'counter', of: [[{ metric: 'guard_requests_total' }]] },
];

export const RECORDINGS: readonly Recording[] = [...calls, ...tokens, ...NO_MODEL_CALL, ...mcp, ...others];
