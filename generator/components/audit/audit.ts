/** The store of the audit stream: who did what. A program of its own, because VictoriaLogs has one retention for all that it holds. */
import { defineComponent } from '../../stack/component.ts';
import { logBackupIn, logStoreParts } from '../log-store/component.ts';
import { logStoreSettings } from '../log-store/settings.ts';
import { AUDIT_STORE } from '../log-store/stores.ts';
import { auditDashboard } from './dashboard.ts';
import { audit } from './handle.ts';

const USUAL = { retentionDays: 365 } as const;

export const auditComponent = defineComponent(audit, {
  description: 'VictoriaLogs: the audit stream, with a retention of its own.',
  ...logStoreParts(AUDIT_STORE, audit),
  dashboards: [auditDashboard],
  settings: logStoreSettings(audit.name, USUAL.retentionDays, '20Gi'),
  sizes: {
    small: {
      ...USUAL,
      storage: '5Gi',
      resources: { requests: { cpu: '20m', memory: '96Mi' }, limits: { memory: '256Mi' } },
      backup: logBackupIn('small'),
    },
    medium: {
      ...USUAL,
      storage: '20Gi',
      resources: { requests: { cpu: '50m', memory: '128Mi' }, limits: { memory: '512Mi' } },
      backup: logBackupIn('medium'),
    },
    large: {
      ...USUAL,
      storage: '100Gi',
      resources: { requests: { cpu: '250m', memory: '512Mi' }, limits: { memory: '2Gi' } },
      backup: logBackupIn('large'),
    },
  },
});
