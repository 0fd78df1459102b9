import { defineHandle } from '../../stack/handle.ts';
import { STACK } from '../../stack/namespaces.ts';
import { backupLabels } from '../log-store/backup-names.ts';
import { logStoreConnection, logStoreLabels } from '../log-store/connection.ts';
import type { LogStoreSettings } from '../log-store/settings.ts';

export const audit = defineHandle<LogStoreSettings>()({
  name: 'audit',
  namespace: STACK,
  workloads: { server: { podLabels: logStoreLabels('audit') }, backup: { podLabels: backupLabels('audit') } },
  probes: { server: 'audit' },
  connection: logStoreConnection('audit'),
});
