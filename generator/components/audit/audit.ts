/** The store of the audit stream: who did what. A program of its own, because VictoriaLogs has one retention for all that it holds. */
import { defineComponent } from '../../stack/component.ts';
import { TO_AUDIT } from '../otel-collector/logs.ts';
import { logStoreParts } from '../victoria-logs/component.ts';
import { logStoreSettings } from '../victoria-logs/settings.ts';
import { audit } from './handle.ts';

const USUAL = { retentionDays: 365 } as const;

export const auditComponent = defineComponent(audit, {
  description: 'VictoriaLogs: the audit stream, with a retention of its own.',
  ...logStoreParts({
    name: audit.name,
    server: audit.server,
    prefix: 'AuditStore',
    holds: 'the audit stream',
    exporter: TO_AUDIT,
    lossSeverity: 'critical',
    purpose: 'the audit stream',
  }),
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
});
