/** The two log stores, as alerts and runbooks speak of them. */
import type { AlertSeverity } from '../../telemetry/alert.ts';
import { TO_AUDIT, TO_LOGS } from '../otel-collector/logs.ts';
import type { LogStoreName } from './backup-names.ts';

export interface LogStore {
  /** Of the component, its StatefulSet and its job. */
  readonly name: LogStoreName;
  /** The names of its alerts begin with it. */
  readonly prefix: string;
  /** For people. */
  readonly title: string;
  /** What it holds, within a sentence. */
  readonly holds: string;
  /** The name of the collectors' exporter to it. */
  readonly exporter: string;
  /** Of lines that are lost. */
  readonly lossSeverity: AlertSeverity;
}

export const LOG_STORE: LogStore = {
  name: 'logs',
  prefix: 'LogStore',
  title: 'VictoriaLogs of logs',
  holds: 'logs',
  exporter: TO_LOGS,
  lossSeverity: 'warning',
};

export const AUDIT_STORE: LogStore = {
  name: 'audit',
  prefix: 'AuditStore',
  title: 'VictoriaLogs of the audit stream',
  holds: 'the audit stream',
  exporter: TO_AUDIT,
  lossSeverity: 'critical',
};

/** Usage of the queue of each collector for it. */
export function queueUsage({ exporter }: LogStore): string {
  const [size, capacity] = ['size', 'capacity'].map((what) => `otelcol_exporter_queue_${what}{exporter="${exporter}"}`);
  return `max by (pod) (${size} / ${capacity})`;
}
