/** The store of the logs that applications send, and of those of pods (docs/logs.md says why it is VictoriaLogs). */
import { defineComponent } from '../../stack/component.ts';
import { logBackupIn, logStoreParts } from '../log-store/component.ts';
import { logStoreSettings } from '../log-store/settings.ts';
import { LOG_STORE } from '../log-store/stores.ts';
import { logsDashboard } from './dashboard.ts';
import { logs } from './handle.ts';

export const logsComponent = defineComponent(logs, {
  description: 'VictoriaLogs: the logs of applications and pods.',
  ...logStoreParts(LOG_STORE, logs),
  dashboards: [logsDashboard],
  settings: logStoreSettings(logs.name, 14, '50Gi'),
  sizes: {
    small: {
      retentionDays: 7,
      storage: '10Gi',
      resources: { requests: { cpu: '50m', memory: '128Mi' }, limits: { memory: '512Mi' } },
      backup: logBackupIn('small'),
    },
    medium: {
      retentionDays: 14,
      storage: '50Gi',
      resources: { requests: { cpu: '250m', memory: '512Mi' }, limits: { memory: '2Gi' } },
      backup: logBackupIn('medium'),
    },
    large: {
      retentionDays: 30,
      storage: '200Gi',
      resources: { requests: { cpu: '1', memory: '2Gi' }, limits: { memory: '4Gi' } },
      backup: logBackupIn('large'),
    },
  },
});
