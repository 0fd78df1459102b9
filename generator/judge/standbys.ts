/** Standbys that could not take the place of their source: what both clusters are made of must fit. */
import { audit } from '../components/audit/handle.ts';
import { clickhouse } from '../components/clickhouse/handle.ts';
import { langfuse } from '../components/langfuse/handle.ts';
import { logs } from '../components/logs/handle.ts';
import { objectStore } from '../components/object-store/handle.ts';
import { openlit } from '../components/openlit/handle.ts';
import { postgres } from '../components/postgres/handle.ts';
import { prometheus } from '../components/prometheus/handle.ts';
import { isPast, type Recoverable } from '../components/recovery.ts';
import type { FleetFinding } from '../fleet/load.ts';
import type { Cluster, Fleet } from '../fleet/model.ts';
import type { Path } from '../fleet/parse/path.ts';
import type { Layer } from '../fleet/resolve/layer.ts';
import type { Component, Stack } from '../stack/component.ts';
import { buildGraph, settingsAt } from '../stack/graph.ts';
import type { Handle } from '../stack/handle.ts';
import { waitingStandby } from '../stack/standby.ts';

/** Both clusters, with their stacks. */
interface Pair {
  readonly standby: Side;
  readonly source: Side;
}

interface Side {
  readonly cluster: Cluster;
  readonly stack: Stack;
}

interface Rule {
  /** Whether the clusters break it. */
  isBroken(pair: Pair): boolean;
  /** Where to say so, below `spec` of the standby. */
  readonly path: Path;
  message(pair: Pair): string;
  readonly hint: string;
}

const OF: Path = ['standby', 'of'];

const names = ({ standby, source }: Pair): { readonly own: string; readonly other: string } => ({
  own: standby.cluster.name,
  other: source.cluster.name,
});

const ownPostgres = ({ cluster }: Side) => settingsAt(cluster, postgres);

const isWaiting = ({ cluster }: Side): boolean => waitingStandby(cluster) !== undefined;

/** Stores that the promotion restores, and that stay the same: one restore comes in the place of another. */
const REPLACED: readonly Handle<Recoverable>[] = [clickhouse, openlit, logs, audit, prometheus];

/** A restore that somebody has asked for before the promotion: what it brings back is not what the standby takes over. */
function beforePromotion(store: Handle<Recoverable>): Rule {
  return {
    isBroken: ({ standby: { cluster, stack } }) => {
      const { recovery } = settingsAt(cluster, store);
      if (recovery === undefined || !stack.deploys(store)) return false;
      const promotedAt = cluster.standby?.promotedAt;
      return promotedAt === undefined || isPast(recovery, promotedAt);
    },
    path: ['components', store.name, 'recovery'],
    message: (pair) => {
      const { own, other } = names(pair);
      return isWaiting(pair.standby)
        ? `${own} is a standby, and gets the data of ${other} when it is promoted: nothing is restored into it before`
        : `was asked for before ${own} was promoted, which has restored the data of ${other} after it`;
    },
    hint: 'remove it',
  };
}

/** Of PostgreSQL's image, as `18`. */
function majorOf(image: string): string {
  return /:(\d+)/.exec(image)?.[1] ?? image;
}

