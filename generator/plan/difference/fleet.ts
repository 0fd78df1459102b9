/** The difference of two fleets: what each cluster gets and loses, equal changes together. */
import { oncePerArgument } from '../../data/once.ts';
import type { Finding } from '../dangers/danger.ts';
import { componentDangers, fleetDangers, worstFirst } from '../dangers/dangers.ts';
import {
  type Content,
  type DeployedCluster,
  type DeployedComponent,
  type DeployedFleet,
  ENGINE_ITSELF,
} from '../deployed/deployed.ts';
import type { ClusterPlace, Plan, PlannedCluster, PlannedWave } from '../plan.ts';
import { changesOnce, findingsOnce, type Naming } from './changes-once.ts';
import { type ComparedComponent, comparedComponent } from './component.ts';
import { comparedHub } from './hub.ts';
import { steps } from './steps.ts';

export interface ComparedFleets {
  readonly base: Plan['base'];
  readonly before: DeployedFleet;
  readonly after: DeployedFleet;
  /** Names of components in the order in which they come up. */
  readonly order: readonly string[];
}

/** A component of a cluster that differs. */
interface Difference {
  readonly cluster: DeployedCluster;
  readonly component: string;
  readonly compared: ComparedComponent;
  readonly findings: readonly Finding[];
}

export function comparedFleets({ base, before, after, order }: ComparedFleets): Plan {
  const names = [...new Set([...before.clusters.keys(), ...after.clusters.keys()])].sort();
  const compare = comparer();
  const rank = rankIn(order);
  const differences = names.flatMap((name) =>
    clusterDifferences(before.clusters.get(name), after.clusters.get(name), compare).sort(
      (a, b) => rank(a.component) - rank(b.component),
    ),
  );
  const touched = new Set(differences.map(({ cluster }) => cluster.name));
  const clusters = names.map((name) =>
    plannedCluster(name, before.clusters.get(name), after.clusters.get(name), touched.has(name)),
  );
  const waves = plannedWaves([...after.waves, ...before.waves], clusters);
  const naming = keptNames(before, after);
  return {
    base,
    waves,
    clusters,
    input: [],
    dangers: worstFirst([
      ...findingsOnce(fleetDangers({ before, after, clusters }), naming),
      ...findingsOnce(
        differences.flatMap(({ cluster, component, findings }) =>
          findings.map((finding) => ({ ...finding, component, clusters: [cluster.name] })),
        ),
        naming,
      ),
    ]),
    components: changesOnce(
      differences.map(({ cluster, component, compared: { change } }) => ({ component, change, cluster: cluster.name })),
      naming,
    ).sort((a, b) => rank(a.component) - rank(b.component)),
    hub: comparedHub(before.hub, after.hub, naming),
    steps: steps(differences, waves),
  };
}

function rankIn(order: readonly string[]): (component: string) => number {
  const ranks = new Map(order.map((name, index) => [name, index]));
  // What an engine has for itself comes first, and what nobody knows last.
  return (component) => ranks.get(component) ?? (component === ENGINE_ITSELF ? -1 : order.length);
}

type Compare = (
  before: DeployedComponent | undefined,
  after: DeployedComponent | undefined,
  engine: DeployedCluster['engine'],
) => Pick<Difference, 'compared' | 'findings'>;

/** Clusters share most components: each pair is compared once. */
function comparer(): Compare {
  const known = new Map<string, ReturnType<Compare>>();
  return (before, after, engine) => {
    const key = `${engine} ${before?.fingerprint ?? ''} ${after?.fingerprint ?? ''}`;
    const result = known.get(key) ?? comparedWithDangers(before?.content(), after?.content(), engine);
    known.set(key, result);
    return result;
  };
}

function comparedWithDangers(
  before: Content | undefined,
  after: Content | undefined,
  engine: DeployedCluster['engine'],
): ReturnType<Compare> {
  const compared = comparedComponent(before, after, engine);
  const { change, pairs } = compared;
  return { compared, findings: componentDangers({ engine, before, after, change, pairs }) };
}

/** Of a cluster that changes its engine everything is removed by one, and created by the other. */
function clusterDifferences(
  before: DeployedCluster | undefined,
  after: DeployedCluster | undefined,
  compare: Compare,
): Difference[] {
  if (before !== undefined && after !== undefined && before.engine !== after.engine)
    return [...clusterDifferences(before, undefined, compare), ...clusterDifferences(undefined, after, compare)];
  const cluster = after ?? before;
  if (cluster === undefined) return [];
  const names = new Set([...(before?.components.keys() ?? []), ...(after?.components.keys() ?? [])]);
  return [...names].flatMap((component) => {
    const [old, now] = [before?.components.get(component), after?.components.get(component)];
    if (old?.fingerprint === now?.fingerprint) return [];
    const result = compare(old, now, cluster.engine);
    return isNothing(result.compared) ? [] : [{ cluster, component, ...result }];
  });
}

/** What an engine reads may be written in another way, and mean the same. */
function isNothing({ change, steps }: ComparedComponent): boolean {
  return change.fate === 'changed' && steps.length === 0;
}

function plannedCluster(
  name: string,
  before: DeployedCluster | undefined,
  after: DeployedCluster | undefined,
  isTouched: boolean,
): PlannedCluster {
  const [old, now] = [before && placeOf(before), after && placeOf(after)];
  const isMoved = old !== undefined && now !== undefined && JSON.stringify(old) !== JSON.stringify(now);
  const [cluster, place] = [after ?? before, now ?? old];
  if (cluster === undefined || place === undefined) throw new Error(`cluster ${name} is on no side`);
  const fate =
    old === undefined ? 'created' : now === undefined ? 'removed' : isTouched || isMoved ? 'changed' : 'unchanged';
  return { name, domain: cluster.domain, ...place, fate, ...(isMoved ? { before: old } : {}), ...syncOf(cluster) };
}

function syncOf({ sync }: DeployedCluster): Pick<PlannedCluster, 'sync'> {
  return sync === undefined ? {} : { sync };
}

/** Of every cluster of both sides the names that it does not change. */
function keptNames(before: DeployedFleet, after: DeployedFleet): Naming {
  const clusters = [...new Set([...before.clusters.keys(), ...after.clusters.keys()])];
  return {
    clusters,
    namesOf: oncePerArgument((cluster) => {
      const [old, now] = [before.clusters.get(cluster), after.clusters.get(cluster)];
      const kept = (name: 'domain' | 'environment'): string => {
        const [was, is] = [old ?? now, now ?? old].map((side) => side?.[name]);
        return was !== undefined && was === is ? was : '';
      };
      return { cluster, domain: kept('domain'), environment: kept('environment') };
    }),
  };
}

function placeOf({ engine, environment, wave, ref }: DeployedCluster): ClusterPlace {
  return { engine, environment, wave, ref };
}

function plannedWaves(named: readonly string[], clusters: readonly PlannedCluster[]): readonly PlannedWave[] {
  return [...new Set([...named, ...clusters.map(({ wave }) => wave)])].flatMap((name) => {
    const members = clusters.filter(({ wave }) => wave === name);
    const changed = members.filter(({ fate }) => fate !== 'unchanged').map((cluster) => cluster.name);
    return members.length === 0 ? [] : [{ name, ref: members[0]?.ref ?? '', changed, clusters: members.length }];
  });
}
