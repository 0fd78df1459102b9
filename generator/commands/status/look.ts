/** One look at everything that runs: asks clusters and the Git server, and puts the answers together. */
import type { ArgocdInstance } from '../../fleet/engine-installs.ts';
import type { Cluster } from '../../fleet/model.ts';
import { argocdListings, ofFleet } from '../../live/argocd/argocd-objects.ts';
import { readArgocd } from '../../live/argocd/cluster.ts';
import { withCauses } from '../../live/cause/waits.ts';
import { type Gathered, gatherAll } from '../../live/clusters/gather.ts';
import type { KubeContext, Kubeconfig } from '../../live/clusters/kubeconfig.ts';
import { readFlux } from '../../live/flux/cluster.ts';
import { fluxListings } from '../../live/flux/flux-objects.ts';
import type { ClusterProblem, ClusterStatus, FleetStatus, ReadCluster, Wanted } from '../../live/model.ts';
import { keyOf, type Way, type Ways } from '../../live/places.ts';
import { wantedOn } from '../../live/wanted.ts';
import { distanceTo } from '../../moves/distance.ts';
import { pathOf } from '../../tree/layout.ts';
import type { DescribedFleet } from '../described-fleet.ts';
import { askRefs, type Refs } from './refs.ts';

export interface LookRequest extends DescribedFleet {
  readonly repo: string;
  /** Those that are looked at. */
  readonly clusters: readonly Cluster[];
  readonly ways: Ways;
  readonly kubeconfig: Kubeconfig;
  readonly remote: string | undefined;
  /** Ends the look: clusters that were not asked to the end seem unreachable. */
  readonly signal?: AbortSignal;
}

/** Never rejects because of a cluster or a server that cannot be asked. */
export async function look(request: LookRequest): Promise<FleetStatus> {
  const { repo, clusters, remote } = request;
  const refs = await askRefs(repo, request, remote);
  const wanted = new Map<string, readonly Wanted[]>();
  for (const cluster of clusters) wanted.set(cluster.name, await wantedAt(cluster, refs));
  const answers = await gathered(request, wanted);
  const statuses: ClusterStatus[] = [];
  for (const cluster of clusters)
    statuses.push(await statusOf(cluster, wanted.get(cluster.name) ?? [], answers, refs, request));
  return { waves: refs.waves, clusters: statuses, refsProblem: refs.problem };
}

/** Nothing where the input at the ref has no such cluster yet. */
async function wantedAt(cluster: Cluster, refs: Refs): Promise<readonly Wanted[]> {
  const { fleet, components } = await refs.inputOf(cluster);
  const then = fleet.clusters.find(({ name }) => name === cluster.name);
  return then === undefined ? [] : wantedOn(then, fleet, components);
}

/** By the Argo CD or the cluster that was asked. */
type Answers = ReadonlyMap<string, Gathered>;

async function gathered(
  { repo, fleet, ways, kubeconfig, signal }: LookRequest,
  wanted: ReadonlyMap<string, readonly Wanted[]>,
): Promise<Answers> {
  const { namespace } = fleet.engines.flux;
  const asked = [
    ...fleet.engines.argocd.flatMap((instance) => {
      const way = ways.argocd.get(keyOf(instance));
      return way === undefined ? [] : [{ way, key: answerOf(instance), listings: argocdListings([instance]) }];
    }),
    ...[...ways.flux].map(([name, way]) => ({
      way,
      key: name,
      listings: fluxListings(wanted.get(name) ?? [], namespace),
    })),
  ].flatMap(({ way, key, listings }) => {
    const context = contextOf(way, kubeconfig);
    return context === undefined ? [] : [{ key, place: { context, listings } }];
  });
  const answers = await gatherAll(
    asked.map(({ place }) => place),
    repo,
    { signal },
  );
  return new Map(
    asked.flatMap(({ key }, index) => {
      const answer = answers[index];
      return answer === undefined ? [] : [[key, answer] as const];
    }),
  );
}

/** No name of a cluster has a space. */
function answerOf(instance: ArgocdInstance): string {
  return `Argo CD ${keyOf(instance)}`;
}

function contextOf(way: Way, kubeconfig: Kubeconfig): KubeContext | undefined {
  return 'none' in way ? undefined : kubeconfig.context(way.context);
}

async function statusOf(
  cluster: Cluster,
  wanted: readonly Wanted[],
  answers: Answers,
  { waves }: Refs,
  { repo, fleet, ways }: LookRequest,
): Promise<ClusterStatus> {
  const { name, environment, wave, engine } = cluster;
  const known = { name, environment, wave, engine };
  const { instance } = cluster.argocd;
  const way = engine === 'argocd' ? ways.argocd.get(keyOf(instance)) : ways.flux.get(name);
  const answer = answers.get(engine === 'argocd' ? answerOf(instance) : name);
  if (way === undefined || 'none' in way || answer === undefined || 'unreachable' in answer)
    return {
      ...known,
      commits: [],
      behind: undefined,
      unreachable: whyNot(way, answer, engine),
      problems: [],
      components: [],
    };
  const { objects } = answer;
  const { context } = way;
  const read: ReadCluster =
    engine === 'argocd'
      ? readArgocd({
          cluster: name,
          fleet: fleet.name,
          instance,
          sync: cluster.argocd.sync,
          url: fleet.repository.url,
          wanted,
          objects: ofFleet(objects, fleet.name, instance),
          context,
        })
      : readFlux({
          folder: pathOf('fluxBootstrap', { cluster: name }),
          wanted,
          namespace: fleet.engines.flux.namespace,
          objects,
          context,
        });
  const { commits, problems } = read;
  return {
    ...known,
    commits,
    behind: await farthest(repo, cluster, commits, waves.find((one) => one.name === wave)?.commit),
    unreachable: undefined,
    problems,
    components: withCauses(read.components, wanted),
  };
}

function whyNot(way: Way | undefined, answer: Gathered | undefined, engine: Cluster['engine']): ClusterProblem {
  if (way !== undefined && 'none' in way) return way.none;
  if (answer === undefined || !('unreachable' in answer))
    return { problem: 'the context of the kubeconfig names a cluster or user that is not there', advice: undefined };
  const { message, hint } = answer.unreachable;
  return { problem: engine === 'argocd' ? `of the cluster where Argo CD runs: ${message}` : message, advice: hint };
}

/** Of the commits that a cluster is at, the one that is farthest from the ref. */
async function farthest(repo: string, cluster: Cluster, commits: readonly string[], to: string | undefined) {
  if (to === undefined) return undefined;
  const distances = await Promise.all(commits.map((from) => distanceTo(repo, { from, to }, cluster)));
  return distances
    .filter((one) => one !== undefined)
    .sort((a, b) => Number(b.isApart) - Number(a.isApart) || b.concerning - a.concerning || b.commits - a.commits)[0];
}
