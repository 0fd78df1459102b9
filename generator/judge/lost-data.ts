/** What a cluster of size large would lose: data without backups, and backups that are lost with the cluster. They are warnings. */
import { audit } from '../components/audit/handle.ts';
import { clickhouse } from '../components/clickhouse/handle.ts';
import { logs } from '../components/logs/handle.ts';
import { objectStore } from '../components/object-store/handle.ts';
import { openlit } from '../components/openlit/handle.ts';
import { postgres } from '../components/postgres/handle.ts';
import { prometheus } from '../components/prometheus/handle.ts';
import type { FleetFinding } from '../fleet/load.ts';
import type { Cluster, CommonSettings, Fleet } from '../fleet/model.ts';
import type { Layer } from '../fleet/resolve/layer.ts';
import type { Component, Stack } from '../stack/component.ts';
import { buildGraph, settingsAt } from '../stack/graph.ts';
import type { Handle } from '../stack/handle.ts';

type BackedUp = CommonSettings & { readonly backup: { readonly enabled: boolean } };

interface Store {
  readonly handle: Handle<BackedUp>;
  readonly title: string;
  readonly data: string;
}

/** All have the same settings of backups. */
const STORES: readonly Store[] = [
  { handle: postgres, title: 'PostgreSQL', data: 'users, projects, prompts and dashboards' },
  { handle: clickhouse, title: 'ClickHouse', data: 'traces, observations and scores' },
  { handle: openlit, title: 'OpenLIT', data: 'users, organisations and API keys' },
  { handle: logs, title: 'The log store', data: 'lines of applications and pods' },
  { handle: audit, title: 'The audit store', data: 'requests, statements and deployments' },
  { handle: prometheus, title: 'Prometheus', data: 'samples' },
];

/** `layers` are the input files of each cluster. */
export function lostData(
  fleet: Fleet,
  layers: ReadonlyMap<string, readonly Layer[]>,
  registry: readonly Component[],
): readonly FleetFinding[] {
  return fleet.clusters
    .filter(({ size }) => size === 'large')
    .flatMap((cluster) => {
      const { stack } = buildGraph(fleet, cluster, registry);
      return [...withoutBackups(cluster, stack), ...inTheCluster(cluster, stack, layers.get(cluster.name) ?? [])];
    });
}

function withoutBackups(cluster: Cluster, stack: Stack): readonly FleetFinding[] {
  return STORES.filter(({ handle }) => stack.deploys(handle) && !settingsAt(cluster, handle).backup.enabled).map(
    ({ handle, title, data }) => ({
      cluster: cluster.name,
      component: handle.name,
      path: ['backup', 'enabled'],
      code: 'not-backed-up',
      isWarning: true,
      message: `${title} has no backups in size large: ${data} are lost with its volumes, or by a mistake`,
      hint: 'remove it to have backups again, unless something else makes them',
    }),
  );
}

/** Somebody who writes the mode has thought of it. */
function inTheCluster(cluster: Cluster, stack: Stack, layers: readonly Layer[]): readonly FleetFinding[] {
  const layer = layers.findLast(({ document, path }) => document.has([...path, 'size']));
  if (layer === undefined || !stack.deploys(objectStore) || settingsAt(cluster, objectStore).mode === 'managed')
    return [];
  return [
    {
      cluster: cluster.name,
      layer,
      path: ['size'],
      code: 'backup-in-cluster',
      isWarning: true,
      message:
        'the object store of size large is in the cluster by default: events, media and all backups are lost with the cluster',
      hint: `set components.${objectStore.name}.mode: external with a bucket elsewhere; components.${objectStore.name}.mode: managed keeps it there without this warning`,
    },
  ];
}
