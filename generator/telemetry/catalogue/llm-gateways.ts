/**
 * LLM gateways, as far as rules read them, and the series that rules record of all of them under the same names (`components/llm-gateways/`).
 * Labels about people are gone when samples are stored, and `caller` has taken their place. Envoy AI Gateway is not here: its names are
 * those of the conventions (`gen-ai.ts`).
 */
import { counter, type Entries, gauge, histogram, metricsOf, scraped } from './metric.ts';

const TEAM = ['caller', 'team', 'team_alias'] as const;
const ORG = ['org_id', 'org_alias'] as const;
const BACKEND = ['model_id', 'api_provider'] as const;
const CALL = [...TEAM, ...ORG, ...BACKEND, 'requested_model', 'model'] as const;
const FALLBACK = [
  ...TEAM,
  'requested_model',
  'fallback_model',
  'model_id',
  'exception_status',
  'exception_class',
] as const;

const LITELLM: Entries = [
  counter(
    'litellm_proxy_total_requests_metric_total',
    'count',
    [...TEAM, ...ORG, ...BACKEND, 'requested_model', 'route', 'status_code'],
    'Requests to the proxy, by the status of the answer.',
  ),
  counter('litellm_spend_metric_total', 'usd', [...CALL, 'service_tier'], 'What calls of models cost.'),
  counter('litellm_input_tokens_metric_total', 'tokens', CALL, 'Tokens of prompts.'),
  counter('litellm_output_tokens_metric_total', 'tokens', CALL, 'Tokens that were generated.'),
  histogram(
    'litellm_request_total_latency_metric',
    'seconds',
    [...CALL, 'model_group', 'service_tier'],
    'Duration of requests.',
  ),
  histogram(
    'litellm_llm_api_time_to_first_token_metric',
    'seconds',
    [...CALL, 'model_group', 'service_tier'],
    'Time until the first token of a streamed answer.',
  ),
  counter(
    'litellm_deployment_successful_fallbacks_total',
    'count',
    FALLBACK,
    'Requests that another model answered than the one that was asked for.',
  ),
  counter('litellm_deployment_failed_fallbacks_total', 'count', FALLBACK, 'Requests that no other model answered.'),
  counter(
    'litellm_deployment_cooled_down_total',
    'count',
    [...BACKEND, 'litellm_model_name', 'api_base', 'exception_status'],
    'Decisions to send a backend nothing for a while.',
  ),
  counter(
    'litellm_cache_hits_metric_total',
    'count',
    [...TEAM, ...BACKEND, 'model'],
    'Requests that the cache answered.',
  ),
  counter(
    'litellm_cache_misses_metric_total',
    'count',
    [...TEAM, ...BACKEND, 'model'],
    'Requests that the cache could not answer.',
  ),
  counter(
    'litellm_guardrail_requests_total',
    'count',
    ['guardrail_name', 'hook_type', 'status'],
    'Texts that a guardrail judged, by the outcome: success, intervened, error.',
  ),
  counter(
    'litellm_guardrail_errors_total',
    'count',
    ['guardrail_name', 'hook_type', 'error_type'],
    'Texts that a guardrail refused or could not judge, by the exception.',
  ),
  ...(
    [
      ['team', ['team', 'team_alias'], 'a team'],
      ['org', ORG, 'an organisation'],
      ['api_key', ['caller'], 'a key'],
      ['user', ['caller'], 'a user'],
      ['customer', ['caller'], 'a customer'],
    ] as const
  ).flatMap(([owner, labels, whose]) => [
    gauge(`litellm_${owner}_max_budget_metric`, 'usd', labels, `Budget of ${whose}; absent where there is none.`),
    gauge(
      `litellm_remaining_${owner}_budget_metric`,
      'usd',
      labels,
      `What is left of the budget of ${whose}; infinite where there is none.`,
    ),
  ]),
];

const ROUTE = ['bind', 'gateway', 'listener', 'route', 'route_rule'] as const;
const GEN_AI = [
  ...ROUTE,
  'caller',
  'gen_ai_operation_name',
  'gen_ai_system',
  'gen_ai_request_model',
  'gen_ai_response_model',
] as const;

