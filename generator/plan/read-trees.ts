/** The two sides of a plan, from Git and the disk, and the plan of them. */

import { algorithmOf, type IdAlgorithm } from '../data/content-id.ts';
import { type Disk, entriesBelow, openDisk } from '../disk/disk.ts';
import { readBlobs } from '../git/git.ts';
import { type RevisionFiles, revisionFiles } from '../git/revision.ts';
import { type Asking, whyNot } from '../git/why-not.ts';
import { Refusal } from '../program/refusal.ts';
import type { FileTree } from '../tree/file-tree.ts';
import { GENERATED_INTO, partOf, pathOf, placeOf, topOf } from '../tree/layout.ts';
import { bearsMark } from '../tree/mark.ts';
import { filesOf, withBuilds } from './build/built-trees.ts';
import { makePlan } from './make-plan.ts';
import type { Plan } from './plan.ts';
import { memoryTree } from './trees/memory-tree.ts';
import type { RepositoryTree } from './trees/repository-tree.ts';
import { type RevisionTree, revisionTree } from './trees/revision-tree.ts';

export interface PlanRequest {
  /** The folder of the fleet. */
  readonly repo: string;
  readonly revision: string;
  /** What generate would write. */
  readonly generated: FileTree;
  /** Names of components in the order in which they come up. */
  readonly order: readonly string[];
}

export interface PlanOfTrees {
  readonly plan: Plan;
  /** The text that an input file had; undefined when there was none. */
  readonly textBefore: (file: string) => string | undefined;
  /** Whether a file is another than it was. */
  readonly isChanged: (file: string) => boolean;
}

/** The plan of what a fleet becomes with what generate would write now; throws a Refusal when it cannot be told. */
export async function planSince({ repo, revision, generated, order }: PlanRequest): Promise<PlanOfTrees> {
  const asking = { command: 'plan', instead: 'run `generate --dry-run`, which asks no revision', repo, revision };
  const base = await revisionFiles(asking);
  const [someId = ''] = base.ids.values();
  const tree = workingTree(openDisk(repo), generated, algorithmOf(someId));
  const texts = new Map([...tree.paths].map((path) => [tree.id(path) ?? '', tree.read(path) ?? '']));
  await loadMissing(asking, texts, changedFiles(base.ids, texts));
  return planned({ asking, base, order, texts, after: () => ({ ...tree, missing: new Set() }) });
}

export interface RevisionsRequest {
  /** The folder of the fleet. */
  readonly repo: string;
  /** What the older files are called in the plan. */
  readonly revision: string;
  readonly before: RevisionFiles;
  readonly after: RevisionFiles;
  /** Names of components in the order in which they come up. */
  readonly order: readonly string[];
}

/** The plan of what a fleet becomes with the files of another revision; throws a Refusal when it cannot be told. */
export async function planBetween({ repo, revision, before, after, order }: RevisionsRequest): Promise<Plan> {
  const asking = { command: 'plan', instead: 'fetch both revisions', repo, revision };
  const texts = new Map<string, string>();
  const sides = [
    changedFiles(before.ids, new Set(after.ids.values())),
    changedFiles(after.ids, new Set(before.ids.values())),
    inputIds(after.ids),
  ];
  await loadMissing(asking, texts, new Set(sides.flatMap((ids) => [...ids])));
  const { plan } = await planned({ asking, base: before, order, texts, after: () => revisionTree(after, texts) });
  return plan;
}

interface Sides {
  readonly asking: Asking;
  readonly base: RevisionFiles;
  /** The other side, with the texts that are known by then. */
  readonly after: () => RevisionTree;
  readonly order: readonly string[];
  /** Those that are known, by id. */
  readonly texts: Map<string, string>;
}

function planned({ asking, base, after: other, order, texts }: Sides): Promise<PlanOfTrees> {
  const { repo, revision } = asking;
  return withBuilds(repo, async (built) => {
    // What a text leads to is known once it is there.
    for (;;) {
      const [before, after] = [revisionTree(base, texts), other()];
      const { plan, wanted } = makePlan({ base: { revision, commit: base.commit }, before, after, order, built });
      // Kustomize reads every file of a folder.
      for (const { tree, folders } of wanted) for (const path of filesOf(folders)) tree.read(path);
      const missing = new Set([...before.missing, ...after.missing]);
      if (missing.size === 0) {
        const isChanged = (file: string): boolean => before.id(file) !== after.id(file);
        return { result: { plan, textBefore: before.read, isChanged }, wanted };
      }
      await loadMissing(asking, texts, missing);
    }
  });
}

/** Files that engines read, with a text that the other side does not have. */
function changedFiles(ids: ReadonlyMap<string, string>, others: Pick<ReadonlySet<string>, 'has'>): ReadonlySet<string> {
  const changed = [...ids].filter(([path, id]) => TOPS.has(topOf(path)) && !others.has(id));
  return new Set(changed.map(([, id]) => id));
}

/** Of every cluster, changed or not. */
function inputIds(ids: ReadonlyMap<string, string>): ReadonlySet<string> {
  return new Set([...ids].flatMap(([path, id]) => (placeOf(path)?.kind === 'clusterInput' ? [id] : [])));
}

const TOPS: ReadonlySet<string> = new Set([pathOf('fleetInput'), ...GENERATED_INTO]);

async function loadMissing(asking: Asking, texts: Map<string, string>, ids: ReadonlySet<string>): Promise<void> {
  try {
    for (const [id, content] of await readBlobs(asking.repo, ids)) texts.set(id, content.toString('utf8'));
  } catch (error) {
    throw new Refusal(whyNot(asking, error), 2);
  }
}

/** What is on the disk once generate has run. */
export function workingTree(disk: Disk, generated: FileTree, algorithm: IdAlgorithm): RepositoryTree {
  const files = new Map<string, string>();
  for (const { path, text } of generated) files.set(path, text);
  const find = (path: string): string | undefined => {
    const found = disk.look(path);
    const text = found.kind === 'file' ? Buffer.from(found.content).toString('utf8') : undefined;
    return text === undefined || isLeftBehind(path, text) ? undefined : text;
  };
  for (const path of [...inputFiles(files), ...ownFiles(disk)].filter((one) => !files.has(one))) {
    const text = find(path);
    if (text !== undefined) files.set(path, text);
  }
  return memoryTree(files, algorithm, find);
}

/** The input of the clusters that have something generated. */
function inputFiles(files: ReadonlyMap<string, string>): readonly string[] {
  const start = `${pathOf('clusters')}/`;
  const generated = [...files.keys()].filter((path) => path.startsWith(start)).map((path) => path.split('/')[1] ?? '');
  return [pathOf('fleetInput'), ...[...new Set(generated)].map((cluster) => pathOf('clusterInput', { cluster }))];
}

/** Files that engines apply without being told of them, by whomever. */
function ownFiles(disk: Disk): readonly string[] {
  return [pathOf('argocd'), pathOf('fluxClusters')].flatMap((folder) =>
    entriesBelow(disk, folder).flatMap(({ kind, path }) => (kind === 'file' ? [path] : [])),
  );
}

/** A file that generate has written, and removes now. */
function isLeftBehind(path: string, text: string): boolean {
  return partOf(path) !== undefined && bearsMark(path, Buffer.from(text));
}
