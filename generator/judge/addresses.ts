/** Finds external addresses that point to the cluster itself, and host names that two clusters share. */

import { clickhouse } from '../components/clickhouse/handle.ts';
import { gateway, isExposed, PUBLIC_HOSTS } from '../components/gateway/handle.ts';
import { langfuse } from '../components/langfuse/handle.ts';
import { objectStore } from '../components/object-store/handle.ts';
import { postgres } from '../components/postgres/handle.ts';
import { prometheus } from '../components/prometheus/handle.ts';
import { valkey } from '../components/valkey/handle.ts';
import type { FleetFinding } from '../fleet/load.ts';
import type { Cluster, Fleet } from '../fleet/model.ts';
import type { Path } from '../fleet/parse/path.ts';
import type { Layer } from '../fleet/resolve/layer.ts';
import { STACK_NAMESPACE } from '../kubernetes/metadata.ts';
import { settingsAt } from '../stack/graph.ts';

/** `layers` are the input files of each cluster, by its name. */
export function wrongAddresses(fleet: Fleet, layers: ReadonlyMap<string, readonly Layer[]>): readonly FleetFinding[] {
  return [...fleet.clusters.flatMap(leadingBack), ...sharedHosts(fleet, layers)];
}

interface Address {
  readonly component: string;
  readonly path: Path;
  /** A host name, or a URL. */
  readonly address: string;
}

/** Addresses of external systems that point to the cluster itself. */
function leadingBack(cluster: Cluster): readonly FleetFinding[] {
  const own = ownHosts(cluster);
  return addressesOf(cluster)
    .filter(({ address }) => own.has(hostOf(address)))
    .map(({ component, path, address }) => ({
      cluster: cluster.name,
      component,
      code: 'invalid-value',
      path,
      message: `${hostOf(address)} is an address of this cluster itself: nothing would answer, or requests would loop`,
      hint: 'set an address outside of this cluster, or remove this setting',
    }));
}

function addressesOf(cluster: Cluster): readonly Address[] {
  const external = (component: string, field: string | Path, address: string | undefined): readonly Address[] =>
    address === undefined || cluster.settings.get(component)?.mode !== 'external'
      ? []
      : [{ component, path: ['external', ...[field].flat()], address }];
  return [
    ...external(langfuse.name, 'url', settingsAt(cluster, langfuse).external?.url),
    ...external(objectStore.name, 'endpoint', settingsAt(cluster, objectStore).external?.endpoint),
    ...external(postgres.name, 'host', settingsAt(cluster, postgres).external?.host),
    ...external(clickhouse.name, 'host', settingsAt(cluster, clickhouse).external?.host),
    ...external(valkey.name, 'host', settingsAt(cluster, valkey).external?.host),
    ...(settingsAt(cluster, valkey).external?.nodes ?? []).flatMap((node, index) =>
      external(valkey.name, ['nodes', index], node),
    ),
    ...settingsAt(cluster, prometheus).remoteWrite.map(({ url }, index) => ({
      component: prometheus.name,
      path: ['remoteWrite', index, 'url'],
      address: url,
    })),
  ];
}

/** The host names of the components of the stack, inside the cluster and public. */
function ownHosts(cluster: Cluster): ReadonlySet<string> {
  const mode = 'managed';
  const inside = [
    langfuse.connection({ ...settingsAt(cluster, langfuse), mode }).url,
    objectStore.connection({ ...settingsAt(cluster, objectStore), mode }).endpoint,
    postgres.connection({ ...settingsAt(cluster, postgres), mode }).host,
    clickhouse.connection({ ...settingsAt(cluster, clickhouse), mode }).host,
    valkey.connection({ ...settingsAt(cluster, valkey), mode }).host,
    prometheus.connection.url,
    ...prometheus.connection.replicaUrls,
  ];
  return new Set([...inside.map(hostOf), ...publicHosts(cluster), ...LOOPBACK]);
}

const LOOPBACK = ['localhost', '127.0.0.1', '0.0.0.0', '[::1]'];

function publicHosts({ domain }: Cluster): readonly string[] {
  return Object.values(PUBLIC_HOSTS).map((host) => `${host}.${domain}`);
}

/** The host of a URL, or a host itself; for a Service its full name, even if a part of it is left out. */
function hostOf(address: string): string {
  const host = (address.includes('://') ? new URL(address).hostname : address).toLowerCase().replace(/\.$/, '');
  const [service = '', namespace = STACK_NAMESPACE, ...rest] = host.replace(/\.cluster\.local$/, '').split('.');
  const isService = namespace === STACK_NAMESPACE && (rest.length === 0 || rest.join('.') === 'svc');
  return isService && !LOOPBACK.includes(host)
    ? `${service}.${STACK_NAMESPACE}.svc`
    : host.replace(/\.cluster\.local$/, '');
}

/** A host name can point to only one cluster, and both clusters would request its certificate. */
function sharedHosts({ clusters }: Fleet, layers: ReadonlyMap<string, readonly Layer[]>): readonly FleetFinding[] {
  const first = new Map<string, string>();
  const exposed = clusters.filter((cluster) => isExposed(settingsAt(cluster, gateway)));
  const says = ({ name }: Cluster): boolean => layers.get(name)?.at(-1)?.document.has(['spec', 'domain']) === true;
  // The file that sets the domain is the one to change.
  return [...exposed.filter((one) => !says(one)), ...exposed.filter(says)].flatMap(
    (cluster): readonly FleetFinding[] => {
      const other = first.get(cluster.domain);
      first.set(cluster.domain, other ?? cluster.name);
      const layer = layers.get(cluster.name)?.at(-1);
      if (other === undefined || layer === undefined) return [];
      const message = `${publicHosts(cluster).join(' and ')} are already host names of cluster ${other}`;
      return [
        {
          cluster: cluster.name,
          layer,
          path: ['domain'],
          code: 'duplicate-host',
          message,
          hint: 'set a different domain for each cluster, or remove it: the default is different for each cluster',
        },
      ];
    },
  );
}
