/** Variables of dashboards about lines. */
import {
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  TextBoxVariableBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type { LogField } from '../log-fields.ts';
import { LOG_SOURCES, LOGS_PLUGIN, type LogSource } from '../log-sources.ts';
import { inPlace } from './log-query.ts';
import type { Variable } from './variables.ts';

/** Selects a log store: of this cluster, or one with the lines of many clusters. */
export function logSource(source: LogSource): Variable {
  const { name, uid } = LOG_SOURCES[source];
  return new DatasourceVariableBuilder(source)
    .label(`${name} from`)
    .type(LOGS_PLUGIN)
    .current({ text: name, value: uid });
}

/** Values of a field in the chosen clusters. */
export function fieldValues(source: LogSource, name: string, title: string, field: LogField): Variable {
  return (
    new QueryVariableBuilder(name)
      .label(title)
      .datasource({ type: LOGS_PLUGIN, uid: `\${${source}}` })
      // How many values, so that a field with many does not stop the browser.
      .query({ type: 'fieldValue', field, query: inPlace.join(' '), limit: 500, refId: name })
      .refresh(VariableRefresh.OnTimeRangeChanged)
      .sort(VariableSort.AlphabeticalAsc)
      .multi(true)
      .includeAll(true)
      // Also lines without the field.
      .allValue('*')
      .current({ text: 'All', value: '$__all' })
  );
}

/** A text box for a filter of LogsQL: words, or `field:value`. */
export function search(name: string): Variable {
  return new TextBoxVariableBuilder(name).label('Filter').defaultValue('*').current({ text: '*', value: '*' });
}
