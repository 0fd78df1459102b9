/** Engines as others have installed them: two Argo CDs side by side, and a Flux of another namespace that signs in as a GitHub App. */
import { mergeSettings } from '../../../generator/fleet/resolve/merge.ts';
import { INSTALLED_FLEETS } from '../../examples/installed-fleets.ts';
import { inputFiles, type Specs } from '../../input-files.ts';
import { shortOf } from '../convergence.ts';
import { define, engineDefinitions, prepare } from '../definitions.ts';
import { type ExpectedCluster, expectedCluster } from '../expected.ts';
import { FleetRepository } from '../fleet-repository.ts';
import { LITTLE } from '../little.ts';
import { startArgoCD } from '../servers/argocd.ts';
import { startChartServers } from '../servers/chart-servers.ts';
import { startControllers } from '../servers/controllers.ts';
import { startEtcd } from '../servers/etcd.ts';
import { startFlux } from '../servers/flux.ts';
import { startGitServer } from '../servers/git-server.ts';
import { type GithubApp, makeGithubApp } from '../servers/github-app.ts';
import { startInternet } from '../servers/internet.ts';
import { type Kubernetes, startKubernetes } from '../servers/kubernetes.ts';
import { startRedis } from '../servers/redis.ts';
import { keysOnceListed, takeSnapshot } from '../snapshot.ts';
import { phase } from '../wait.ts';
import type { Workspace } from '../workspace.ts';

const {
  'clusters of several accounts, registered by their ARN': ACCOUNTS,
  'the Argo CD of OpenShift beside another, where people sync production': OPENSHIFT,
  'Flux on Azure, which signs in as a GitHub App and applies signed commits only': AZURE,
} = INSTALLED_FLEETS;

/** The ref of the later wave, which each of the fleets has but the last. */
export const LATER = 'release/all';

/** A window in which nobody may sync, whenever the test runs. */
export const CLOSED = { kind: 'deny', schedule: '* * * * *', duration: '24h' };

/** A cluster of one of the fleets. */
export interface Member {
  readonly kubernetes: Kubernetes;
  readonly expected: ExpectedCluster;
  /** What it does not hold yet of what its commit says, or holds besides. */
  readonly short: () => Promise<readonly string[]>;
}

export interface Installations {
  /** Where both Argo CDs are. */
  readonly hub: Kubernetes;
  readonly accounts: FleetRepository;
  readonly openshift: FleetRepository;
  readonly azure: FleetRepository;
  readonly githubApp: GithubApp;
  readonly member: (name: MemberName) => Member;
}

/** One cluster of each account, of production and of development; the others are described and not there. */
const MEMBERS = ['eu-west-1-3333', 'ocp-prod-1', 'ocp-dev-1', 'westeurope-1'] as const;
export type MemberName = (typeof MEMBERS)[number];

export async function startInstallations(workspace: Workspace): Promise<Installations> {
  const served = workspace.make('served');
  const githubApp = makeGithubApp();
  const etcd = await startEtcd(workspace);
  const servers = await phase(
    'installations: start API servers',
    async () =>
      new Map(
        await Promise.all(
          ['hub', ...MEMBERS].map(async (name) => [name, await startKubernetes(workspace, etcd, name)] as const),
        ),
      ),
  );
  const server = (name: MemberName | 'hub') => found(servers, name);
  const [accounts, openshift, azure] = await phase('installations: generate three fleets', async () => [
    await publish(workspace, served, ACCOUNTS),
    await publish(workspace, served, reachable(OPENSHIFT, server('ocp-prod-1'))),
    await publish(workspace, served, AZURE),
  ]);
  const of: Readonly<Record<MemberName, FleetRepository>> = {
    'eu-west-1-3333': accounts,
    'ocp-prod-1': openshift,
    'ocp-dev-1': openshift,
    'westeurope-1': azure,
  };
  const members = new Map(
    await Promise.all(MEMBERS.map(async (name) => [name, await begin(workspace, server(name), of[name])] as const)),
  );
  const charts = [...members.values()].flatMap(({ expected }) =>
    expected.placements.flatMap(({ chart }) => chart ?? []),
  );
  const git = await startGitServer(workspace, served);
  const privately = githubApp.guard(git.handler);
  const internet = await startInternet(
    workspace,
    new Map([
      ...(await startChartServers(workspace, [...new Map(charts.map((chart) => [chart.name, chart])).values()])),
      ['api.github.com', githubApp.api],
      [
        'github.com',
        (request, response) => {
          const answer = request.url?.startsWith(`/${pathOf(AZURE)}/`) ? privately : git.handler;
          answer(request, response);
        },
      ],
    ]),
  );
  const hub = server('hub');
  await phase('installations: start two Argo CDs and Flux', async () => {
    await define(hub.api, await engineDefinitions('argocd'));
    await Promise.all([
      ...['argocd', 'openshift-gitops'].map(async (namespace) =>
        startArgoCD(workspace, internet, hub, await startRedis(workspace, `redis-${namespace}`), namespace),
      ),
      startFlux(workspace, internet, server('westeurope-1'), 'gitops'),
    ]);
  });
  return { hub, accounts, openshift, azure, githubApp, member: (name) => found(members, name) };
}

function found<T>(all: ReadonlyMap<string, T>, name: string): T {
  const one = all.get(name);
  if (one === undefined) throw new Error(`no cluster ${name}`);
  return one;
}

function pathOf({ name }: Specs): string {
  return `acme/${name}.git`;
}

/** A repository with what the fleet generates, as its description says it, but for little components. */
async function publish(workspace: Workspace, served: string, specs: Specs): Promise<FleetRepository> {
  const fleet = await FleetRepository.create(workspace, served, pathOf(specs));
  const input = inputFiles({
    ...specs,
    fleet: mergeSettings(specs.fleet ?? {}, { repository: { url: `https://github.com/${pathOf(specs)}` } }),
    clusters: mapValues(specs.clusters, (spec) => mergeSettings({ components: LITTLE }, spec)),
  });
  for (const [path, text] of input) fleet.write(path, text);
  await fleet.publish('The fleet begins');
  await fleet.advance(LATER);
  return fleet;
}

/** Production at its address here, and with a window that does not depend on the hour of the test. */
function reachable(specs: Specs, { name, url }: Kubernetes): Specs {
  return {
    ...specs,
    fleet: mergeSettings(specs.fleet ?? {}, { environments: { prod: { argocd: { syncWindows: [CLOSED] } } } }),
    clusters: mapValues(specs.clusters, (spec, cluster) =>
      cluster === name ? mergeSettings(spec, { argocd: { destination: url } }) : spec,
    ),
  };
}

function mapValues<T, R>(all: Readonly<Record<string, T>>, change: (value: T, key: string) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(all).map(([key, value]) => [key, change(value, key)]));
}

async function begin(workspace: Workspace, kubernetes: Kubernetes, fleet: FleetRepository): Promise<Member> {
  const { api, name } = kubernetes;
  const expected = await expectedCluster(await fleet.tree(await fleet.revision('main')), name);
  await prepare(api, expected);
  const before = await keysOnceListed(kubernetes);
  startControllers(workspace, kubernetes);
  return { kubernetes, expected, short: async () => shortOf(expected, await takeSnapshot(api, before)) };
}
