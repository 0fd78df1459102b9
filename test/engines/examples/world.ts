/** The example fleets on engines: one cluster of the company for each engine, and one with every component and every option on. */
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine } from '../../../generator/fleet/model.ts';
import { programFolder } from '../../../generator/program/program-folder.ts';
import type { Chart } from '../../../generator/stack/component.ts';
import { everyOption } from '../../examples/every-option.ts';
import { inputFiles } from '../../input-files.ts';
import { shortOf } from '../convergence.ts';
import { define, engineDefinitions, prepare } from '../definitions.ts';
import { type ExpectedCluster, expectedCluster } from '../expected.ts';
import { FleetRepository } from '../fleet-repository.ts';
import { readManifest } from '../live-object.ts';
import { startArgoCD } from '../servers/argocd.ts';
import { startChartServers } from '../servers/chart-servers.ts';
import { startControllers } from '../servers/controllers.ts';
import { startEtcd } from '../servers/etcd.ts';
import { startFlux } from '../servers/flux.ts';
import { startGitServer } from '../servers/git-server.ts';
import { type Internet, startInternet } from '../servers/internet.ts';
import { type Kubernetes, startKubernetes } from '../servers/kubernetes.ts';
import { startRedis } from '../servers/redis.ts';
import { serveUpstreamFolders } from '../servers/upstream-repositories.ts';
import { keysOnceListed, takeSnapshot } from '../snapshot.ts';
import { phase } from '../wait.ts';
import type { Workspace } from '../workspace.ts';

/** The ref of the company's later wave. */
const LATER = 'release/late';

const COMPANY = 'https://git.initech.example/platform/llm-observability.git';
const EVERY_OPTION = 'https://github.com/acme/observability.git';

interface Described {
  readonly repository: string;
  readonly engine: Engine;
  /** The ref that its wave follows. */
  readonly ref: string;
}

/** The clusters that are there; the company's others are described only. */
const MEMBERS = {
  'eu-eks-1': { repository: COMPANY, engine: 'argocd', ref: LATER },
  'eu-gke-1': { repository: COMPANY, engine: 'flux', ref: 'main' },
  'eu-1': { repository: EVERY_OPTION, engine: 'flux', ref: 'main' },
} as const satisfies Readonly<Record<string, Described>>;

export type MemberName = keyof typeof MEMBERS;
const NAMES = Object.keys(MEMBERS) as readonly MemberName[];

export interface Member {
  readonly kubernetes: Kubernetes;
  readonly expected: ExpectedCluster;
  readonly fleet: FleetRepository;
  /** What it does not hold yet of what its commit says, or holds besides. */
  readonly short: () => Promise<readonly string[]>;
}

export interface Examples {
  /** Where Argo CD is. */
  readonly hub: Kubernetes;
  readonly internet: Internet;
  readonly member: (name: MemberName) => Member;
}

export async function startExamples(workspace: Workspace): Promise<Examples> {
  const served = workspace.make('served');
  const etcd = await startEtcd(workspace);
  const [hub, fleets] = await phase('examples: start the API server of Argo CD, generate the fleets', () =>
    Promise.all([startKubernetes(workspace, etcd, 'hub'), publishFleets(workspace, served)]),
  );
  const members = new Map(
    await phase('examples: start the clusters', () =>
      Promise.all(
        NAMES.map(async (name) => {
          const fleet = fleets[MEMBERS[name].repository];
          return [name, await begin(workspace, await startKubernetes(workspace, etcd, name), fleet, name)] as const;
        }),
      ),
    ),
  );
  const charts = [...members.values()].flatMap(({ expected }) =>
    expected.placements.flatMap(({ chart }) => chart ?? []),
  );
  await serveUpstreamFolders(served);
  const git = await startGitServer(workspace, served);
  const internet = await startInternet(
    workspace,
    new Map([
      ...(await startChartServers(workspace, unique(charts))),
      ...[COMPANY, EVERY_OPTION].map((url) => [new URL(url).host, git.handler] as const),
    ]),
  );
  await phase('examples: start Argo CD and Flux', async () => {
    await define(hub.api, await engineDefinitions('argocd'));
    await Promise.all([
      startArgoCD(workspace, internet, hub, await startRedis(workspace)),
      ...[...members].flatMap(([name, { kubernetes }]) =>
        MEMBERS[name].engine === 'flux' ? [startFlux(workspace, internet, kubernetes)] : [],
      ),
    ]);
  });
  return {
    hub,
    internet,
    member: (name) => {
      const member = members.get(name);
      if (member === undefined) throw new Error(`no cluster ${name}`);
      return member;
    },
  };
}

/** Where a chart comes from, at which version, said once. */
function unique(charts: readonly Chart[]): readonly Chart[] {
  return [
    ...new Map(charts.map((chart) => [`${chart.repository}/${chart.name}@${chart.version}`, chart] as const)).values(),
  ];
}

/** By the address of their repository. */
async function publishFleets(workspace: Workspace, served: string) {
  const company = await FleetRepository.create(workspace, served, pathOf(COMPANY));
  cpSync(join(programFolder(), 'examples/company'), company.folder, { recursive: true });
  const every = await FleetRepository.create(workspace, served, pathOf(EVERY_OPTION));
  for (const [path, text] of inputFiles(everyOption('large', 'flux'))) every.write(path, text);
  for (const fleet of [company, every]) await fleet.publish('The fleet begins');
  await company.advance(LATER);
  return { [COMPANY]: company, [EVERY_OPTION]: every } as const;
}

function pathOf(repository: string): string {
  return new URL(repository).pathname.slice(1);
}

async function begin(
  workspace: Workspace,
  kubernetes: Kubernetes,
  fleet: FleetRepository,
  name: MemberName,
): Promise<Member> {
  const { api } = kubernetes;
  const { engine, ref } = MEMBERS[name];
  const expected = await expectedCluster(await fleet.tree(await fleet.revision(ref)), name);
  await prepare(api, expected);
  if (engine === 'flux') for (const secret of chartSecrets(expected)) await api.create(secret);
  const before = await keysOnceListed(kubernetes);
  startControllers(workspace, kubernetes);
  return { kubernetes, expected, fleet, short: async () => shortOf(expected, await takeSnapshot(api, before)) };
}

/** The Secrets that the sources of charts name, which a person makes: the registry here asks nobody who they are. */
function chartSecrets({ placements }: ExpectedCluster) {
  const names = placements.flatMap(({ chart }) => chart?.secretName ?? []);
  return [...new Set(names)].map((name) =>
    readManifest({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name, namespace: 'flux-system' },
      type: 'kubernetes.io/dockerconfigjson',
      stringData: { '.dockerconfigjson': JSON.stringify({ auths: {} }) },
    }),
  );
}
