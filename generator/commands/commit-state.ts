/** Whether the files of a commit are what its input generates. */
import { componentsOf } from '../custom/components-of.ts';
import { loadFleet } from '../fleet/load.ts';
import { generateFiles } from '../generate.ts';
import { type RevisionFiles, revisionFiles } from '../git/revision.ts';
import { judgeFleet } from '../judge/judge-fleet.ts';
import { unpack } from '../moves/unpack.ts';
import { inTemporaryFolder } from '../program/temporary-folder.ts';
import { compare } from '../tree/reconcile.ts';
import { drift } from './describe-tree.ts';

/** Where a repository says which version of the program it carries. */
const PROGRAM = /^(?:package\.json|package-lock\.json|\.lang-observatory\/program\/.+)$/;

/** `other-program`: the commit carries another version of the program than the clone, which alone can tell. */
export type CommitState = 'generated' | 'other-program' | { readonly wrong: readonly string[] };

/** Paths that are wrong, or what its input is refused for. The commit is a whole id. */
export async function commitState(repo: string, commit: string): Promise<CommitState> {
  const filesOf = (revision: string): Promise<RevisionFiles> =>
    revisionFiles({ command: 'promote', instead: 'fetch it', repo, revision });
  const files = await filesOf(commit);
  if (!isSameProgram(files, await filesOf('HEAD'))) return 'other-program';
  return inTemporaryFolder('commit', async (folder) => {
    const disk = await unpack(repo, files, folder);
    const { fleet, components, diagnostics } = loadFleet(folder, componentsOf, judgeFleet);
    if (fleet === undefined)
      return { wrong: diagnostics.map(({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`) };
    const wrong = drift(compare(disk, generateFiles(fleet, components)));
    return wrong.length === 0 ? 'generated' : { wrong: wrong.map(({ path }) => path) };
  });
}

/** Whether two commits name the same version of the program. */
export function isSameProgram(one: RevisionFiles, other: RevisionFiles): boolean {
  const paths = new Set([...one.ids.keys(), ...other.ids.keys()].filter((path) => PROGRAM.test(path)));
  return [...paths].every((path) => one.ids.get(path) === other.ids.get(path));
}
