/** What the catalogue says of a metric, and the few words that write it down: `gauge`, `counter`, `histogram`, `summary`. */

/** Every program that the stack's Prometheus gets metrics from, and the rules that record new ones. */
export type Emitter =
  | 'agentgateway'
  | 'alertmanager'
  | 'argocd'
  | 'blackbox'
  | 'cert-manager'
  | 'clickhouse'
  | 'collector'
  | 'dcgm'
  | 'external-secrets'
  | 'flux'
  | 'gen-ai'
  | 'grafana'
  | 'kubernetes'
  | 'kong'
  | 'kserve'
  | 'langfuse'
  | 'litellm'
  | 'llm-d'
  | 'nginx-gateway'
  | 'otel-operator'
  | 'pgbouncer'
  | 'postgres'
  | 'prometheus'
  | 'ray'
  | 'recorded'
  | 'seaweedfs'
  | 'sglang'
  | 'tgi'
  | 'triton'
  | 'valkey'
  | 'victoria-logs'
  | 'vllm';

export type MetricType = 'counter' | 'gauge' | 'histogram' | 'summary';

/** What one sample measures. `bool` is 0 or 1, `info` always 1 (its labels are the content), `timestamp` seconds since 1970. */
export type Unit =
  | 'bool'
  | 'bytes'
  | 'celsius'
  | 'count'
  | 'info'
  | 'joules'
  | 'mebibytes'
  | 'megahertz'
  | 'milliseconds'
  | 'percent'
  | 'ratio'
  | 'seconds'
  | 'timestamp'
  | 'tokens'
  | 'usd'
  | 'watts';

/**
 * How samples reach Prometheus, which decides the labels that come on top of the metric's own (`target-labels.ts`):
 * `scraped` by Prometheus, `written` by the collector, or `recorded` by a rule.
 */
export type Delivery = 'scraped' | 'written' | 'recorded';

/** Of the OpenTelemetry semantic conventions; those for generative AI have versions of their own after 1.41. */
export type ConventionsVersion = '1.27' | '1.39' | '1.41' | 'GenAI 0.1';

/** The first version of the semantic conventions with a name, and the last one where a later version has another name for it. */
export interface Conventions {
  readonly since: ConventionsVersion;
  readonly until?: ConventionsVersion;
}

export interface Metric {
  /** As Prometheus sees it; of a histogram or summary without `_bucket`, `_sum`, `_count`. */
  readonly name: string;
  readonly type: MetricType;
  readonly unit: Unit;
  /** The metric's own labels, without those of `target-labels.ts` and without `le` and `quantile`. */
  readonly labels: readonly string[];
  readonly emitter: Emitter;
  readonly delivery: Delivery;
  /** Where the name and labels were read: `repository:path` upstream. */
  readonly source: string;
  /** Absent for a name that only its emitter has. */
  readonly conventions?: Conventions;
  readonly help: string;
}

type Entry = Omit<Metric, 'emitter' | 'delivery' | 'source' | 'conventions'>;

const entry =
  (type: MetricType) =>
  (name: string, unit: Unit, labels: readonly string[], help: string): Entry => ({ name, type, unit, labels, help });

export const counter = entry('counter');
export const gauge = entry('gauge');
export const histogram = entry('histogram');
export const summary = entry('summary');

interface Origin {
  readonly emitter: Emitter;
  readonly delivery: Delivery;
  readonly source: string;
  readonly conventions?: Conventions;
  /** Labels that all of the entries have. */
  readonly labels?: readonly string[];
}

/** The entries, each with where it comes from. */
export function metricsOf({ labels = [], ...origin }: Origin, entries: readonly Entry[]): readonly Metric[] {
  return entries.map((each) => ({ ...each, ...origin, labels: [...labels, ...each.labels] }));
}

export type Entries = readonly Entry[];

/** Entries of a program that Prometheus scrapes; `labels` are those that all of them have. */
export function scraped(
  emitter: Emitter,
  source: string,
  labels: readonly string[],
  entries: Entries,
): readonly Metric[] {
  return metricsOf({ emitter, delivery: 'scraped', source, labels }, entries);
}
