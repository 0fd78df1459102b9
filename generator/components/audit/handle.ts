import { defineHandle } from '../../stack/handle.ts';
import { STACK } from '../../stack/namespaces.ts';
import type { LogStoreSettings } from '../victoria-logs/settings.ts';
import { logStoreConnection, logStoreLabels } from '../victoria-logs/store.ts';

export const audit = defineHandle<LogStoreSettings>()({
  name: 'audit',
  namespace: STACK,
  workloads: { server: { podLabels: logStoreLabels('audit') } },
  probes: { server: 'audit' },
  connection: logStoreConnection('audit'),
});
