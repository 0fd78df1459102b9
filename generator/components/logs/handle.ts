import { defineHandle } from '../../stack/handle.ts';
import { STACK } from '../../stack/namespaces.ts';
import type { LogStoreSettings } from '../victoria-logs/settings.ts';
import { logStoreConnection, logStoreLabels } from '../victoria-logs/store.ts';

export const logs = defineHandle<LogStoreSettings>()({
  name: 'logs',
  namespace: STACK,
  workloads: { server: { podLabels: logStoreLabels('logs') } },
  probes: { server: 'logs' },
  connection: logStoreConnection('logs'),
});
