/**
 * Every field of a line that data sources and dashboards may ask for, once: what the collectors write, as the metric catalogue has it for
 * metrics. A query of another field does not compile. The proof finds each in a real store.
 */

/** Who writes a field, and so where it is. */
export type LogWriter =
  /** On every line. */
  | 'gateway'
  /** On lines that applications send over OTLP. */
  | 'application'
  /** On lines of pods. */
  | 'agent'
  /** On events of Kubernetes. */
  | 'events'
  /** In the text of an access log, as a query takes it apart. */
  | 'access-log'
  /** In the record of a statement, as a query takes it apart. */
  | 'pgaudit';

interface Field {
  readonly writers: readonly LogWriter[];
  /** Whether it is part of what makes a stream: a field with few values that most queries name. */
  readonly isOfStream?: true;
  readonly help: string;
}

export const LOG_FIELDS = {
  cluster: { writers: ['gateway'], isOfStream: true, help: 'The cluster.' },
  environment: { writers: ['gateway'], isOfStream: true, help: 'The environment of the cluster.' },
  'service.name': {
    writers: ['application', 'agent', 'events'],
    isOfStream: true,
    help: 'The application; `kubernetes-events` for events.',
  },
  'k8s.namespace.name': {
    writers: ['agent', 'events'],
    isOfStream: true,
    help: 'The namespace of the pod, or of the object of an event.',
  },
  'k8s.container.name': { writers: ['agent'], isOfStream: true, help: 'The container.' },
  'k8s.pod.name': { writers: ['agent'], help: 'The pod.' },
  'k8s.node.name': { writers: ['agent'], help: 'The node.' },
  _msg: { writers: ['application', 'agent', 'events'], help: 'The text of the line.' },
  severity_text: { writers: ['application', 'events'], help: 'How severe it is, such as `INFO`, `WARN` and `ERROR`.' },
  trace_id: { writers: ['application'], help: 'The trace that it belongs to.' },
  span_id: { writers: ['application'], help: 'The span that it belongs to.' },
  'k8s.event.reason': { writers: ['events'], help: 'Why the event happened, in one word.' },
  'k8s.event.source': { writers: ['events'], help: 'Who wrote the event.' },
  'k8s.object.api_version': { writers: ['events'], help: 'The API of the object that the event is about.' },
  'k8s.object.kind': { writers: ['events'], help: 'The kind of the object.' },
  'k8s.object.name': { writers: ['events'], help: 'The name of the object.' },
  ip: { writers: ['access-log'], help: 'The address that a request came from.' },
  method: { writers: ['access-log'], help: 'The method of the request.' },
  path: { writers: ['access-log'], help: 'The path of the request.' },
  status: { writers: ['access-log'], help: 'The status of the response.' },
  'record.user_name': { writers: ['pgaudit'], help: 'The role of PostgreSQL.' },
  'record.database_name': { writers: ['pgaudit'], help: 'The database.' },
  'record.audit.class': { writers: ['pgaudit'], help: 'The class of the statement, such as `DDL` and `ROLE`.' },
  'record.audit.command': { writers: ['pgaudit'], help: 'The command, such as `CREATE TABLE`.' },
  'record.audit.statement': { writers: ['pgaudit'], help: 'The statement.' },
} as const satisfies Readonly<Record<string, Field>>;

export type LogField = keyof typeof LOG_FIELDS;

// An object's keys are these: nothing else is assignable to the table.
export const LOG_FIELD_NAMES = Object.keys(LOG_FIELDS) as readonly LogField[];

/**
 * Fields that make a stream. All others are searched just as well (VictoriaMetrics/VictoriaLogs:docs/victorialogs/keyConcepts.md,
 * "Stream fields").
 */
export const STREAM_FIELDS: readonly LogField[] = LOG_FIELD_NAMES.filter((name) => 'isOfStream' in LOG_FIELDS[name]);

/** The service that events of Kubernetes are lines of. */
export const EVENTS_SERVICE = 'kubernetes-events';

/** Containers of the stack that write lines of the audit stream: access logs, and statements. */
export const AUDITED_CONTAINERS = ['nginx', 'postgres'] as const;

export type AuditedContainer = (typeof AUDITED_CONTAINERS)[number];
