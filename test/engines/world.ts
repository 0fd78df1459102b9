/** A fleet made real: a hub with Argo CD, a Kubernetes cluster for each of the fleet's, Flux where a cluster wants it. */
import { CHARTS } from '../../generator/components/charts.ts';
import { REGISTRY } from '../../generator/components/registry.ts';
import type { Engine } from '../../generator/fleet/model.ts';
import type { Chart } from '../../generator/stack/component.ts';
import { define, engineDefinitions, prepare, prepareFlux } from './definitions.ts';
import { expectedCluster } from './expected.ts';
import { FleetRepository } from './fleet-repository.ts';
import type { Foresight } from './plan/foresight.ts';
import { type ArgoCD, startArgoCD } from './servers/argocd.ts';
import { startChartServers } from './servers/chart-servers.ts';
import { startControllers } from './servers/controllers.ts';
import { startEtcd } from './servers/etcd.ts';
import { startFlux } from './servers/flux.ts';
import { type GitServer, startGitServer } from './servers/git-server.ts';
import { type Internet, startInternet } from './servers/internet.ts';
import { type Kubernetes, startKubernetes } from './servers/kubernetes.ts';
import { startRedis } from './servers/redis.ts';
import { serveUpstreamFolders } from './servers/upstream-repositories.ts';
import { keysOf, keysOnceListed, type Snapshot } from './snapshot.ts';
import { phase } from './wait.ts';
import { FIRST_WAVE, NEXT_WAVE } from './waves.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

export interface World {
  /** What it is called where the times are printed. */
  readonly life: string;
  readonly workspace: Workspace;
  readonly fleet: FleetRepository;
  readonly git: GitServer;
  readonly internet: Internet;
  /** Where Argo CD's objects are, if a cluster begins with it. */
  readonly hub: Kubernetes | undefined;
  /** Argo CD itself, once it runs. */
  argocd: ArgoCD | undefined;
  readonly clusters: Map<string, Kubernetes>;
  /** What each cluster held before an engine came. */
  readonly before: Map<string, ReadonlySet<string>>;
  /** What each cluster held when all of them were as Git says, the last time. */
  settled: ReadonlyMap<string, Snapshot>;
  /** What the plans said of what has been pushed, if they are compared with what happens. */
  foresight: Foresight | undefined;
  /** URL of the etcd that every API server uses. */
  readonly etcd: string;
}

/** Another version of one chart, so that a cluster can be pinned to it. */
export const OTHER_VERSION: Chart = { ...CHARTS.valkey, version: '0.10.0' };

/** By cluster the components that it runs besides those of the reference fleet, so that one runs every component there is. */
export const MORE_COMPONENTS: Readonly<Record<string, readonly string[]>> = {
  'eu-prod-1': ['openlit', 'otel-operator', 'instrumentation'],
};

export interface WorldOptions {
  /** What it is called where the times are printed. */
  readonly life: string;
  /** The clusters that it begins with. */
  readonly engines: Readonly<Record<string, Engine>>;
  /** The input by path; that of the reference fleet unless said. */
  readonly input?: ReadonlyMap<string, string>;
  /** Folder of the fleet in its repository. */
  readonly path: string;
}

/** Starts everything but what a person does: nothing of the fleet is applied yet. */
export async function startWorld(options: WorldOptions): Promise<World> {
  const workspace = openWorkspace();
  try {
    return await start(workspace, options);
  } catch (error) {
    await workspace.stop();
    throw error;
  }
}

async function start(workspace: Workspace, options: WorldOptions): Promise<World> {
  const { life, engines } = options;
  const served = workspace.make('git');
  const hasArgoCD = Object.values(engines).includes('argocd');
  const [fleet, { git, internet }, { etcd, hub }] = await Promise.all([
    phase(`${life}: generate the fleet`, () => publishFleet(workspace, served, options)),
    phase(`${life}: package and serve the charts`, async () => {
      await serveUpstreamFolders(served);
      const git = await startGitServer(workspace, served);
      const charts = await startChartServers(workspace, [
        ...REGISTRY.flatMap(({ chart }) => chart ?? []),
        OTHER_VERSION,
      ]);
      return { git, internet: await startInternet(workspace, new Map([...charts, ['github.com', git.handler]])) };
    }),
    phase(`${life}: start etcd${hasArgoCD ? ' and the API server of Argo CD' : ''}`, async () => {
      const url = await startEtcd(workspace);
      return { etcd: url, hub: hasArgoCD ? await startKubernetes(workspace, url, 'hub') : undefined };
    }),
  ]);
  const world: World = {
    life,
    workspace,
    fleet,
    git,
    internet,
    hub,
    argocd: undefined,
    etcd,
    clusters: new Map(),
    before: new Map(),
    settled: new Map(),
    foresight: undefined,
  };
  const names = Object.keys(engines);
  await Promise.all([
    phase(`${life}: start ${names.length} clusters`, () => Promise.all(names.map((name) => startCluster(world, name)))),
    ...(hub === undefined
      ? []
      : [
          phase(`${life}: start Argo CD`, async () => {
            await define(hub.api, await engineDefinitions('argocd'));
            world.argocd = await startArgoCD(workspace, internet, hub, await startRedis(workspace));
          }),
        ]),
  ]);
  return world;
}

/** A cluster of the fleet: its API server, what it has before the fleet comes, and Flux if that is its engine. `later` is that of `prepare`. */
export async function startCluster(world: World, name: string, later: readonly string[] = []): Promise<void> {
  const cluster = await startKubernetes(world.workspace, world.etcd, name);
  const expected = await expectedCluster(await world.fleet.tree(await world.fleet.revision(FIRST_WAVE)), name);
  await prepare(cluster.api, expected, later);
  world.before.set(name, await keysOnceListed(cluster));
  world.clusters.set(name, cluster);
  startControllers(world.workspace, cluster);
  if (expected.cluster.engine === 'flux') await startFlux(world.workspace, world.internet, cluster);
}

/** What `flux install` does on a cluster that had another engine: what it brings is not the fleet's. */
export async function installFlux(world: World, name: string): Promise<void> {
  const cluster = world.clusters.get(name);
  if (cluster === undefined) throw new Error(`no cluster ${name}`);
  const left = await keysOf(cluster.api);
  await prepareFlux(cluster.api, 'flux-system');
  const brought = [...(await keysOnceListed(cluster))].filter((key) => !left.has(key));
  world.before.set(name, new Set([...(world.before.get(name) ?? []), ...brought]));
  await startFlux(world.workspace, world.internet, cluster);
}

async function publishFleet(workspace: Workspace, served: string, { engines, input, path }: WorldOptions) {
  const fleet = await FleetRepository.create(workspace, served, 'acme/observability.git', path);
  if (input === undefined) describeReference(fleet, engines);
  else for (const [file, text] of input) fleet.write(file, text);
  await fleet.publish('The fleet');
  await fleet.advance(NEXT_WAVE);
  return fleet;
}

function describeReference(fleet: FleetRepository, engines: WorldOptions['engines']): void {
  for (const [name, engine] of Object.entries(engines)) {
    if (!fleet.describe(name, engine)) throw new Error(`the reference fleet has no ${name}`);
    for (const more of MORE_COMPONENTS[name] ?? [])
      fleet.edit(`clusters/${name}/cluster.yaml`, 'components:\n', `components:\n    ${more}: {mode: managed}\n`);
  }
}
