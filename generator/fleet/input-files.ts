/** Finds and reads the input of a repository: fleet.yaml and clusters/<cluster>/cluster.yaml, and nothing that a link leads to. */
import { hash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostic } from './diagnostic.ts';
import { type InputDocument, parseInput } from './document.ts';

export interface InputFiles {
  /** Undefined when it is missing or no YAML, which the diagnostics say. */
  readonly fleet: InputDocument | undefined;
  readonly clusters: readonly InputDocument[];
  readonly diagnostics: readonly Diagnostic[];
}

const FLEET = 'fleet.yaml';
const CLUSTER = /^clusters\/[^/]+\/cluster\.yaml$/;

/** `pending` are files that are not written yet, by path: they are read as if they were there. */
export function readInputFiles(repo: string, pending: ReadonlyMap<string, string>): InputFiles {
  const found = clusterFiles(repo);
  const files = new Set([FLEET, ...found.files, ...[...pending.keys()].filter((file) => CLUSTER.test(file))]);
  const documents: InputDocument[] = [];
  const diagnostics = [...found.diagnostics];
  for (const file of [...files].sort()) {
    const text = pending.get(file);
    const parsed = text === undefined ? readInput(repo, file) : parseInput(file, new TextEncoder().encode(text));
    diagnostics.push(...parsed.diagnostics);
    if (parsed.document !== undefined) documents.push(parsed.document);
  }
  const fleet = documents.find(({ file }) => file === FLEET);
  return { fleet, clusters: documents.filter((document) => document !== fleet), diagnostics };
}

/** Paths of the input that is there, relative to the repository. */
export function inputPaths(repo: string): readonly string[] {
  return [FLEET, ...clusterFiles(repo).files];
}

export interface InputDigests {
  readonly fleet: string;
  /** By the name of the folder. */
  readonly clusters: ReadonlyMap<string, string>;
}

/** What tells one state of the input from another, byte for byte. Undefined when a file cannot be read. */
export function inputDigests(repo: string): InputDigests | undefined {
  const digests = new Map<string, string>();
  for (const file of [FLEET, ...clusterFiles(repo).files]) {
    if (lstatSync(join(repo, file), { throwIfNoEntry: false })?.isFile() !== true) return undefined;
    digests.set(file, hash('sha256', readFileSync(join(repo, file)), 'hex'));
  }
  const clusters = [...digests]
    .filter(([file]) => file !== FLEET)
    .map(([file, digest]): [string, string] => [file.split('/')[1] ?? '', digest]);
  return { fleet: digests.get(FLEET) ?? '', clusters: new Map(clusters) };
}

/** A folder below clusters/ without a cluster.yaml is no cluster: one that was removed may have left files of yours. */
function clusterFiles(repo: string): {
  readonly files: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
} {
  const folder = lstatSync(join(repo, 'clusters'), { throwIfNoEntry: false });
  if (folder === undefined) return { files: [], diagnostics: [] };
  // Passed over in silence, a link would look like clusters that were taken away, and their files would be too.
  if (!folder.isDirectory()) return { files: [], diagnostics: [unreadable('clusters', 'is not a folder', NO_LINKS)] };
  const files: string[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const entry of readdirSync(join(repo, 'clusters'), { withFileTypes: true })) {
    const path = `clusters/${entry.name}`;
    if (entry.isSymbolicLink()) diagnostics.push(unreadable(path, 'is a link', NO_LINKS));
    if (!entry.isDirectory()) continue;
    if (exists(repo, `${path}/cluster.yaml`)) files.push(`${path}/cluster.yaml`);
    else if (exists(repo, `${path}/cluster.yml`))
      diagnostics.push(unreadable(`${path}/cluster.yml`, 'is not read under this name', 'call it cluster.yaml'));
  }
  return { files, diagnostics };
}

const NO_LINKS = 'put the folder itself there: links are not followed';

function readInput(repo: string, file: string): ReturnType<typeof parseInput> {
  const entry = lstatSync(join(repo, file), { throwIfNoEntry: false });
  if (entry === undefined) return { diagnostics: [missing(repo, file)] };
  // A link could lead anywhere, and what it leads to would be read as somebody's input.
  if (!entry.isFile()) return { diagnostics: [unreadable(file, 'is not a regular file', 'put the file itself there')] };
  return parseInput(file, readFileSync(join(repo, file)));
}

function missing(repo: string, file: string): Diagnostic {
  const misnamed = file.replace(/yaml$/, 'yml');
  const hint = exists(repo, misnamed)
    ? `rename ${misnamed} to ${file}`
    : 'start a fleet repository with init, or name one with --repo';
  return unreadable(file, 'is not there', hint);
}

function exists(repo: string, file: string): boolean {
  return lstatSync(join(repo, file), { throwIfNoEntry: false }) !== undefined;
}

function unreadable(file: string, message: string, hint: string): Diagnostic {
  return { code: 'missing-file', message, file, line: 1, column: 1, path: '', hint };
}