const RULES: readonly Rule[] = [
  {
    isBroken: ({ standby }) => standby.stack.secretsProvider.provider === 'generated',
    path: OF,
    message: (pair) =>
      `${names(pair).own} generates its own secrets, and could not read what ${names(pair).other} has encrypted in PostgreSQL`,
    hint: 'use a secrets provider with a store for both clusters: the standby reads the entries of its source',
  },
  {
    isBroken: ({ source }) => !source.stack.deploys(postgres) || !ownPostgres(source).backup.enabled,
    path: OF,
    message: (pair) => `${names(pair).other} has no backups of PostgreSQL, which a standby is made of and follows`,
    hint: 'set components.postgres.backup.enabled: true there; of an external PostgreSQL its own provider makes standbys',
  },
  {
    isBroken: ({ standby }) => !standby.stack.deploys(langfuse) || !standby.stack.deploys(postgres),
    path: OF,
    message: (pair) =>
      `${names(pair).own} does not deploy ${langfuse.name} and ${postgres.name} itself, so there is nothing that could take the place of ${names(pair).other}`,
    hint: 'set components.langfuse.mode: managed and components.postgres.mode: managed, or remove spec.standby',
  },
  {
    isBroken: ({ standby, source }) =>
      [standby, source].some(({ cluster }) => settingsAt(cluster, objectStore).mode !== 'external') ||
      placeOf(standby) !== placeOf(source),
    path: OF,
    message: (pair) =>
      `${names(pair).own} and ${names(pair).other} do not use the same external bucket: backups, events and media of ${names(pair).other} are in its own`,
    hint: 'set the same bucket in components.object-store.external for both, which must survive the loss of a site',
  },
  {
    isBroken: ({ source }) => objectStore.connection(settingsAt(source.cluster, objectStore)).provider === 'azure',
    path: OF,
    message: (pair) =>
      `the bucket of ${names(pair).other} is a container of Azure, where ClickHouse cannot make backups: the traces could not be restored on ${names(pair).own}`,
    hint: 'use a bucket of another provider in components.object-store.external for both, or remove spec.standby',
  },
  {
    isBroken: ({ standby, source }) =>
      [standby, source].some(
        ({ cluster, stack }) => !stack.deploys(clickhouse) || !settingsAt(cluster, clickhouse).backup.enabled,
      ),
    path: OF,
    message: (pair) =>
      `ClickHouse has no backups on ${names(pair).own} or ${names(pair).other}: the traces are restored from those of ${names(pair).other}, by a cluster that knows the bucket`,
    hint: 'set components.clickhouse.backup.enabled: true for both',
  },
  {
    isBroken: ({ standby, source }) =>
      standby.stack.deploys(openlit) &&
      [standby, source].some(
        ({ cluster, stack }) => !stack.deploys(openlit) || !settingsAt(cluster, openlit).backup.enabled,
      ),
    path: OF,
    message: (pair) =>
      `OpenLIT has no backups on ${names(pair).own} or ${names(pair).other}: its users and API keys are restored from those of ${names(pair).other}`,
    hint: 'set components.openlit.mode: managed and components.openlit.backup.enabled: true for both, or components.openlit.mode: disabled for the standby',
  },
  {
    isBroken: ({ standby }) => isWaiting(standby) && ownPostgres(standby).recovery !== undefined,
    path: ['components', postgres.name, 'recovery'],
    message: (pair) =>
      `a standby is made from the backups of ${names(pair).other}, so no others can be restored into it`,
    hint: 'remove it, or spec.standby',
  },
  ...REPLACED.map(beforePromotion),
  {
    isBroken: ({ standby, source }) => majorOf(ownPostgres(standby).image) !== majorOf(ownPostgres(source).image),
    path: OF,
    message: ({ standby, source }) =>
      `PostgreSQL ${majorOf(ownPostgres(standby).image)} cannot follow PostgreSQL ${majorOf(ownPostgres(source).image)} of ${source.cluster.name}`,
    hint: 'set components.postgres.image to the same major version on both',
  },
  {
    isBroken: ({ standby, source }) => ownPostgres(standby).maxConnections < ownPostgres(source).maxConnections,
    path: OF,
    message: ({ standby, source }) =>
      `components.postgres.maxConnections is ${ownPostgres(standby).maxConnections}, and ${ownPostgres(source).maxConnections} on ${source.cluster.name}: PostgreSQL stops to follow a server that allows more connections`,
    hint: 'set it to the same value or a higher one',
  },
];

function placeOf({ cluster }: Side): string {
  const { endpoint, url, prefix } = objectStore.connection(settingsAt(cluster, objectStore));
  return `${endpoint.replace(/\/+$/, '')} ${url}/${prefix}`.replace(/\/$/, '');
}

/** `layers` are the input files of each cluster. Nothing where a name is wrong: that is told before. */
export function wrongStandbys(
  fleet: Fleet,
  layers: ReadonlyMap<string, readonly Layer[]>,
  registry: readonly Component[],
): readonly FleetFinding[] {
  const side = (cluster: Cluster): Side => ({ cluster, stack: buildGraph(fleet, cluster, registry).stack });
  return fleet.clusters.flatMap((cluster): readonly FleetFinding[] => {
    const source = fleet.clusters.find(({ name }) => name === cluster.standby?.source.name);
    const layer = layers.get(cluster.name)?.at(-1);
    if (source === undefined || layer === undefined) return [];
    const pair = { standby: side(cluster), source: side(source) };
    const broken = RULES.filter((rule) => rule.isBroken(pair));
    // One mistake is told for each place: what comes first is mended first.
    const told = broken.filter(({ path }, index) => broken.findIndex((other) => other.path === path) === index);
    return told.map(({ path, message, hint }) => ({
      cluster: cluster.name,
      layer,
      path,
      code: 'invalid-value',
      message: message(pair),
      hint,
    }));
  });
}
