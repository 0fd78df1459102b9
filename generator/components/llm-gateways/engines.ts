/**
 * What each gateway calls what all of them measure: from this table come the ports that Prometheus reads and the rules that record one
 * set of series for all gateways (`rules.ts`). What a gateway does not measure is missing. Sources are in `telemetry/catalogue/llm-gateways.ts`.
 *
 * A gateway may serve more than models: requests, failures and refusals of agentgateway and Kong are those of all their routes.
 */
import { LITELLM } from './litellm.ts';
import type { Engine } from './measures.ts';

export const ENGINE_NAMES = ['litellm', 'envoy-ai-gateway', 'agentgateway', 'kong'] as const;

export type EngineName = (typeof ENGINE_NAMES)[number];

const GEN_AI = { model: 'gen_ai_request_model' } as const;
const KONG = { model: 'ai_model' } as const;

export const ENGINES: Readonly<Record<EngineName, Engine>> = {
  litellm: LITELLM,
  // The names of the GenAI conventions, in the sidecar of Envoy.
  'envoy-ai-gateway': {
    port: 1064,
    path: '/metrics',
    measures: {
      requests: { metric: 'gen_ai_server_request_duration_seconds_count', labels: GEN_AI },
      failures: { metric: 'gen_ai_server_request_duration_seconds_count', where: 'error_type!=""', labels: GEN_AI },
      promptTokens: { metric: 'gen_ai_client_token_usage_sum', where: 'gen_ai_token_type="input"', labels: GEN_AI },
      generatedTokens: { metric: 'gen_ai_client_token_usage_sum', where: 'gen_ai_token_type="output"', labels: GEN_AI },
      duration: { metric: 'gen_ai_server_request_duration_seconds', labels: GEN_AI },
      firstToken: { metric: 'gen_ai_server_time_to_first_token_seconds', labels: GEN_AI },
    },
  },
  agentgateway: {
    port: 15_020,
    path: '/metrics',
    measures: {
      requests: { metric: 'agentgateway_requests_total' },
      failures: { metric: 'agentgateway_requests_total', where: 'status=~"5.."' },
      refusals: { metric: 'agentgateway_requests_total', where: 'status=~"4.."' },
      spend: { metric: 'agentgateway_gen_ai_client_cost_usd_total', labels: GEN_AI },
      promptTokens: {
        metric: 'agentgateway_gen_ai_client_token_usage_sum',
        where: 'gen_ai_token_type="input"',
        labels: GEN_AI,
      },
      generatedTokens: {
        metric: 'agentgateway_gen_ai_client_token_usage_sum',
        where: 'gen_ai_token_type="output"',
        labels: GEN_AI,
      },
      duration: { metric: 'agentgateway_gen_ai_server_request_duration', labels: GEN_AI },
      firstToken: { metric: 'agentgateway_gen_ai_server_time_to_first_token', labels: GEN_AI },
      guardrailChecks: { metric: 'agentgateway_guardrail_checks_total', labels: { guardrail: 'phase' } },
      guardrailStops: {
        metric: 'agentgateway_guardrail_checks_total',
        where: 'action="Reject"',
        labels: { guardrail: 'phase' },
      },
      // The text went on, because there was no judgement.
      guardrailFailures: {
        metric: 'agentgateway_guardrail_checks_total',
        where: 'action="FailOpen"',
        labels: { guardrail: 'phase' },
      },
    },
  },
  // Its latencies are in milliseconds.
  kong: {
    port: 8100,
    path: '/metrics',
    measures: {
      requests: { metric: 'kong_http_requests_total' },
      failures: { metric: 'kong_http_requests_total', where: 'code=~"5.."' },
      refusals: { metric: 'kong_http_requests_total', where: 'code=~"4.."' },
      spend: { metric: 'kong_ai_llm_cost_total', labels: KONG },
      promptTokens: { metric: 'kong_ai_llm_tokens_total', where: 'token_type="prompt_tokens"', labels: KONG },
      generatedTokens: { metric: 'kong_ai_llm_tokens_total', where: 'token_type="completion_tokens"', labels: KONG },
      cacheHits: { metric: 'kong_ai_llm_requests_total', where: 'cache_status=~"(?i)hit"', labels: KONG },
      cacheMisses: { metric: 'kong_ai_llm_requests_total', where: 'cache_status!~"(?i)hit|"', labels: KONG },
    },
  },
};
