/** Finds external addresses that point to the cluster itself, and host names that two clusters share. */

import { audit } from '../components/audit/handle.ts';
import { clickhouse } from '../components/clickhouse/handle.ts';
import { gateway, isExposed, OTLP_HOST, type PublicHost, publicHost } from '../components/gateway/handle.ts';
import { grafana } from '../components/grafana/handle.ts';
import { langfuse, projectsOf } from '../components/langfuse/handle.ts';
import { logs } from '../components/logs/handle.ts';
import { asksForHost, objectStore } from '../components/object-store/handle.ts';
import { hasPublicUi, openlit } from '../components/openlit/handle.ts';
import { doorService } from '../components/otel-collector/projects.ts';
import { otelGateway } from '../components/otel-gateway/handle.ts';
import { otelSampler } from '../components/otel-sampler/handle.ts';
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
    ...external(objectStore.name, 'publicEndpoint', settingsAt(cluster, objectStore).external?.publicEndpoint),
    ...external(postgres.name, 'host', settingsAt(cluster, postgres).external?.host),
    ...external(clickhouse.name, 'host', settingsAt(cluster, clickhouse).external?.host),
    ...external(clickhouse.name, 'readOnlyHost', settingsAt(cluster, clickhouse).external?.readOnlyHost),
    ...external(valkey.name, 'host', settingsAt(cluster, valkey).external?.host),
    ...(settingsAt(cluster, valkey).external?.nodes ?? []).flatMap((node, index) =>
      external(valkey.name, ['nodes', index], node),
    ),
    ...[logs, audit].flatMap((store) => external(store.name, 'url', settingsAt(cluster, store).external?.url)),
    ...external(prometheus.name, 'url', settingsAt(cluster, prometheus).external?.url),
    ...(settingsAt(cluster, prometheus).external?.writeUrls ?? []).flatMap((url, index) =>
      external(prometheus.name, ['writeUrls', index], url),
    ),
    ...settingsAt(cluster, prometheus).remoteWrite.map(({ url }, index) => ({
      component: prometheus.name,
      path: ['remoteWrite', index, 'url'],
      address: url,
    })),
    ...settingsAt(cluster, otelGateway).sendTo.map(({ endpoint }, index) => ({
      component: otelGateway.name,
      path: ['sendTo', index, 'endpoint'],
      address: endpoint,
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
    ...[logs, audit].map((store) => store.connection({ ...settingsAt(cluster, store), mode }).url),
    otelSampler.connection.service,
    otelGateway.connection.service,
    ...projectsOf(settingsAt(cluster, langfuse)).map((project) => doorService(otelGateway.connection.service, project)),
    `${openlit.connection.service}.${openlit.namespace.name}.svc`,
  ];
  return new Set([...inside.map(hostOf), ...EVERY_UI.map((ui) => hostOfUi(cluster, ui)), ...LOOPBACK]);
}

const EVERY_UI: readonly PublicHost[] = [langfuse.name, grafana.name, openlit.name, objectStore.name, OTLP_HOST];

const LOOPBACK = ['localhost', '127.0.0.1', '0.0.0.0', '[::1]'];

/** The public host name of each UI that the cluster has. */
function publicHosts(cluster: Cluster): ReadonlyMap<PublicHost, string> {
  return new Map(uisOf(cluster).map((ui) => [ui, hostOfUi(cluster, ui)]));
}

function hostOfUi(cluster: Cluster, ui: PublicHost): string {
  return publicHost(settingsAt(cluster, gateway), ui, cluster.domain);
}

function uisOf(cluster: Cluster): readonly PublicHost[] {
  if (!isExposed(settingsAt(cluster, gateway))) return [];
  const isManaged = ({ mode }: { readonly mode: string }): boolean => mode === 'managed';
  const collector = settingsAt(cluster, otelGateway);
  const hasLangfuse = isManaged(settingsAt(cluster, langfuse));
  return [
    ...(hasLangfuse ? [langfuse.name] : []),
    ...(isManaged(settingsAt(cluster, grafana)) ? [grafana.name] : []),
    ...(hasPublicUi(settingsAt(cluster, openlit)) ? [openlit.name] : []),
    ...(hasLangfuse && asksForHost(settingsAt(cluster, objectStore)) ? [objectStore.name] : []),
    ...(isManaged(collector) && collector.outside.length > 0 ? [OTLP_HOST] : []),
  ];
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

/** A host name can lead to only one UI of one cluster, and two clusters would both request its certificate. */
function sharedHosts({ clusters }: Fleet, layers: ReadonlyMap<string, readonly Layer[]>): readonly FleetFinding[] {
  const owners = new Map<string, Owner>();
  const says = ({ name }: Cluster): boolean => layers.get(name)?.at(-1)?.document.has(['spec', 'domain']) === true;
  // The file that sets the domain is the one to change.
  return [...clusters.filter((one) => !says(one)), ...clusters.filter(says)].flatMap((cluster) => {
    const taken = [...publicHosts(cluster)].flatMap(([ui, host]): readonly Taken[] => {
      const owner = owners.get(host);
      owners.set(host, owner ?? { cluster: cluster.name, ui });
      return owner === undefined ? [] : [{ ui, host, owner }];
    });
    return sharedWith(cluster, layers.get(cluster.name)?.at(-1), taken);
  });
}

interface Owner {
  readonly cluster: string;
  readonly ui: PublicHost;
}

interface Taken {
  readonly ui: PublicHost;
  readonly host: string;
  readonly owner: Owner;
}

/** Names that are below the domain are told as one mistake, which another domain mends. */
function sharedWith(cluster: Cluster, layer: Layer | undefined, taken: readonly Taken[]): readonly FleetFinding[] {
  const { hosts } = settingsAt(cluster, gateway);
  const isBelow = ({ ui, owner }: Taken): boolean => owner.cluster !== cluster.name && !hosts[ui].includes('.');
  const [first, ...rest] = taken.filter(isBelow);
  const own = { cluster: cluster.name, code: 'duplicate-host' } as const;
  const whole = taken
    .filter((one) => !isBelow(one))
    .map(
      ({ ui, host, owner }): FleetFinding => ({
        ...own,
        component: gateway.name,
        path: ['hosts', ui],
        message: `${host} is already the host name of ${owner.ui}${owner.cluster === cluster.name ? '' : ` of cluster ${owner.cluster}`}`,
        hint: 'give each UI of each cluster a host name of its own',
      }),
    );
  if (first === undefined || layer === undefined) return whole;
  return [
    ...whole,
    {
      ...own,
      layer,
      path: ['domain'],
      message: `${[first, ...rest].map(({ host }) => host).join(' and ')} ${rest.length === 0 ? 'is already a host name' : 'are already host names'} of cluster ${first.owner.cluster}`,
      hint: 'set a different domain for each cluster, or remove it: the default is different for each cluster',
    },
  ];
}
