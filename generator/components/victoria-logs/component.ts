/** What is the same in the components of both log stores: how each is deployed, watched and reached. */

import { podsAt } from '../../kubernetes/pod-places.ts';
import type { Flow, Stack } from '../../stack/component.ts';
import type { Workload } from '../../stack/handle.ts';
import { CHARTS } from '../charts.ts';
import { otelGateway } from '../otel-gateway/handle.ts';
import { prometheus } from '../prometheus/handle.ts';
import { prometheusCrds } from '../prometheus-crds/handle.ts';
import { type LogStore, logStoreAlerts } from './alerts.ts';
import type { LogStoreSettings } from './settings.ts';
import { logStoreValues, PORT } from './store.ts';

interface Store extends Omit<LogStore, 'name'> {
  readonly name: 'logs' | 'audit';
  readonly server: Workload;
  /** What the collector sends to it. */
  readonly purpose: string;
}

/** The parts of a component. It needs memory and a volume, so it is there only where somebody asks for it. */
export function logStoreParts({ server, purpose, ...store }: Store) {
  const flows: readonly Flow[] = [
    { from: otelGateway.collector, to: server, ports: [PORT], purpose },
    { from: prometheus.prometheus, to: server, ports: [PORT], purpose: 'metrics of the log store' },
  ];
  return {
    chart: CHARTS[store.name],
    pods: podsAt(['server']),
    modes: ['disabled', 'managed'] as const,
    alerts: logStoreAlerts(store),
    requires: () => [prometheusCrds],
    flows: () => flows,
    values: (s: LogStoreSettings, stack: Stack) => logStoreValues(store.name, s, stack),
  };
}
