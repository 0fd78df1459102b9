/** The refs that the waves of a fleet follow, as its server has them, and the input at each. */
import { componentsOf } from '../../custom/components-of.ts';
import { loadFleet } from '../../fleet/load.ts';
import type { Cluster } from '../../fleet/model.ts';
import { isShallow } from '../../git/history.ts';
import { withServer } from '../../git/remote/server.ts';
import { revisionFiles } from '../../git/revision.ts';
import type { WaveStatus } from '../../live/model.ts';
import { unpack } from '../../moves/unpack.ts';
import { Refusal } from '../../program/refusal.ts';
import { inTemporaryFolder } from '../../program/temporary-folder.ts';
import { partOf } from '../../tree/layout.ts';
import { type DescribedFleet, isDescribed } from '../described-fleet.ts';

export interface Refs {
  readonly waves: readonly WaveStatus[];
  /** Why the server does not tell; undefined when it does. */
  readonly problem: string | undefined;
  /** The input that a cluster follows: that of the clone where nothing else is known. */
  inputOf(cluster: Cluster): Promise<DescribedFleet>;
}

/** Never rejects because the server cannot be asked: what runs can be seen without it. */
export async function askRefs(repo: string, described: DescribedFleet, remote: string | undefined): Promise<Refs> {
  const { fleet } = described;
  const names = fleet.waves.map(({ ref }) => ref);
  const asked = await withServer({ repo, url: fleet.repository.url, remote }, (server) => server.fetch(names)).catch(
    (error: unknown) => {
      if (error instanceof Refusal) return error.message.split('\n')[0] ?? '';
      throw error;
    },
  );
  const known = typeof asked === 'string' ? new Map<string, { readonly commit: string }>() : asked;
  const waves = fleet.waves.map(({ name, ref }) => ({ name, ref, commit: known.get(ref)?.commit }));
  const inputs = new Map<string, Promise<DescribedFleet | undefined>>();
  const inputAt = (commit: string): Promise<DescribedFleet | undefined> => {
    const before = inputs.get(commit) ?? readInput(repo, commit);
    inputs.set(commit, before);
    return before;
  };
  return {
    waves,
    problem: typeof asked === 'string' ? asked : await shallowness(repo),
    inputOf: async ({ wave }) => {
      const commit = waves.find(({ name }) => name === wave)?.commit;
      return (commit === undefined ? undefined : await inputAt(commit)) ?? described;
    },
  };
}

async function shallowness(repo: string): Promise<string | undefined> {
  return (await isShallow(repo))
    ? 'this clone lacks old commits, so how far a cluster is behind is not known (git fetch --unshallow)'
    : undefined;
}

/** Undefined when this version of the program does not take the input of that commit. */
async function readInput(repo: string, commit: string): Promise<DescribedFleet | undefined> {
  const files = await revisionFiles({ command: 'status', instead: 'fetch it', repo, revision: commit });
  const ids = new Map([...files.ids].filter(([path]) => partOf(path) === undefined));
  return inTemporaryFolder('status', async (folder) => {
    await unpack(repo, { ids }, folder);
    const loaded = loadFleet(folder, componentsOf, () => []);
    return isDescribed(loaded) ? loaded : undefined;
  });
}
