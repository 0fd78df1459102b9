/** What a working copy changes of the commit that it began from, beside generated files: those follow from the rest. */
import { join } from 'node:path';
import { openDisk } from '../../disk/disk.ts';
import { STATE_FOLDER } from '../../disk/state-folder.ts';
import { askGit, readBlobs, tellGit } from '../../git/git.ts';
import type { GitFile } from '../../git/tree-files.ts';
import { Refusal } from '../../program/refusal.ts';
import { partOf, placeOf } from '../../tree/layout.ts';
import { isManifestFile } from '../../tree/manifest.ts';
import { bearsMark } from '../../tree/mark.ts';

export interface OwnChange {
  /** Relative to the folder of the fleet. */
  readonly path: string;
  /** Undefined when the change creates it. */
  readonly before: GitFile | undefined;
  /** Undefined when the change deletes it. */
  readonly after: GitFile | undefined;
}

export interface OwnChanges {
  /** What people wrote. */
  readonly changes: readonly OwnChange[];
  /** What generate has written since, whatever of it is still right. */
  readonly generated: readonly OwnChange[];
  /** Files that Git does not know and no input needs. */
  readonly leftOut: readonly string[];
}

export interface OwnGround {
  readonly repo: string;
  /** The folder of the fleet in its Git repository, empty or with a slash at its end. */
  readonly prefix: string;
  /** The commit that the files are compared with. */
  readonly base: string;
}

/**
 * The difference between a commit and the files of the folder, committed or not. A new file counts when Git knows it, when it is input, or
 * when it is in one of the folders of manifests that the input names. What it contains is in Git afterwards.
 */
export async function ownChanges({ repo, prefix, base }: OwnGround, manifests: readonly string[]): Promise<OwnChanges> {
  const diff = [
    'diff-index',
    '--raw',
    '--no-renames',
    '--no-abbrev',
    '--ignore-submodules=all',
    '--relative',
    '-z',
    base,
  ];
  const [tracked = '', others = ''] = await askGit(
    repo,
    [...diff, '--', '.'],
    ['ls-files', '--others', '--exclude-standard', '-z', '--', '.'],
  );
  const known = rawChanges(tracked);
  const untracked = others.split('\0').filter((path) => path !== '');
  const isMeant = (path: string): boolean => isInput(path, manifests) || isGeneratedFile(repo, path);
  const meant = untracked.filter(isMeant);
  const all = [...known, ...meant.map((path): RawChange => ({ path, before: undefined, mode: '100644' }))];
  const ids = await contentIds({ repo, prefix }, all);
  const changes = all
    .map(({ path, before, mode }): OwnChange => {
      const id = ids.get(path);
      return { path, before, after: id === undefined ? undefined : { mode, id } };
    })
    .filter(({ before, after }) => before?.id !== after?.id || before?.mode !== after?.mode);
  const generated = await generatedAmong(repo, changes);
  return {
    changes: changes.filter(({ path }) => !generated.has(path)),
    generated: changes.filter(({ path }) => generated.has(path)),
    leftOut: untracked.filter((path) => !isMeant(path)),
  };
}

/** What people changed between two commits. */
export async function ownChangesBetween(
  repo: string,
  before: ReadonlyMap<string, GitFile>,
  after: ReadonlyMap<string, GitFile>,
): Promise<readonly OwnChange[]> {
  const changes = [...new Set([...before.keys(), ...after.keys()])]
    .map((path): OwnChange => ({ path, before: before.get(path), after: after.get(path) }))
    .filter((change) => change.before?.id !== change.after?.id);
  const generated = await generatedAmong(repo, changes);
  return changes.filter(({ path }) => !generated.has(path));
}

interface RawChange {
  readonly path: string;
  readonly before: GitFile | undefined;
  /** Of the file now. */
  readonly mode: string;
}

const ABSENT = '000000';
const REGULAR = /^100\d{3}$/;

/** Entries `:<mode> <mode> <id> <id> <status>\0<path>\0`. */
function rawChanges(answer: string): readonly RawChange[] {
  return [...answer.matchAll(/:(\d+) (\d+) ([0-9a-f]+) [0-9a-f]+ (\w)\d*\0([^\0]*)\0/g)].map(
    ([, was = '', mode = '', id = '', status = '', path = '']) => {
      if (status === 'U') throw new Refusal(`${path}: has conflicts of a merge\n  hint: resolve them first`);
      const odd = [was, mode].find((one) => one !== ABSENT && !REGULAR.test(one));
      if (odd !== undefined)
        throw new Refusal(`${path}: is or was no regular file\n  hint: commit and push it yourself first`);
      return { path, mode, before: was === ABSENT ? undefined : { mode: was, id } };
    },
  );
}

function isInput(path: string, manifests: readonly string[]): boolean {
  const { kind } = placeOf(path) ?? {};
  return (
    kind === 'fleetInput' ||
    kind === 'clusterInput' ||
    [...OF_THE_PROGRAM, ...manifests].some((folder) => path.startsWith(`${folder}/`))
  );
}

/** What init and upgrade write. */
const OF_THE_PROGRAM = ['program', 'schema'].map((folder) => `${STATE_FOLDER}/${folder}`);

/** As Git would keep them, with the line endings that attributes ask for. */
async function contentIds(
  { repo, prefix }: Pick<OwnGround, 'repo' | 'prefix'>,
  changes: readonly RawChange[],
): Promise<ReadonlyMap<string, string>> {
  const disk = openDisk(repo);
  const there = changes.map(({ path }) => path).filter((path) => disk.stat(path) !== undefined);
  const odd = there.find((path) => path.includes('\n'));
  if (odd !== undefined) throw new Refusal(`${JSON.stringify(odd)}: has a line feed in its name\n  hint: rename it`);
  if (there.length === 0) return new Map();
  const lines = there.map((path) => `${listed(prefix + path)}\n`);
  // It takes paths, and reads attributes, from the top of the repository, wherever it is started.
  const top = join(repo, prefix.replaceAll(/[^/]+/g, '..'));
  const answer = await tellGit(top, ['hash-object', '-w', '--stdin-paths'], lines.join(''));
  const ids = answer.split('\n');
  return new Map(there.map((path, index) => [path, ids[index] ?? '']));
}

/** A path in a list that Git reads: it takes one that begins with a quotation mark for quoted. */
function listed(path: string): string {
  return path.startsWith('"') ? `"${path.replaceAll(/["\\]/g, '\\$&')}"` : path;
}

/** Of a file that is deleted, what it was tells. */
async function generatedAmong(repo: string, changes: readonly OwnChange[]): Promise<ReadonlySet<string>> {
  const possible = changes.filter(({ path }) => isManifestFile(path) || partOf(path) !== undefined);
  const idOf = ({ before, after }: OwnChange): string => after?.id ?? before?.id ?? '';
  const blobs = await readBlobs(repo, possible.map(idOf));
  const isGenerated = (change: OwnChange): boolean =>
    isManifestFile(change.path) || bearsMark(change.path, blobs.get(idOf(change)) ?? new Uint8Array());
  return new Set(possible.filter(isGenerated).map(({ path }) => path));
}

function isGeneratedFile(repo: string, path: string): boolean {
  if (isManifestFile(path)) return true;
  const found = partOf(path) === undefined ? undefined : openDisk(repo).look(path);
  return found?.kind === 'file' && bearsMark(path, found.content);
}
