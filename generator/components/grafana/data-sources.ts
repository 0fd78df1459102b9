/** The data sources of Grafana, and the links from a line to its trace and to the metrics of its application. */
import type { JsonObject } from '../../data/json.ts';
import type { Stack } from '../../stack/component.ts';
import type { DashboardName } from '../../telemetry/dashboard-names.ts';
import { LOG_SOURCES, LOGS_PLUGIN } from '../../telemetry/log-sources.ts';
import { audit } from '../audit/handle.ts';
import { headerVariable } from '../headers.ts';
import { isKept, type LogStoreConnection, type LogStoreKind } from '../log-store/connection.ts';
import { logs } from '../logs/handle.ts';
import { prometheus } from '../prometheus/handle.ts';
import { langfuseAddress } from './addresses.ts';
import { grafana } from './handle.ts';
import { metricsSource, metricsVariables } from './metrics-source.ts';
import { ownSource, ownSourceVariables } from './own-sources.ts';
import { headersOf } from './source-headers.ts';

const TYPES: Readonly<Record<LogStoreKind, string>> = { loki: 'loki', 'victoria-logs': LOGS_PLUGIN };

/** The value of a field, with the $ that the file of data sources wants twice (grafana/grafana:docs/sources/datasources/loki). */
const VALUE = '$${__value.raw}';

/** Where a line leads to: Langfuse has the traces. `domain` is that of the cluster. */
export function dataSources(stack: Stack, domain: string): readonly JsonObject[] {
  return [
    metricsSource(stack),
    ...(hasLogs(stack) ? logSources(stack, domain) : []),
    ...stack.of(grafana).dataSources.map(ownSource),
  ];
}

/** Whether data sources depend on what only a cluster knows, or on variables, which Helm cannot take away. */
export function areOfCluster(stack: Stack): boolean {
  return hasLogs(stack) || stack.of(prometheus).mode === 'external' || stack.of(grafana).dataSources.length > 0;
}

function hasLogs(stack: Stack): boolean {
  return [logs, audit].some((store) => isKept(store, stack));
}

function logSources(stack: Stack, domain: string): readonly JsonObject[] {
  const traces = langfuseAddress(stack, domain);
  return [logs, audit]
    .filter((store) => isKept(store, stack))
    .map((store) => {
      const connection = store.connection(stack.of(store));
      const { names, values } = headersOf(connection.headers, store.name);
      return {
        ...LOG_SOURCES[store.name],
        type: TYPES[connection.kind],
        access: 'proxy',
        url: connection.url,
        isDefault: false,
        jsonData: { ...reading(connection, traces), ...names },
        ...(Object.keys(values).length === 0 ? {} : { secureJsonData: values }),
      };
    });
}

/** What a data source makes of the fields of a line. */
function reading({ kind }: LogStoreConnection, traces: string | undefined): JsonObject {
  const toTrace = (name: string, matcherType: 'label' | 'regex', matcherRegex: string): readonly JsonObject[] =>
    traces === undefined
      ? []
      : [{ name, matcherType, matcherRegex, url: `${traces}/trace/${VALUE}`, urlDisplayLabel: 'Langfuse' }];
  const derivedFields = [
    ...toTrace('trace_id', 'label', 'trace_id'),
    // Pods write text, with the name of the field as a program pleases.
    ...toTrace('Trace in text', 'regex', '[Tt]race_?[Ii][Dd]\\W+([0-9a-f]{32})\\b'),
    toMetrics('llm-overview', kind === 'loki' ? 'service_name' : 'service.name'),
  ];
  if (kind === 'loki') return { derivedFields };
  const severity = { field: 'severity_text', valueCase: 'string', source: 'manual' };
  return { derivedFields, otelPreset: { enabled: true, detection: { traceIdField: 'trace_id', severity } } };
}

/** Lines and metrics of an application say its name alike. */
function toMetrics(dashboard: DashboardName, field: string): JsonObject {
  return {
    name: 'Metrics',
    matcherType: 'label',
    matcherRegex: field,
    url: `/d/${dashboard}?var-service_name=${VALUE}`,
    urlDisplayLabel: 'LLM overview',
  };
}

/** Environment variables with what data sources sign in with, by name as Grafana's chart wants them. */
export function sourceVariables(stack: Stack): JsonObject {
  const ofHeaders = Object.fromEntries(
    [logs, audit].flatMap((store) => {
      const { headers, secretName } = store.connection(stack.of(store));
      return headers.secretHeaders.map((header) => [
        headerVariable(store.name, header),
        { secretKeyRef: { name: secretName, key: header } },
      ]);
    }),
  );
  return { ...ofHeaders, ...metricsVariables(stack), ...ownSourceVariables(stack.of(grafana).dataSources) };
}
