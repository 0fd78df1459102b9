/** Variables of a dashboard. Each filters the values of the following ones. */
import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  VariableHide,
  type VariableModel,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { promql } from '../promql.ts';
import { DATASOURCE } from './query.ts';

export type Variable = Builder<VariableModel>;

/** Selects a Prometheus data source: of this cluster, or one with the metrics of many clusters. */
export function datasource(): Variable {
  return new DatasourceVariableBuilder('datasource')
    .label('Data source')
    .type('prometheus')
    .current({ text: 'Prometheus', value: 'prometheus' });
}

/** Labels to filter by, in order, each with its display name. */
export type Choices = Readonly<Record<string, string>>;

export const PLACE: Choices = { environment: 'Environment', cluster: 'Cluster' };

/** One variable per label. Its values are those of the metric that match the previous variables. */
export function chained(metric: string, choices: Choices): readonly Variable[] {
  const labels = Object.keys(choices);
  return labels.map((label, index) => {
    const above = promql(`${metric}{${matchers(labels.slice(0, index))}}`);
    return (
      new QueryVariableBuilder(label)
        .label(choices[label] ?? label)
        .datasource(DATASOURCE)
        .query({ query: `label_values(${above}, ${label})`, refId: label })
        .refresh(VariableRefresh.OnTimeRangeChanged)
        .sort(VariableSort.AlphabeticalAsc)
        .multi(true)
        .includeAll(true)
        // Also matches series without the label.
        .allValue('.*')
        .current({ text: 'All', value: '$__all' })
    );
  });
}

/** A variable with exactly one value of a label; `value` until another is chosen. */
export function oneOf(metric: string, label: string, title: string, value: string): Variable {
  return new QueryVariableBuilder(label)
    .label(title)
    .datasource(DATASOURCE)
    .query({ query: `label_values(${promql(metric)}, ${label})`, refId: label })
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .current({ text: value, value });
}

/**
 * Label matchers for the selected values: the content of `{…}`. Environment and cluster may also be absent:
 * series from recording rules get these labels only when they are sent to another Prometheus.
 */
export function matchers(labels: readonly string[], ...more: readonly string[]): string {
  return [...labels.map((label) => `${label}=~"$${label}${label in PLACE ? '|' : ''}"`), ...more].join(', ');
}

/** A hidden variable with an address of the cluster, from the metric `observatory:address:info`. */
export function address(name: string): Variable {
  const known = promql(`observatory:address:info{${matchers(Object.keys(PLACE), `name="${name}"`)}}`);
  return new QueryVariableBuilder(name)
    .hide(VariableHide.HideVariable)
    .datasource(DATASOURCE)
    .query({ query: `label_values(${known}, url)`, refId: name })
    .refresh(VariableRefresh.OnTimeRangeChanged);
}
