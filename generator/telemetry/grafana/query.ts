/** A checked expression with its legend, as the SDK's Prometheus query. */
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { type Expression, PromqlError, promql } from '../promql.ts';

/** Whichever Prometheus the reader has chosen. */
export const DATASOURCE = { type: 'prometheus', uid: '${datasource}' };

export interface Query {
  readonly expression: Expression;
  /** `{{label}}` stands for the label's value. */
  readonly legend: string;
}

/**
 * SDKs export once a minute, and a rate over less has one sample or none: with this as the smallest step $__rate_interval
 * becomes four minutes. What is scraped comes oftener, and a step of a minute is fine enough for it, too.
 */
const STEP = '1m';

/** A query for a graph; throws when the expression or a label of the legend is unknown. */
export function query(text: string, legend: string): Query {
  const expression = promql(text);
  for (const [, label = ''] of legend.matchAll(/\{\{\s*(\w+)\s*\}\}/g))
    if (!expression.labels.has(label))
      throw new PromqlError(`the legend names ${label}, which no result has\n  in: ${text}`);
  return { expression, legend };
}

/** `over` is the whole range, or its end as one number (`instant`), or that as the rows of a table. */
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
