/** What `status` costs on a fleet whose API servers take their time: stand-ins on this machine, with the objects of engines that are content. */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { REGISTRY } from '../../generator/components/registry.ts';
import { componentsOf } from '../../generator/custom/components-of.ts';
import type { JsonObject } from '../../generator/data/json.ts';
import { loadFleet } from '../../generator/fleet/load.ts';
import type { Fleet } from '../../generator/fleet/model.ts';
import { wantedOn } from '../../generator/live/wanted.ts';
import { application, rootApplication, settledFlux } from '../live/objects.ts';
import { kubeconfig, type Pace, recordedApiServer } from '../live/recorded-api-server.ts';
import { writeFleet } from './fleets.ts';
import { measure } from './measure.ts';
import { measureTree, type TreeCost } from './tree.ts';

/** As far away as another continent, with as many objects to a page as are asked for. */
const PACE: Pace = { page: 500, milliseconds: 250 };

export interface StatusCost {
  readonly cost: TreeCost;
  /** Of all servers together. */
  readonly requests: number;
}

export async function benchStatus(program: string, folder: string, clusters: number): Promise<StatusCost> {
  writeFleet(folder, clusters);
  measure(program, ['--repo', folder, 'generate', '--no-validate']);
  const { fleet } = loadFleet(folder, componentsOf, () => []);
  if (fleet === undefined) throw new Error('the input is wrong');
  const commit = serve(folder, fleet);
  const recorded = Object.entries(objectsOf(fleet, commit));
  const servers = await Promise.all(recorded.map(async ([name, objects]) => ({ name, ...(await start(objects)) })));
  const kubeconfigFile = `${folder}.kubeconfig`;
  writeFileSync(kubeconfigFile, kubeconfig(Object.fromEntries(servers.map(({ name, address }) => [name, address]))));
  process.env.KUBECONFIG = kubeconfigFile;
  const cost = await measureTree(program, ['--repo', folder, 'status']);
  for (const { server } of servers) server.close();
  return { cost, requests: servers.reduce((sum, { state }) => sum + state.requests.length, 0) };
}

async function start(objects: readonly JsonObject[]) {
  const recorded = recordedApiServer(objects, PACE);
  await once(recorded.server.listen(0, '127.0.0.1'), 'listening');
  const { port } = recorded.server.address() as AddressInfo;
  return { ...recorded, address: `http://127.0.0.1:${port}` };
}

/** Commits the fleet, and brings it to a Git server of files at the address that it names. */
function serve(folder: string, { repository }: Fleet): string {
  const server = `${folder}.git`;
  const git = (...args: readonly string[]): string =>
    execFileSync('git', args, { cwd: folder, encoding: 'utf8' }).trim();
  const identity = '[user]\n\tname = bench\n\temail = bench@localhost\n';
  writeFileSync(`${folder}.gitconfig`, `[url "file://${server}"]\n\tinsteadOf = ${repository.url}\n${identity}`);
  process.env.GIT_CONFIG_GLOBAL = `${folder}.gitconfig`;
  git('init', '--quiet', '--initial-branch=main');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'fleet');
  git('clone', '--quiet', '--bare', join(folder, '.git'), server);
  git('--git-dir', server, 'update-ref', 'refs/heads/release/all', 'main');
  git('remote', 'add', 'origin', repository.url);
  return git('rev-parse', 'HEAD');
}

/** By context what its API server lists: of each cluster with Flux, and of the one where Argo CD runs. */
function objectsOf(fleet: Fleet, commit: string): Readonly<Record<string, readonly JsonObject[]>> {
  const wanted = fleet.clusters.map((cluster) => ({ cluster, all: wantedOn(cluster, fleet, REGISTRY) }));
  const place = (cluster: string) => ({ cluster, url: fleet.repository.url });
  const applications = wanted
    .filter(({ cluster }) => cluster.engine === 'argocd')
    .flatMap(({ cluster, all }) =>
      all.map(({ component, version = '1' }) => application(component, version, {}, commit, place(cluster.name))),
    );
  const flux = wanted.filter(({ cluster }) => cluster.engine === 'flux');
  return {
    argocd: [rootApplication({ sync: { status: 'Synced', revision: commit } }), ...applications],
    ...Object.fromEntries(flux.map(({ cluster, all }) => [cluster.name, settledFlux(all, commit)])),
  };
}
