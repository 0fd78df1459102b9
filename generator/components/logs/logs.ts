/** The store of the logs that applications send, and of those of pods (docs/logs.md says why it is VictoriaLogs). */
import { defineComponent } from '../../stack/component.ts';
import { TO_LOGS } from '../otel-collector/logs.ts';
import { logStoreParts } from '../victoria-logs/component.ts';
import { logStoreSettings } from '../victoria-logs/settings.ts';
import { logs } from './handle.ts';

export const logsComponent = defineComponent(logs, {
  description: 'VictoriaLogs: the logs of applications and pods.',
  ...logStoreParts({
    name: logs.name,
    server: logs.server,
    prefix: 'LogStore',
    holds: 'logs',
    exporter: TO_LOGS,
    lossSeverity: 'warning',
    purpose: 'logs of applications',
  }),
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
});