const AGENTGATEWAY: Entries = [
  counter(
    'agentgateway_requests_total',
    'count',
    [...ROUTE, 'caller', 'backend', 'protocol', 'method', 'status', 'reason'],
    'HTTP requests.',
  ),
  counter(
    'agentgateway_gen_ai_client_cost_usd_total',
    'usd',
    GEN_AI,
    'What calls of models cost, by the catalogue of the gateway.',
  ),
  histogram(
    'agentgateway_gen_ai_client_token_usage',
    'tokens',
    [...GEN_AI, 'gen_ai_token_type'],
    'Tokens of a call: input, output, input_cache_read or input_cache_write.',
  ),
  histogram('agentgateway_gen_ai_server_request_duration', 'seconds', GEN_AI, 'Duration of calls of models.'),
  histogram('agentgateway_gen_ai_server_time_to_first_token', 'seconds', GEN_AI, 'Time until the first token.'),
  counter(
    'agentgateway_guardrail_checks_total',
    'count',
    ['phase', 'action'],
    'Texts that a guardrail judged: Allow, Mask or Reject; FailOpen where it could not and the text went on.',
  ),
];

const KONG_AI = [
  'caller',
  'ai_provider',
  'ai_model',
  'cache_status',
  'vector_db',
  'embeddings_provider',
  'embeddings_model',
  'request_mode',
  'workspace',
] as const;

const KONG: Entries = [
  counter(
    'kong_http_requests_total',
    'count',
    ['caller', 'exported_service', 'route', 'code', 'source', 'workspace'],
    'HTTP requests; with status_code_metrics.',
  ),
  counter('kong_ai_llm_requests_total', 'count', KONG_AI, 'Calls of models; with ai_metrics.'),
  counter('kong_ai_llm_cost_total', 'usd', KONG_AI, 'What calls of models cost, by the prices of the route.'),
  counter('kong_ai_llm_tokens_total', 'tokens', [...KONG_AI, 'token_type'], 'Tokens of calls of models.'),
];

const rate = (name: string, labels: readonly string[], help: string): Entries[number] =>
  gauge(`llm:gateway_${name}:rate5m`, 'count', labels, help);

const RECORDED: Entries = [
  rate('requests', ['model', 'team'], 'Requests per second.'),
  rate('failures', ['model', 'team'], 'Requests per second that failed, and not because of what they are.'),
  rate('refusals', ['model', 'team'], 'Requests per second that were refused: no key, no budget, no such model.'),
  gauge('llm:gateway_spend_usd:rate5m', 'usd', ['model', 'team'], 'US dollars per second.'),
  gauge('llm:gateway_prompt_tokens:rate5m', 'tokens', ['model', 'team'], 'Tokens of prompts per second.'),
  gauge('llm:gateway_generated_tokens:rate5m', 'tokens', ['model', 'team'], 'Generated tokens per second.'),
  rate('request_duration_seconds', ['model', 'le'], 'Buckets of the duration of requests.'),
  rate('time_to_first_token_seconds', ['model', 'le'], 'Buckets of the time until the first token.'),
  rate('fallbacks', ['model', 'team', 'fallback'], 'Requests per second that another model answered.'),
  rate('failed_fallbacks', ['model', 'team', 'fallback'], 'Requests per second that no other model answered.'),
  rate('cool_downs', ['model'], 'Decisions per second to send a backend nothing for a while.'),
  rate('cache_hits', ['model', 'team'], 'Requests per second that a cache answered.'),
  rate('cache_misses', ['model', 'team'], 'Requests per second that a cache could not answer.'),
  rate('guardrail_checks', ['guardrail'], 'Texts per second that a guardrail judged.'),
  rate('guardrail_stops', ['guardrail'], 'Texts per second that a guardrail stopped.'),
  rate('guardrail_failures', ['guardrail'], 'Texts per second that a guardrail could not judge.'),
  gauge('llm:gateway_budget:usd', 'usd', ['scope', 'owner'], 'Budget of a team, organisation, key, user or customer.'),
  gauge('llm:gateway_budget_remaining:usd', 'usd', ['scope', 'owner'], 'What is left of a budget.'),
];

export const LLM_GATEWAYS = [
  ...scraped('litellm', 'BerriAI/litellm:litellm/types/integrations/prometheus.py', [], LITELLM),
  ...scraped(
    'agentgateway',
    'agentgateway/agentgateway:crates/agentgateway/src/telemetry/metrics.rs',
    [],
    AGENTGATEWAY,
  ),
  ...scraped('kong', 'Kong/kong:kong/plugins/prometheus/exporter.lua', [], KONG),
  ...metricsOf(
    {
      emitter: 'recorded',
      delivery: 'recorded',
      source: 'generator/components/llm-gateways: rules',
      labels: ['engine', 'namespace', 'pod'],
    },
    RECORDED,
  ),
];
