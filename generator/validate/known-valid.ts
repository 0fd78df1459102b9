/**
 * A note, outside Git, that a repository was found valid: the size, the times and the number on the disk of every file and folder that
 * validation had read. While all of them are the same, there is nothing to validate.
 *
 * Whoever may write into the repository may write this file too, with a commit. It is believed only when it knows the times at which
 * the files of this working copy were written, to a fraction of a millisecond: a commit cannot know them, for a checkout sets them.
 */
import { hash } from 'node:crypto';
import { dirname } from 'node:path';
import { isList, isObject } from '../data/json.ts';
import { type Disk, openDisk } from '../disk/disk.ts';
import { entryAt } from '../disk/folders.ts';
import { isSettled } from '../disk/settled.ts';
import { CACHE_FOLDER, STATE_FOLDER } from '../disk/state-folder.ts';
import { inputPaths } from '../fleet/parse/input-files.ts';
import { type GitPlace, gitPlace } from '../git/git-place.ts';
import { programState } from '../program/program-folder.ts';
import { Refusal } from '../program/refusal.ts';
import { GENERATED_INTO, isGeneratedInto } from '../tree/layout.ts';
import { withLock } from '../tree/lock.ts';
import { MANIFEST_FOLDER } from '../tree/manifest.ts';

const FILE = `${CACHE_FOLDER}/valid.json`;

const FIGURES = 4;

/** What was told of a repository that was found valid and is the same still, by format. */
export type Told = { readonly text: string; readonly json: string };

export function readKnownValid(repo: string): Told | undefined {
  const found = openDisk(repo).look(FILE);
  const note = found.kind === 'file' ? parse(Buffer.from(found.content).toString('utf8')) : undefined;
  if (note === undefined || note.program !== program(repo)) return undefined;
  const { paths, figures } = note;
  // The repository's own folder is always among them.
  if (!paths.includes('.') || figures.length !== paths.length * FIGURES) return undefined;
  const isSame = paths.every((path, index) =>
    figuresOf(repo, path)?.every((figure, at) => figure === figures[index * FIGURES + at]),
  );
  return isSame ? note.told : undefined;
}

export interface FoundValid {
  readonly repo: string;
  /** What validation has read beside the input and the generated folders: files, and folders with all that is in them. */
  readonly others: Iterable<string>;
  /** When validation began, in milliseconds: what was written since may not be what was read. */
  readonly begun: number;
  readonly told: Told;
}

/** Notes nothing where nothing can be written: then the next validation is a whole one. */
export async function noteKnownValid(valid: FoundValid): Promise<void> {
  try {
    await withLock(valid.repo, () => note(valid));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
}

function note({ repo, others, begun, told }: FoundValid): void {
  const disk = openDisk(repo);
  const paths = [...everythingRead(disk, others)];
  const figures: number[] = [];
  for (const path of paths) {
    const found = figuresOf(repo, path);
    if (found === undefined || !isSettled(found.slice(1, 3), begun)) return;
    figures.push(...found);
  }
  disk.replace(FILE, JSON.stringify({ program: program(repo), told, paths, figures }));
}

/** Files, and the folders that tell by their times when something is added to them or removed. */
function everythingRead(disk: Disk, others: Iterable<string>): ReadonlySet<string> {
  const outside = [...inputPaths(disk), ...others].filter((path) => !isGeneratedInto(path));
  const read = new Set<string>(['.']);
  const walk = (folder: string): void => {
    if (folder === '.' || read.has(folder) || kindAt(disk, folder) !== 'folder') return;
    read.add(folder);
    for (const { path, kind } of disk.entries(folder)) {
      if (kind === 'folder') walk(path);
      else read.add(path);
    }
  };
  for (const folder of [...GENERATED_INTO, MANIFEST_FOLDER, ...outside, ...outside.map(dirname)]) walk(folder);
  for (const path of outside) read.add(path);
  for (const path of [...read])
    for (let above = dirname(path); above !== '.' && !read.has(above); above = dirname(above)) read.add(above);
  // It changes with what else is kept in it, such as this note.
  read.delete(STATE_FOLDER);
  return read;
}

function kindAt(disk: Disk, path: string): string {
  const found = disk.look(path);
  return found.kind === 'obstructed' ? found.by.kind : found.kind;
}

/** Size, milliseconds of the last change of the content and of the entry, and number on the disk. */
function figuresOf(repo: string, path: string): readonly number[] | undefined {
  const entry = entryAt(repo, path);
  return entry && [entry.size, entry.mtimeMs, entry.ctimeMs, entry.ino];
}

/** What finds it valid: the program, where in its Git repository it is, and what Git ignores there. */
function program(repo: string): string {
  const place = gitPlace(repo);
  const state = [
    programState(),
    place?.path,
    ...(place === undefined ? [] : ignoreFiles(place).map((path) => figuresOf(place.root, path))),
  ];
  return hash('sha256', JSON.stringify(state), 'hex');
}

/** The files above the generated folders with patterns of what Git ignores; those of the user are for all repositories. */
function ignoreFiles({ path }: GitPlace): readonly string[] {
  const parts = path === '.' ? [] : path.split('/');
  const folders = ['', ...parts].map((_, depth) => parts.slice(0, depth));
  return ['.git/info/exclude', ...folders.map((above) => [...above, '.gitignore'].join('/'))];
}

interface Note {
  readonly program: string;
  readonly told: Told;
  readonly paths: readonly string[];
  readonly figures: readonly number[];
}

function parse(text: string): Note | undefined {
  try {
    const note: unknown = JSON.parse(text);
    return isNote(note) ? note : undefined;
  } catch {
    return undefined;
  }
}

function isNote(value: unknown): value is Note {
  return (
    isObject(value) &&
    typeof value.program === 'string' &&
    isObject(value.told) &&
    typeof value.told.text === 'string' &&
    typeof value.told.json === 'string' &&
    isList(value.paths) &&
    value.paths.every((path) => typeof path === 'string') &&
    isList(value.figures) &&
    value.figures.every((figure) => typeof figure === 'number')
  );
}
