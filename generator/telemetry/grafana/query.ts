/** What a panel asks: a checked expression of PromQL, or lines (`log-query.ts`), as a query of the Grafana SDK. */
import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { type Expression, PromqlError, promql } from '../promql.ts';

/** The data source that the user selects. */
export const DATASOURCE = { type: 'prometheus', uid: '${datasource}' };

/** The time range, its end as one number (`instant`), or its end as table rows. */
export type Over = 'range' | 'instant' | 'table';

export interface Query {
  readonly text: string;
  /** `{{label}}` is replaced by the value of the label. */
  readonly legend: string;
  readonly datasource: { readonly type: string; readonly uid: string };
  target(refId: string, over: Over): Builder<Dataquery>;
}

/** Of Prometheus. */
export interface MetricQuery extends Query {
  readonly expression: Expression;
}

/**
 * SDKs export once a minute, and a shorter rate window has at most one sample. With this minimum step, $__rate_interval is
 * four minutes. Scraped metrics have a shorter interval, but a step of one minute is precise enough for them, too.
 */
const STEP = '1m';

/** A query for a graph; throws when the expression or a label of the legend is unknown. */
export function query(text: string, legend: string): MetricQuery {
  const expression = promql(text);
  for (const [, label = ''] of legend.matchAll(/\{\{\s*(\w+)\s*\}\}/g))
    if (!expression.labels.has(label))
      throw new PromqlError(`the legend uses the label ${label}, but the result does not have it\n  in: ${text}`);
  return {
    text: expression.text,
    legend,
    datasource: DATASOURCE,
    expression,
    target: (refId, over) => {
      const builder = new DataqueryBuilder()
        .datasource(DATASOURCE)
        .refId(refId)
        .expr(expression.text)
        .legendFormat(legend)
        .interval(STEP);
      if (over === 'range') return builder.range();
      return builder.instant().format(over === 'table' ? PromQueryFormat.Table : PromQueryFormat.TimeSeries);
    },
  };
}

/** The queries of a panel, each with a letter of its own. */
export function targets(queries: readonly Query[], over: Over): Builder<Dataquery>[] {
  return queries.map((each, index) => each.target(String.fromCharCode(65 + index), over));
}
