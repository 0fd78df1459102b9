/** The choices at the top of a dashboard: each narrows those after it. */
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

/** Which Prometheus: that of the cluster, or one that holds many. */
export function datasource(): Variable {
  return new DatasourceVariableBuilder('datasource')
    .label('Data source')
    .type('prometheus')
    .current({ text: 'Prometheus', value: 'prometheus' });
}

/** Labels to choose by, in order, each with its name for people. */
export type Choices = Readonly<Record<string, string>>;

export const PLACE: Choices = { environment: 'Environment', cluster: 'Cluster' };

/** A variable for each label, whose values are those that the metric has under what was chosen before. */
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
        // Also series without the label.
        .allValue('.*')
        .current({ text: 'All', value: '$__all' })
    );
  });
}

/**
 * What restricts a query to the choices: the inside of `{…}`. Environment and cluster may also be absent:
 * what a cluster's own rules record gets these labels only on its way to another Prometheus.
 */
export function matchers(labels: readonly string[], ...more: readonly string[]): string {
  return [...labels.map((label) => `${label}=~"$${label}${label in PLACE ? '|' : ''}"`), ...more].join(', ');
}

/** An address that only the cluster knows, from the series that says it; not to be seen. */
export function address(name: string): Variable {
  const known = promql(`observatory:address:info{${matchers(Object.keys(PLACE), `name="${name}"`)}}`);
  return new QueryVariableBuilder(name)
    .hide(VariableHide.HideVariable)
    .datasource(DATASOURCE)
    .query({ query: `label_values(${known}, url)`, refId: name })
    .refresh(VariableRefresh.OnTimeRangeChanged);
}
