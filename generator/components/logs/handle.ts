import { defineHandle } from '../../stack/handle.ts';
import { STACK } from '../../stack/namespaces.ts';
import { backupLabels } from '../log-store/backup-names.ts';
import { logStoreConnection, logStoreLabels } from '../log-store/connection.ts';
import type { LogStoreSettings } from '../log-store/settings.ts';

export const logs = defineHandle<LogStoreSettings>()({
  name: 'logs',
  namespace: STACK,
  workloads: { server: { podLabels: logStoreLabels('logs') }, backup: { podLabels: backupLabels('logs') } },
  probes: { server: 'logs' },
  connection: logStoreConnection('logs'),
});
