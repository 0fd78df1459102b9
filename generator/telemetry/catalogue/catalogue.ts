/**
 * Every metric that panels, alerts and rules may use, once. Nothing else can be queried: `promql.ts` refuses what is not here.
 */
import { ADDRESS } from './address.ts';
import { ALERTMANAGER } from './alertmanager.ts';
import { ARGOCD } from './argocd.ts';
import { BLACKBOX } from './blackbox.ts';
import { BUDGET } from './budget.ts';
import { CERT_MANAGER } from './cert-manager.ts';
import { CLICKHOUSE } from './clickhouse.ts';
import { COLLECTOR } from './collector.ts';
import { EXTERNAL_SECRETS } from './external-secrets.ts';
import { FLUX } from './flux.ts';
import { GEN_AI } from './gen-ai.ts';
import { GPU } from './gpu.ts';
import { GRAFANA } from './grafana.ts';
import { KUBERNETES } from './kubernetes.ts';
import { LANGFUSE } from './langfuse.ts';
import { LLM } from './llm.ts';
import { LLM_GATEWAYS } from './llm-gateways.ts';
import type { Metric } from './metric.ts';
import { MODEL_SERVERS } from './model-servers.ts';
import { NGINX_GATEWAY } from './nginx-gateway.ts';
import { OTEL_OPERATOR } from './otel-operator.ts';
import { PGBOUNCER } from './pgbouncer.ts';
import { POSTGRES } from './postgres.ts';
import { PROMETHEUS } from './prometheus.ts';
import { SEAWEEDFS } from './seaweedfs.ts';
import { SLO } from './slo.ts';
import { TARGET_LABELS } from './target-labels.ts';
import { VALKEY } from './valkey.ts';
import { VICTORIA_LOGS } from './victoria-logs.ts';

/** One series name and what it can be asked for: of a histogram there are three. */
export interface Series {
  readonly name: string;
  readonly metric: Metric;
  /** `bucket` is what histogram_quantile takes; `counter` only grows, so one asks for its rate. */
  readonly kind: 'bucket' | 'counter' | 'gauge';
  /** Every label that it can have, of the metric and of the target. */
  readonly labels: ReadonlySet<string>;
}

/** Series by name. Immutable: `with` makes a larger one, for series that a fleet's own rules record. */
export class Catalogue {
  readonly metrics: readonly Metric[];
  readonly #series: ReadonlyMap<string, Series>;

  constructor(metrics: readonly Metric[]) {
    const series = metrics.flatMap(seriesOf);
    const byName = new Map(series.map((each) => [each.name, each]));
    if (byName.size < series.length) throw new Error(`metric named twice: ${repeated(series).join(', ')}`);
    this.metrics = metrics;
    this.#series = byName;
  }

  with(metrics: readonly Metric[]): Catalogue {
    return new Catalogue([...this.metrics, ...metrics]);
  }

  find(name: string): Series | undefined {
    return this.#series.get(name);
  }

  get names(): readonly string[] {
    return [...this.#series.keys()];
  }
}

function seriesOf(metric: Metric): readonly Series[] {
  const labels = [...metric.labels, ...TARGET_LABELS[metric.delivery]];
  const series = (suffix: string, kind: Series['kind'], ...more: readonly string[]): Series => ({
    name: `${metric.name}${suffix}`,
    metric,
    kind,
    labels: new Set([...labels, ...more]),
  });
  const totals = [series('_sum', 'counter'), series('_count', 'counter')];
  switch (metric.type) {
    case 'histogram':
      return [series('_bucket', 'bucket', 'le'), ...totals];
    case 'summary':
      return [series('', 'gauge', 'quantile'), ...totals];
    default:
      return [series('', metric.type)];
  }
}

function repeated(series: readonly Series[]): readonly string[] {
  return series.map(({ name }) => name).filter((name, index, all) => all.indexOf(name) < index);
}

export const CATALOGUE = new Catalogue([
  ...ADDRESS,
  ...ALERTMANAGER,
  ...ARGOCD,
  ...BLACKBOX,
  ...BUDGET,
  ...CERT_MANAGER,
  ...CLICKHOUSE,
  ...COLLECTOR,
  ...EXTERNAL_SECRETS,
  ...FLUX,
  ...GEN_AI,
  ...GPU,
  ...GRAFANA,
  ...KUBERNETES,
  ...LANGFUSE,
  ...LLM,
  ...LLM_GATEWAYS,
  ...MODEL_SERVERS,
  ...NGINX_GATEWAY,
  ...OTEL_OPERATOR,
  ...PGBOUNCER,
  ...POSTGRES,
  ...PROMETHEUS,
  ...SEAWEEDFS,
  ...SLO,
  ...VALKEY,
  ...VICTORIA_LOGS,
]);
