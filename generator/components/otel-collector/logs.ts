/** The ways of logs to their stores, and which lines belong to the audit stream. */
import type { JsonObject } from '../../data/json.ts';
import { STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import type { ResourceSettings } from '../../kubernetes/resources.ts';
import { fromSecret } from '../../kubernetes/secret-variable.ts';
import type { Mistake, Stack } from '../../stack/component.ts';
import { type AuditedContainer, EVENTS_SERVICE, type LogField, STREAM_FIELDS } from '../../telemetry/log-fields.ts';
import { audit } from '../audit/handle.ts';
import { headerVariable } from '../headers.ts';
import { isKept, type LogStoreConnection } from '../log-store/connection.ts';
import { logs } from '../logs/handle.ts';
import { collectorHeaders } from './headers.ts';
import { queueInBytes } from './limits.ts';

/** Names of the exporters, in every collector that has them. */
export const TO_LOGS = 'otlp_http/logs';
export const TO_AUDIT = 'otlp_http/audit';

/** Names of the filters. */
export const WITHOUT_AUDIT = 'filter/without_audit';
export const AUDIT_ONLY = 'filter/audit';

/** Share of the memory limit for each queue: of the smallest collector it holds a request of the largest size. */
const QUEUE_SHARE = 1 / 8;

const STORES = [
  [TO_LOGS, logs],
  [TO_AUDIT, audit],
] as const;

/** Both are always there, because Helm cannot take a key away. */
export function logExporters(resources: ResourceSettings, stack: Stack): JsonObject {
  return Object.fromEntries(
    STORES.map(([exporter, store]) => [exporter, logsExporter(store.connection(stack.of(store)), resources)]),
  );
}

/** Headers of stores elsewhere. They belong to a cluster alone: Helm cannot take a key away that a layer above has set. */
export function logHeaders(stack: Stack): JsonObject {
  return Object.fromEntries(
    STORES.flatMap(([exporter, store]) => {
      const headers = collectorHeaders(store.connection(stack.of(store)).headers, store.name);
      return Object.keys(headers).length === 0 ? [] : [[exporter, { headers }]];
    }),
  );
}

/** Environment variables with the headers that are secret. */
export function logVariables(stack: Stack): readonly JsonObject[] {
  return STORES.flatMap(([, store]) => {
    const { headers, secretName } = store.connection(stack.of(store));
    return headers.secretHeaders.map((header) => fromSecret(headerVariable(store.name, header), secretName, header));
  });
}

/** The exporter to a store. It keeps trying: with a time limit it would drop what it cannot send. */
export function logsExporter({ otlpUrl }: LogStoreConnection, resources: ResourceSettings): JsonObject {
  return {
    logs_endpoint: otlpUrl,
    // Loki knows no such header.
    headers: { 'VL-Stream-Fields': STREAM_FIELDS.join(',') },
    sending_queue: queueInBytes(resources, 'refuse', QUEUE_SHARE),
    retry_on_failure: { enabled: true, max_elapsed_time: '0s' },
  };
}

/** A line of a container of the stack. */
const container = (name: AuditedContainer): string =>
  `resource.attributes["k8s.namespace.name"] == "${STACK_NAMESPACE}" and resource.attributes["k8s.container.name"] == "${name}"`;

/** The attribute with the API of the object that an event is about. */
export const OBJECT_API = 'k8s.object.api_version' satisfies LogField;

/** Conditions of OTTL for lines of the audit stream, each with what it is about. */
const AUDITED = [
  // Access logs: the data plane of NGINX Gateway Fabric writes them to standard output.
  container('nginx'),
  // Statements that pgaudit logs: CloudNativePG writes each record of PostgreSQL as JSON, with the name of its logger.
  `${container('postgres')} and IsString(log.body) and IsMatch(log.body, "\\"logger\\":\\"pgaudit\\"")`,
  // What Argo CD and Flux did, and at whose wish: both write it as events about their own objects.
  `resource.attributes["service.name"] == "${EVENTS_SERVICE}" and IsString(log.attributes["${OBJECT_API}"]) and IsMatch(log.attributes["${OBJECT_API}"], "^argoproj\\\\.io/|\\\\.toolkit\\\\.fluxcd\\\\.io/")`,
] as const;

const IS_AUDIT = AUDITED.map((condition) => `(${condition})`).join(' or ');

/** A filter drops what its condition says. A line without an attribute is of no container, so the condition is false. */
export function logFilters(): JsonObject {
  return {
    [WITHOUT_AUDIT]: { error_mode: 'propagate', log_conditions: [IS_AUDIT] },
    [AUDIT_ONLY]: { error_mode: 'propagate', log_conditions: [`not (${IS_AUDIT})`] },
  };
}

/** A collector whose lines nobody keeps. */
export function withoutStore(name: string, stack: Stack): readonly Mistake[] {
  if (isKept(logs, stack) || isKept(audit, stack)) return [];
  return [
    {
      code: 'required-component-disabled',
      path: ['mode'],
      message: `${name} has nowhere to keep lines: logs and audit are disabled`,
      hint: `set components.${logs.name}.mode: managed or components.${audit.name}.mode: managed, or components.${name}.mode: disabled`,
    },
  ];
}
