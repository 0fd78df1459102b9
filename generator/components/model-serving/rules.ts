/** Rules that record what every engine measures under the same names: `llm:serving_…`, with the labels `engine`, `model`, `namespace` and `pod`. */
import type { RuleGroup } from '../../kubernetes/prometheus-rule.ts';
import { commonRules, type Source } from '../../telemetry/common-series.ts';
import { ENGINES, type Engine, type EngineName } from './engines.ts';
import { modelServing } from './handle.ts';

type Measured = Exclude<keyof Engine, 'port' | 'model'>;

const RECORDS: Readonly<Record<Measured, string>> = {
  waiting: 'llm:serving_waiting:requests',
  running: 'llm:serving_running:requests',
  kvCache: 'llm:serving_kv_cache:ratio',
  requests: 'llm:serving_requests:rate5m',
  promptTokens: 'llm:serving_prompt_tokens:rate5m',
  generatedTokens: 'llm:serving_generated_tokens:rate5m',
  preemptions: 'llm:serving_preemptions:rate5m',
  prefixQueries: 'llm:serving_prefix_cache_queries:rate5m',
  prefixHits: 'llm:serving_prefix_cache_hits:rate5m',
  firstToken: 'llm:serving_time_to_first_token_seconds:rate5m',
  interToken: 'llm:serving_inter_token_latency_seconds:rate5m',
  duration: 'llm:serving_request_duration_seconds:rate5m',
};

/** The rules of an engine: one for each thing that it measures. */
export function servingRules(engine: EngineName): RuleGroup {
  const { port: _, model, ...metrics } = ENGINES[engine];
  const labels = model === undefined ? {} : { model };
  const measures = Object.fromEntries(
    Object.entries(metrics).map(([measured, metric]): [string, Source] => [measured, { metric, labels }]),
  );
  return commonRules('serving', RECORDS, { engine, job: modelServing.probes.servers, measures });
}
