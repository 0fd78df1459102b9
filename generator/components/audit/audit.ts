/** The store of the audit stream: who did what. A program of its own, because VictoriaLogs has one retention for all that it holds. */
import { defineComponent } from '../../stack/component.ts';
import { CHARTS } from '../charts.ts';
import { TO_AUDIT } from '../otel-collector/logs.ts';
import { otelGateway } from '../otel-gateway/handle.ts';
import { prometheus } from '../prometheus/handle.ts';
import { prometheusCrds } from '../prometheus-crds/handle.ts';
import { logStoreAlerts } from '../victoria-logs/alerts.ts';
import { logStoreSettings } from '../victoria-logs/settings.ts';
import { logStoreValues, PORT } from '../victoria-logs/store.ts';
import { audit } from './handle.ts';

const USUAL = { retentionDays: 365 } as const;

export const auditComponent = defineComponent(audit, {
  description: 'VictoriaLogs: the audit stream, with a retention of its own.',
  chart: CHARTS[audit.name],
  modes: ['disabled', 'managed'],
  settings: logStoreSettings(USUAL.retentionDays, '20Gi'),
  sizes: {
    small: {
      ...USUAL,
      storage: '5Gi',
      resources: { requests: { cpu: '20m', memory: '96Mi' }, limits: { memory: '256Mi' } },
    },
    medium: {
      ...USUAL,
      storage: '20Gi',
      resources: { requests: { cpu: '50m', memory: '128Mi' }, limits: { memory: '512Mi' } },
    },
    large: {
      ...USUAL,
      storage: '100Gi',
      resources: { requests: { cpu: '250m', memory: '512Mi' }, limits: { memory: '2Gi' } },
    },
  },
  alerts: logStoreAlerts({
    name: audit.name,
    prefix: 'AuditStore',
    holds: 'the audit stream',
    exporter: TO_AUDIT,
    lossSeverity: 'critical',
  }),
  requires: () => [prometheusCrds],
  flows: () => [
    { from: otelGateway.collector, to: audit.server, ports: [PORT], purpose: 'the audit stream' },
    { from: prometheus.prometheus, to: audit.server, ports: [PORT], purpose: 'metrics of the log store' },
  ],
  values: (s, stack) => logStoreValues(audit.name, s, stack),
});
