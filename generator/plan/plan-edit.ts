/** The plan of an edit of the input: from the tree that the input leads to as it is, to the tree of the edited input. */
import { openDisk } from '../disk/disk.ts';
import type { FileTree, GeneratedFile } from '../tree/file-tree.ts';
import { withBuilds } from './build/built-trees.ts';
import { makePlan } from './make-plan.ts';
import type { Plan } from './plan.ts';
import { workingTree } from './read-trees.ts';
import type { RepositoryTree } from './trees/repository-tree.ts';

/** One side. */
export interface EditSide {
  readonly generated: FileTree;
  /** The text of fleet.yaml, which names the waves. */
  readonly fleetInput: GeneratedFile;
}

export interface EditRequest {
  /** The folder of the fleet. */
  readonly repo: string;
  readonly before: EditSide;
  readonly after: EditSide;
  /** Names of components in the order in which they come up. */
  readonly order: readonly string[];
}

/** Throws a Refusal when it cannot be told. */
export function planOfEdit({ repo, order, ...sides }: EditRequest): Promise<Plan> {
  const [before, after] = [treeOf(repo, sides.before), treeOf(repo, sides.after)];
  return withBuilds(repo, (built) => {
    const { plan, wanted } = makePlan({ base: BASE, before, after, order, built });
    return { result: plan, wanted };
  });
}

const BASE: Plan['base'] = { revision: 'the input as it was', commit: '' };

function treeOf(repo: string, { generated, fleetInput }: EditSide): RepositoryTree {
  return workingTree(openDisk(repo), [...generated, fleetInput], 'sha1');
}
