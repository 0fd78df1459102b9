/** The store of the logs that applications send, and of those of pods (docs/logs.md says why it is VictoriaLogs). */
import { defineComponent } from '../../stack/component.ts';
import { CHARTS } from '../charts.ts';
import { TO_LOGS } from '../otel-collector/logs.ts';
import { otelGateway } from '../otel-gateway/handle.ts';
import { prometheus } from '../prometheus/handle.ts';
import { prometheusCrds } from '../prometheus-crds/handle.ts';
import { logStoreAlerts } from '../victoria-logs/alerts.ts';
import { logStoreSettings } from '../victoria-logs/settings.ts';
import { logStoreValues, PORT } from '../victoria-logs/store.ts';
import { logs } from './handle.ts';

export const logsComponent = defineComponent(logs, {
  description: 'VictoriaLogs: the logs of applications and pods.',
  chart: CHARTS[logs.name],
  // It needs memory and a volume, so only where somebody asks for it.
  modes: ['disabled', 'managed'],
  settings: logStoreSettings(14, '50Gi'),
  sizes: {
    small: {
      retentionDays: 7,
      storage: '10Gi',
      resources: { requests: { cpu: '50m', memory: '128Mi' }, limits: { memory: '512Mi' } },
    },
    medium: {
      retentionDays: 14,
      storage: '50Gi',
      resources: { requests: { cpu: '250m', memory: '512Mi' }, limits: { memory: '2Gi' } },
    },
    large: {
      retentionDays: 30,
      storage: '200Gi',
      resources: { requests: { cpu: '1', memory: '2Gi' }, limits: { memory: '4Gi' } },
    },
  },
  alerts: logStoreAlerts({
    name: logs.name,
    prefix: 'LogStore',
    holds: 'logs',
    exporter: TO_LOGS,
    lossSeverity: 'warning',
  }),
  requires: () => [prometheusCrds],
  flows: () => [
    { from: otelGateway.collector, to: logs.server, ports: [PORT], purpose: 'logs of applications' },
    { from: prometheus.prometheus, to: logs.server, ports: [PORT], purpose: 'metrics of the log store' },
  ],
  values: (s, stack) => logStoreValues(logs.name, s, stack),
});
