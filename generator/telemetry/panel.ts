/** The few shapes that our dashboards are made of, so that all of them look alike. */
import type { JsonObject } from '../json.ts';

const DATASOURCE = { type: 'prometheus', uid: '${datasource}' } as const;

export interface Query {
  readonly expr: string;
  readonly legend: string;
}

/** SDKs export once a minute; a rate over less has one sample or none. Four of these make $__rate_interval. */
const MIN_STEP = '1m';

interface PanelOptions {
  readonly title: string;
  readonly description: string;
  readonly unit: string;
  readonly queries: readonly Query[];
}

export interface Placed {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** One number, with its history behind it. */
export function stat(options: PanelOptions, place: Placed): JsonObject {
  return panel('stat', options, place, {
    options: { colorMode: 'value', graphMode: 'area', reduceOptions: { calcs: ['lastNotNull'] }, textMode: 'auto' },
  });
}

export function timeSeries(options: PanelOptions, place: Placed): JsonObject {
  return panel('timeseries', options, place, {
    options: {
      legend: { displayMode: 'table', placement: 'bottom', calcs: ['mean', 'max'] },
      tooltip: { mode: 'multi', sort: 'desc' },
    },
  });
}

function panel(
  type: string,
  { title, description, unit, queries }: PanelOptions,
  gridPos: Placed,
  rest: JsonObject,
): JsonObject {
  return {
    type,
    title,
    description,
    datasource: DATASOURCE,
    gridPos: { ...gridPos },
    fieldConfig: { defaults: { unit, noValue: 'no data' }, overrides: [] },
    targets: queries.map(({ expr, legend }, index) => ({
      datasource: DATASOURCE,
      refId: String.fromCharCode(65 + index),
      expr,
      legendFormat: legend,
      interval: MIN_STEP,
    })),
    ...rest,
  };
}

/** A variable whose values are those of a label, narrowed by the variables before it. */
export function labelVariable(name: string, label: string, selector: string): JsonObject {
  return {
    type: 'query',
    name,
    label,
    datasource: DATASOURCE,
    query: { query: `label_values(${selector}, ${name})`, refId: name },
    refresh: 2,
    includeAll: true,
    multi: true,
    allValue: '.*',
    current: { text: 'All', value: '$__all' },
    sort: 1,
  };
}

export const DATASOURCE_VARIABLE: JsonObject = {
  type: 'datasource',
  name: 'datasource',
  label: 'Data source',
  query: 'prometheus',
  current: { text: 'Prometheus', value: 'prometheus' },
};
