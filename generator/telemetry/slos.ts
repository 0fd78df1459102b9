/**
 * Service level objectives as rules: the share of bad events over several windows, how fast that spends the error budget, and
 * what is left of it. The windows are those of multi-window, multi-burn-rate alerts in the SRE Workbook.
 */
import type { JsonObject } from '../data/json.ts';
import type { RuleGroup } from '../kubernetes/prometheus-rule.ts';

/** Stands for the window in the expressions of an indicator. */
export const WINDOW = '$window';

/** Good or bad events, and all of them, as PromQL with WINDOW as the range. */
export type Indicator =
  | { readonly errors: string; readonly total: string }
  | { readonly good: string; readonly total: string };

export interface Slo {
  readonly name: string;
  /** Share of good events that is promised, between 0 and 1, as it is written in the rules. */
  readonly objective: string;
  /** Over which time, e.g. `30d`. */
  readonly window: string;
  readonly indicator: Indicator;
}

/** Asked of the events themselves. */
const SHORT = ['5m', '30m', '1h'] as const;
const MIDDLE = ['2h', '6h'] as const;
/**
 * Averaged over the 5-minute shares: to read the events of days again and again would keep Prometheus busy.
 * Every five minutes weigh the same then, whatever the traffic.
 */
const LONG = ['1d', '3d'] as const;

/** A number with the cluster and environment of whatever is scraped: alone it would have no labels to be found by. */
export function constant(value: string | number): string {
  return `0 * max by (cluster, environment) (up) + ${value}`;
}

/** The groups of rules of one objective. */
export function sloRules(slo: Slo): readonly RuleGroup[] {
  const fromEvents = (window: string): JsonObject =>
    record(slo, `slo:sli_error:ratio_rate${window}`, errorRatio(slo.indicator, window));
  const averaged = (window: string): JsonObject =>
    record(
      slo,
      `slo:sli_error:ratio_rate${window}`,
      `avg_over_time(slo:sli_error:ratio_rate5m{slo="${slo.name}"}[${window}])`,
    );
  const longest = [...new Set([...LONG, slo.window])];
  return [
    {
      name: `slo-${slo.name}`,
      rules: [
        record(slo, 'slo:objective:ratio', constant(slo.objective)),
        ...SHORT.flatMap((window) => [fromEvents(window), burnRate(slo, window)]),
      ],
    },
    {
      name: `slo-${slo.name}-long`,
      interval: '2m',
      rules: [
        ...MIDDLE.flatMap((window) => [fromEvents(window), burnRate(slo, window)]),
        ...longest.flatMap((window) => [averaged(window), burnRate(slo, window)]),
        record(slo, 'slo:error_budget:remaining_ratio', `1 - slo:burn_rate:ratio_rate${slo.window}{slo="${slo.name}"}`),
      ],
    },
  ];
}

/** No traffic, no share: a division by nothing would be neither good nor bad. */
function errorRatio(indicator: Indicator, window: string): string {
  const at = (text: string): string => text.replaceAll(WINDOW, window);
  const total = `((${at(indicator.total)}) > 0)`;
  return 'errors' in indicator ? `(${at(indicator.errors)}) / ${total}` : `1 - (${at(indicator.good)}) / ${total}`;
}

function burnRate(slo: Slo, window: string): JsonObject {
  const share = `slo:sli_error:ratio_rate${window}{slo="${slo.name}"}`;
  return record(slo, `slo:burn_rate:ratio_rate${window}`, `${share} / (1 - ${slo.objective})`);
}

function record({ name }: Slo, series: string, expr: string): JsonObject {
  return { record: series, expr, labels: { slo: name } };
}
