/** A table with one row per combination of labels and one column per query. */
import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  TableCellDisplayMode,
  type TableCellOptions,
  TableSortByFieldStateBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import type { DashboardLink, DynamicConfigValue, Threshold } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as TableBuilder } from '@grafana/grafana-foundation-sdk/table';
import { describe, type Numbered, type PanelOptions } from './panels.ts';
import { type MetricQuery, targets } from './query.ts';
import { type DisplayUnit, type Limits, steps } from './style.ts';

export interface Column {
  /** The legend is the column header. */
  readonly query: MetricQuery;
  readonly unit: DisplayUnit;
  readonly limits?: Limits;
  readonly decimals?: number;
}

interface TableOptions extends Omit<PanelOptions, 'queries' | 'unit'> {
  /** Labels that identify a row, with their column headers. */
  readonly rows: Readonly<Record<string, string>>;
  readonly columns: readonly Column[];
  /** Header of the column to sort by, in descending order. */
  readonly sort: string;
  /** Links of the cells in the column of a label. */
  readonly cellLinks?: Readonly<Record<string, Builder<DashboardLink>>>;
}

export function table(options: TableOptions): Numbered {
  const queries = options.columns.map(({ query }) => query);
  for (const { expression } of queries)
    for (const label of Object.keys(options.rows))
      if (!expression.labels.has(label)) throw new Error(`no row ${label} in ${expression.text}`);
  const builder = describe(new TableBuilder(), { ...options, unit: 'short', queries }, { width: 24, height: 8 })
    .showHeader(true)
    .filterable(true)
    .sortBy([new TableSortByFieldStateBuilder().displayName(options.sort).desc(true)])
    .targets(targets(queries, 'table'));
  // Each query returns a frame: merge the rows with equal labels, and keep only the columns above.
  builder.withTransformation({ id: 'merge', options: {} });
  builder.withTransformation({
    id: 'organize',
    options: { ...heads(options), excludeByName: { Time: true } },
  });
  for (const column of options.columns) builder.overrideByName(column.query.legend, [...columnStyle(column)]);
  for (const [label, link] of Object.entries(options.cellLinks ?? {}))
    builder.overrideByName(options.rows[label] ?? label, [{ id: 'links', value: [link.build()] }]);
  return builder;
}

/** The value column of a single query is named `Value`; those of several queries `Value #A`, `Value #B`. */
function heads({ rows, columns }: TableOptions) {
  const values = columns.map(({ query }, index) => [
    columns.length === 1 ? 'Value' : `Value #${String.fromCharCode(65 + index)}`,
    query.legend,
  ]);
  const names = [...Object.entries(rows), ...values];
  return {
    renameByName: Object.fromEntries(names),
    indexByName: Object.fromEntries(names.map(([name], index) => [name, index])),
    includeByName: Object.fromEntries(names.map(([name]) => [name, true])),
  };
}

function columnStyle({ unit, limits, decimals }: Column): readonly DynamicConfigValue[] {
  const cell: TableCellOptions = { type: TableCellDisplayMode.ColorBackground };
  const colours: readonly DynamicConfigValue[] =
    limits === undefined
      ? []
      : [
          { id: 'thresholds', value: { mode: 'absolute', steps: steps(limits) satisfies readonly Threshold[] } },
          { id: 'custom.cellOptions', value: cell },
        ];
  return [
    { id: 'unit', value: unit },
    ...(decimals === undefined ? [] : [{ id: 'decimals', value: decimals }]),
    ...colours,
  ];
}
