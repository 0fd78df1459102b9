/** What is the same in the components of both log stores: how each is deployed, watched and reached. */

import { podsAt } from '../../kubernetes/pod-places.ts';
import type { Flow, Secret, Stack } from '../../stack/component.ts';
import type { Workload } from '../../stack/handle.ts';
import { CHARTS } from '../charts.ts';
import { headerKeys } from '../headers.ts';
import { prometheus } from '../prometheus/handle.ts';
import { prometheusCrds } from '../prometheus-crds/handle.ts';
import { logStoreAlerts } from './alerts.ts';
import { logStoreConnection, PORT } from './connection.ts';
import type { LogStoreSettings } from './settings.ts';
import type { LogStore } from './stores.ts';
import { logStoreValues } from './values.ts';

/** The parts of a component. It needs memory and a volume, so it is there only where somebody asks for it. */
export function logStoreParts(store: LogStore, server: Workload) {
  const flows: readonly Flow[] = [
    { from: prometheus.prometheus, to: server, ports: [PORT], purpose: 'metrics of the log store' },
  ];
  return {
    chart: CHARTS[store.name],
    pods: podsAt(['server']),
    modes: ['disabled', 'managed', 'external'] as const,
    alerts: logStoreAlerts(store),
    requires: () => [prometheusCrds],
    secrets: (s: LogStoreSettings) => headersSecret(store.name, s),
    flows: () => flows,
    values: (s: LogStoreSettings, stack: Stack) => logStoreValues(store.name, s, stack),
  };
}

/** Of a store elsewhere: the values of headers that are secret. */
function headersSecret(name: string, s: LogStoreSettings): readonly Secret[] {
  const { headers, secretName } = logStoreConnection(name)(s);
  if (headers.secretHeaders.length === 0 || headers.secretName !== undefined) return [];
  const setting = ['external', 'secretName'];
  return [
    {
      name: secretName,
      purpose: `headers with credentials of the log store ${name}`,
      keys: headerKeys(headers.secretHeaders, name, setting),
      setting,
    },
  ];
}
