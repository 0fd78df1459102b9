/** Rules that record what every engine measures under the same names: `llm:serving_…`, with the labels `engine`, `model`, `namespace` and `pod`. */
import type { JsonObject } from '../../data/json.ts';
import type { RuleGroup } from '../../kubernetes/prometheus-rule.ts';
import { promql } from '../../telemetry/promql.ts';
import { ENGINES, type Engine, type EngineName } from './engines.ts';
import { modelServing } from './handle.ts';

type Measured = Exclude<keyof Engine, 'port' | 'model'>;

interface Recording {
  readonly record: string;
  readonly kind: 'gauge' | 'counter' | 'histogram';
}

const RECORDINGS: Readonly<Record<Measured, Recording>> = {
  waiting: { record: 'llm:serving_waiting:requests', kind: 'gauge' },
  running: { record: 'llm:serving_running:requests', kind: 'gauge' },
  kvCache: { record: 'llm:serving_kv_cache:ratio', kind: 'gauge' },
  requests: { record: 'llm:serving_requests:rate5m', kind: 'counter' },
  promptTokens: { record: 'llm:serving_prompt_tokens:rate5m', kind: 'counter' },
  generatedTokens: { record: 'llm:serving_generated_tokens:rate5m', kind: 'counter' },
  preemptions: { record: 'llm:serving_preemptions:rate5m', kind: 'counter' },
  prefixQueries: { record: 'llm:serving_prefix_cache_queries:rate5m', kind: 'counter' },
  prefixHits: { record: 'llm:serving_prefix_cache_hits:rate5m', kind: 'counter' },
  firstToken: { record: 'llm:serving_time_to_first_token_seconds:rate5m', kind: 'histogram' },
  interToken: { record: 'llm:serving_inter_token_latency_seconds:rate5m', kind: 'histogram' },
  duration: { record: 'llm:serving_request_duration_seconds:rate5m', kind: 'histogram' },
};

const LABELS = 'cluster, environment, namespace, pod, model';

/** The rules of an engine: one for each thing that it measures. */
export function servingRules(name: EngineName): RuleGroup {
  const engine = ENGINES[name];
  const rules = Object.entries(RECORDINGS).flatMap(([measured, { record, kind }]): readonly JsonObject[] => {
    // The keys of a Record of these are these.
    const metric = engine[measured as Measured];
    if (metric === undefined) return [];
    return [{ record, labels: { engine: name }, expr: promql(expression(metric, kind, engine.model)).text }];
  });
  return { name: `serving-${name}`, rules };
}

/** Only of the servers that were named: an application may record metrics of the same names. */
function expression(metric: string, kind: Recording['kind'], model: string | undefined): string {
  const series = `${metric}${kind === 'histogram' ? '_bucket' : ''}{job="${modelServing.probes.servers}"}`;
  const value = kind === 'gauge' ? series : `rate(${series}[5m])`;
  const named = `label_replace(${value}, "model", "$1", "${model ?? 'pod'}", "${model === undefined ? '.*' : '(.*)'}")`;
  return `sum by (${LABELS}${kind === 'histogram' ? ', le' : ''}) (${named})`;
}
