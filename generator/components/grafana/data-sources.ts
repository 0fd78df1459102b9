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

const TYPES: Readonly<Record<LogStoreKind, string>> = { loki: 'loki', 'victoria-logs': LOGS_PLUGIN };

/** The value of a field, with the $ that the file of data sources wants twice (grafana/grafana:docs/sources/datasources/loki). */
const VALUE = '$${__value.raw}';

/** Where a line leads to: Langfuse has the traces. `domain` is that of the cluster. */
export function dataSources(stack: Stack, domain: string): readonly JsonObject[] {
  return [
    {
      name: 'Prometheus',
      uid: 'prometheus',
      type: 'prometheus',
      access: 'proxy',
      url: prometheus.connection.url,
      isDefault: true,
      // How often Prometheus scrapes: what $__rate_interval is computed from.
      jsonData: { timeInterval: '30s' },
    },
    ...(hasLogs(stack) ? logSources(stack, domain) : []),
  ];
}

export function hasLogs(stack: Stack): boolean {
  return [logs, audit].some((store) => isKept(store, stack));
}

function logSources(stack: Stack, domain: string): readonly JsonObject[] {
  const traces = langfuseAddress(stack, domain);
  return [logs, audit]
    .filter((store) => isKept(store, stack))
    .map((store) => {
      const connection = store.connection(stack.of(store));
      const { names, secureJsonData } = headersOf(connection, store.name);
      return {
        ...LOG_SOURCES[store.name],
        type: TYPES[connection.kind],
        access: 'proxy',
        url: connection.url,
        isDefault: false,
        jsonData: { ...reading(connection, traces), ...names },
        ...(secureJsonData === undefined ? {} : { secureJsonData }),
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

/** As a data source has them: names beside secret values, by number. Those of a Secret are in variables of Grafana's pods. */
function headersOf({ headers: { headers, secretHeaders } }: LogStoreConnection, store: string) {
  const all = [
    ...Object.entries(headers).map(([name, value]) => [name, value.replaceAll('$', '$$$$')] as const),
    ...secretHeaders.map((name) => [name, `$${headerVariable(store, name)}`] as const),
  ];
  const numbered = (what: 'Name' | 'Value', texts: readonly string[]): Readonly<Record<string, string>> =>
    Object.fromEntries(texts.map((text, index) => [`httpHeader${what}${index + 1}`, text]));
  const names = numbered(
    'Name',
    all.map(([name]) => name),
  );
  const values = numbered(
    'Value',
    all.map(([, value]) => value),
  );
  return { names, secureJsonData: all.length === 0 ? undefined : values };
}

/** Environment variables with the values of secret headers, by name as Grafana's chart wants them. */
export function headerVariables(stack: Stack): JsonObject {
  return Object.fromEntries(
    [logs, audit].flatMap((store) => {
      const { headers, secretName } = store.connection(stack.of(store));
      return headers.secretHeaders.map((header) => [
        headerVariable(store.name, header),
        { secretKeyRef: { name: secretName, key: header } },
      ]);
    }),
  );
}
