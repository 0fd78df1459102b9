/** The input of the last commit: what the causes of a change are compared with, where the generated files come from it. */
import { changedSince } from '../git/changed.ts';
import { readBlobs } from '../git/git.ts';
import { revisionFiles } from '../git/revision.ts';
import { partOf, placeOf } from '../tree/layout.ts';
import type { CauseOptions } from './causes.ts';

export type InputBefore = Pick<CauseOptions, 'textBefore' | 'isChanged'>;

/** Undefined where Git cannot tell, and where generated files are others than in the commit: they come from another input. */
export async function committedInput(repo: string): Promise<InputBefore | undefined> {
  const changed = await changedSince(repo, 'HEAD');
  if (typeof changed === 'string' || changed.some((path) => partOf(path) !== undefined)) return undefined;
  const { ids } = await revisionFiles({ command: 'generate', instead: 'commit first', repo, revision: 'HEAD' });
  const input = new Set(changed.filter(isInput));
  const contents = await readBlobs(
    repo,
    [...input].flatMap((path) => ids.get(path) ?? []),
  );
  return {
    isChanged: (file) => input.has(file),
    textBefore: (file) => contents.get(ids.get(file) ?? '')?.toString('utf8'),
  };
}

function isInput(path: string): boolean {
  const { kind } = placeOf(path) ?? {};
  return kind === 'fleetInput' || kind === 'clusterInput';
}
