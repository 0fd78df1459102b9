/** A checked expression with its legend, as a Prometheus query of the Grafana SDK. */
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { type Expression, PromqlError, promql } from '../promql.ts';

/** The data source that the user selects. */
export const DATASOURCE = { type: 'prometheus', uid: '${datasource}' };

export interface Query {
  readonly expression: Expression;
  /** `{{label}}` is replaced by the value of the label. */
  readonly legend: string;
}

/**
 * SDKs export once a minute, and a shorter rate window has at most one sample. With this minimum step, $__rate_interval is
 * four minutes. Scraped metrics have a shorter interval, but a step of one minute is precise enough for them, too.
 */
const STEP = '1m';

/** A query for a graph; throws when the expression or a label of the legend is unknown. */
export function query(text: string, legend: string): Query {
  const expression = promql(text);
  for (const [, label = ''] of legend.matchAll(/\{\{\s*(\w+)\s*\}\}/g))
    if (!expression.labels.has(label))
      throw new PromqlError(`the legend uses the label ${label}, but the result does not have it\n  in: ${text}`);
  return { expression, legend };
}

/** `over`: the time range, its end as one number (`instant`), or its end as table rows. */
export function target(
  { expression, legend }: Query,
  index: number,
  over: 'range' | 'instant' | 'table',
): DataqueryBuilder {
  const builder = new DataqueryBuilder()
    .datasource(DATASOURCE)
    .refId(String.fromCharCode(65 + index))
    .expr(expression.text)
    .legendFormat(legend)
    .interval(STEP);
  if (over === 'range') return builder.range();
  return builder.instant().format(over === 'table' ? PromQueryFormat.Table : PromQueryFormat.TimeSeries);
}
