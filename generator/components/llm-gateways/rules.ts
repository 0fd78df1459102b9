/** Rules that record what every gateway measures under the same names: `llm:gateway_…`, with the label `engine`. */
import type { RuleGroup } from '../../kubernetes/prometheus-rule.ts';
import { CATALOGUE, Catalogue } from '../../telemetry/catalogue/catalogue.ts';
import { commonRules } from '../../telemetry/common-series.ts';
import { ENGINES, type EngineName } from './engines.ts';
import { llmGateways } from './handle.ts';
import type { Measures } from './measures.ts';

const RECORDS: Readonly<Record<keyof Measures, string>> = {
  requests: 'llm:gateway_requests:rate5m',
  failures: 'llm:gateway_failures:rate5m',
  refusals: 'llm:gateway_refusals:rate5m',
  spend: 'llm:gateway_spend_usd:rate5m',
  promptTokens: 'llm:gateway_prompt_tokens:rate5m',
  generatedTokens: 'llm:gateway_generated_tokens:rate5m',
  duration: 'llm:gateway_request_duration_seconds:rate5m',
  firstToken: 'llm:gateway_time_to_first_token_seconds:rate5m',
  fallbacks: 'llm:gateway_fallbacks:rate5m',
  failedFallbacks: 'llm:gateway_failed_fallbacks:rate5m',
  coolDowns: 'llm:gateway_cool_downs:rate5m',
  cacheHits: 'llm:gateway_cache_hits:rate5m',
  cacheMisses: 'llm:gateway_cache_misses:rate5m',
  guardrailChecks: 'llm:gateway_guardrail_checks:rate5m',
  guardrailStops: 'llm:gateway_guardrail_stops:rate5m',
  guardrailFailures: 'llm:gateway_guardrail_failures:rate5m',
  budget: 'llm:gateway_budget:usd',
  budgetRemaining: 'llm:gateway_budget_remaining:usd',
};

/** Envoy AI Gateway is scraped, and has the names that applications send to the collector. */
const SCRAPED = new Catalogue(
  CATALOGUE.metrics.map((metric) => (metric.emitter === 'gen-ai' ? { ...metric, delivery: 'scraped' } : metric)),
);

/** The rules of a gateway: one for each thing that it measures. */
export function gatewayRules(engine: EngineName): RuleGroup {
  const { measures } = ENGINES[engine];
  return commonRules('llm-gateway', RECORDS, { engine, job: llmGateways.probes.gateways, measures }, SCRAPED);
}
