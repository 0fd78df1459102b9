/** What LiteLLM calls what gateways measure. It writes "None" into labels that it has nothing for. */
import type { Engine } from './measures.ts';

/** By the name under which a model was asked for. */
const ASKED_FOR = { model: 'requested_model', team: 'team_alias' } as const;
const CACHED = { model: 'model', team: 'team_alias' } as const;
const GUARDRAIL = { guardrail: 'guardrail_name' } as const;

/** It counts requests for its metrics that had no key. */
const REQUESTS = 'litellm_proxy_total_requests_metric_total';
const NO_SCRAPE = 'route!~"/metrics.*"';

/** Kinds of owners of budgets: what names call them, and the label that says who. People and keys only have the number in place of their labels. */
const OWNERS = [
  ['team', 'team', 'team_alias'],
  ['org', 'org', 'org_alias'],
  ['key', 'api_key', 'caller'],
  ['user', 'user', 'caller'],
  ['customer', 'customer', 'caller'],
] as const;

const budgets = (metricOf: (owner: string) => string) =>
  OWNERS.map(([scope, word, label]) => ({ metric: metricOf(word), labels: { owner: label }, constant: { scope } }));

export const LITELLM: Engine = {
  port: 4000,
  // Another address of it redirects to this one.
  path: '/metrics/',
  measures: {
    requests: { metric: REQUESTS, where: NO_SCRAPE, labels: ASKED_FOR },
    failures: { metric: REQUESTS, where: `${NO_SCRAPE}, status_code!~"[234].."`, labels: ASKED_FOR },
    refusals: { metric: REQUESTS, where: `${NO_SCRAPE}, status_code=~"4.."`, labels: ASKED_FOR },
    spend: { metric: 'litellm_spend_metric_total', labels: ASKED_FOR },
    promptTokens: { metric: 'litellm_input_tokens_metric_total', labels: ASKED_FOR },
    generatedTokens: { metric: 'litellm_output_tokens_metric_total', labels: ASKED_FOR },
    duration: { metric: 'litellm_request_total_latency_metric', labels: ASKED_FOR },
    firstToken: { metric: 'litellm_llm_api_time_to_first_token_metric', labels: ASKED_FOR },
    fallbacks: {
      metric: 'litellm_deployment_successful_fallbacks_total',
      labels: { ...ASKED_FOR, fallback: 'fallback_model' },
    },
    failedFallbacks: {
      metric: 'litellm_deployment_failed_fallbacks_total',
      labels: { ...ASKED_FOR, fallback: 'fallback_model' },
    },
    coolDowns: { metric: 'litellm_deployment_cooled_down_total', labels: { model: 'litellm_model_name' } },
    cacheHits: { metric: 'litellm_cache_hits_metric_total', labels: CACHED },
    cacheMisses: { metric: 'litellm_cache_misses_metric_total', labels: CACHED },
    guardrailChecks: { metric: 'litellm_guardrail_requests_total', labels: GUARDRAIL },
    guardrailStops: { metric: 'litellm_guardrail_requests_total', where: 'status!="success"', labels: GUARDRAIL },
    // A guardrail refuses a text with an HTTP status.
    guardrailFailures: {
      metric: 'litellm_guardrail_errors_total',
      where: 'error_type!~"HTTPException|.*Guardrail.*"',
      labels: GUARDRAIL,
    },
    budget: budgets((owner) => `litellm_${owner}_max_budget_metric`),
    budgetRemaining: budgets((owner) => `litellm_remaining_${owner}_budget_metric`),
  },
};
