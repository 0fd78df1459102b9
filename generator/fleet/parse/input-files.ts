/** Finds and reads the input of a repository: fleet.yaml and clusters/<cluster>/cluster.yaml, following no link. */

import { hash } from 'node:crypto';
import { posix } from 'node:path';
import type { Disk } from '../../disk/disk.ts';
import { OBSTRUCTIONS, type Obstruction } from '../../disk/disk-error.ts';
import { pathOf, placeOf } from '../../tree/layout.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { parseInput } from './document.ts';
import type { InputDocument } from './input-document.ts';
import { strayInput } from './stray-input.ts';

export interface InputFiles {
  /** Undefined when it is missing or not valid YAML; the diagnostics say so. */
  readonly fleet: InputDocument | undefined;
  readonly clusters: readonly InputDocument[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Texts of input files, by path; undefined for a file that is removed. */
export type PendingInput = ReadonlyMap<string, string | undefined>;

const FLEET = pathOf('fleetInput');
const CLUSTERS = pathOf('clusters');

/** `pending` are files that are not written yet, by path: they are read as if they were; one without a text is read as if it did not exist. */
export function readInputFiles(disk: Disk, pending: PendingInput, components: readonly string[]): InputFiles {
  const found = clusterFiles(disk);
  const files = new Set([
    FLEET,
    ...found.files,
    ...[...pending.keys()].filter((file) => placeOf(file)?.kind === 'clusterInput'),
  ]);
  const documents: InputDocument[] = [];
  const strays = strayInput(disk, components).map(({ path, message, hint }) => unreadable(path, message, hint));
  const diagnostics = [...found.diagnostics, ...strays];
  for (const file of [...files].sort()) {
    const text = pending.get(file);
    if (text === undefined && pending.has(file)) continue;
    const parsed = text === undefined ? readInput(disk, file) : parseInput(file, new TextEncoder().encode(text));
    diagnostics.push(...parsed.diagnostics);
    if (parsed.document !== undefined) documents.push(parsed.document);
  }
  const fleet = documents.find(({ file }) => file === FLEET);
  return { fleet, clusters: documents.filter((document) => document !== fleet), diagnostics };
}

/** Paths of the existing input files, relative to the repository. */
export function inputPaths(disk: Disk): readonly string[] {
  return [FLEET, ...clusterFiles(disk).files];
}

export interface InputDigests {
  readonly fleet: string;
  /** By the name of the folder. */
  readonly clusters: ReadonlyMap<string, string>;
}

/** Digests of the content of the input files. Undefined when an input file is missing or in a wrong place. */
export function inputDigests(disk: Disk, components: readonly string[]): InputDigests | undefined {
  const { files, diagnostics } = clusterFiles(disk);
  if (diagnostics.length > 0 || strayInput(disk, components).length > 0) return undefined;
  const digests = new Map<string, string>();
  for (const file of [FLEET, ...files]) {
    const found = disk.look(file);
    if (found.kind !== 'file') return undefined;
    digests.set(file, hash('sha256', found.content, 'hex'));
  }
  const clusters = [...digests]
    .filter(([file]) => file !== FLEET)
    .map(([file, digest]): [string, string] => [posix.basename(posix.dirname(file)), digest]);
  return { fleet: digests.get(FLEET) ?? '', clusters: new Map(clusters) };
}

/** A folder below clusters/ without a cluster.yaml is not a cluster: a removed cluster may have left files of the user. */
function clusterFiles(disk: Disk): {
  readonly files: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
} {
  // If a link were ignored, its clusters would look removed, and their generated files would be deleted.
  const there = disk.look(CLUSTERS);
  if (there.kind === 'file') return { files: [], diagnostics: [inTheWay({ kind: 'file', at: CLUSTERS })] };
  if (there.kind === 'obstructed' && there.by.kind !== 'folder')
    return { files: [], diagnostics: [inTheWay(there.by)] };
  const files: string[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const { path, kind } of disk.entries(CLUSTERS)) {
    if (kind === 'link') diagnostics.push(inTheWay({ kind, at: path }));
    if (kind !== 'folder') continue;
    const file = pathOf('clusterInput', { cluster: posix.basename(path) });
    if (exists(disk, file)) files.push(file);
  }
  return { files, diagnostics };
}

function readInput(disk: Disk, file: string): ReturnType<typeof parseInput> {
  const found = disk.look(file);
  if (found.kind === 'absent') return { diagnostics: [missing(disk, file)] };
  // A link could point to any file, which would then be read as input.
  if (found.kind === 'obstructed') return { diagnostics: [inTheWay(found.by)] };
  return parseInput(file, found.content);
}

function inTheWay({ kind, at }: Obstruction): Diagnostic {
  const { why, hint } = OBSTRUCTIONS[kind];
  return unreadable(at, why, hint);
}

function missing(disk: Disk, file: string): Diagnostic {
  const misnamed = disk.entries('.').find(({ path }) => /^fleet\.ya?ml$/i.test(path));
  const hint =
    misnamed === undefined
      ? 'create a fleet repository with init, or set the path of an existing one with --repo'
      : `rename ${misnamed.path} to ${file}`;
  return unreadable(file, 'does not exist', hint);
}

/** Whether anything is there. A regular file, which nearly always is, need not be opened for that. */
function exists(disk: Disk, file: string): boolean {
  return disk.stat(file) !== undefined || disk.look(file).kind !== 'absent';
}

function unreadable(file: string, message: string, hint: string): Diagnostic {
  return { code: 'missing-file', message, file, line: 1, column: 1, path: '', hint };
}
