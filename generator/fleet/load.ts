/** The rim of the input: finds and reads fleet.yaml and clusters/<cluster>/cluster.yaml, and hands them to the pure part. */
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ComponentInput } from './component-input.ts';
import type { Diagnostic } from './diagnostic.ts';
import { type InputDocument, parseInput } from './document.ts';
import type { Fleet } from './model.ts';
import { type ResolvedFleet, resolveFleet } from './resolve.ts';

/** A judgement on the resolved fleet that needs more than the input: it says which component of which cluster is wrong. */
export type FleetRule = (fleet: Fleet) => readonly {
  readonly cluster: string;
  readonly component: string;
  readonly code: Diagnostic['code'];
  readonly path: readonly string[];
  readonly message: string;
  readonly hint: string;
}[];

/**
 * The resolved fleet of a repository, or every mistake in its input.
 * `pending` are files that are not written yet, by path: they are read as if they were there.
 */
export function loadFleet(
  repo: string,
  components: readonly ComponentInput[],
  rule: FleetRule,
  pending: ReadonlyMap<string, string> = new Map(),
): ResolvedFleet {
  const diagnostics: Diagnostic[] = [];
  const documents: InputDocument[] = [];
  for (const file of inputFiles(repo, pending)) {
    const read = readInput(repo, file, pending);
    diagnostics.push(...read.diagnostics);
    if (read.document !== undefined) documents.push(read.document);
  }
  const fleetDocument = documents.find(({ file }) => file === 'fleet.yaml');
  if (fleetDocument === undefined) return { diagnostics, layers: new Map() };
  const clusters = documents.filter((document) => document !== fleetDocument);
  const resolved = resolveFleet(fleetDocument, clusters, components);
  const found = [...diagnostics, ...resolved.diagnostics];
  if (resolved.fleet === undefined) return { diagnostics: found, layers: resolved.layers };
  const judged = [...found, ...applyRule(rule, resolved.fleet, resolved)];
  return judged.length > 0 ? { diagnostics: judged, layers: resolved.layers } : resolved;
}

function inputFiles(repo: string, pending: ReadonlyMap<string, string>): readonly string[] {
  const clusters = join(repo, 'clusters');
  const folders = lstatSync(clusters, { throwIfNoEntry: false })?.isDirectory()
    ? readdirSync(clusters, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
    : [];
  const present = folders
    .map((folder) => `clusters/${folder}/cluster.yaml`)
    .filter((file) => lstatSync(join(repo, file), { throwIfNoEntry: false }) !== undefined);
  return [
    ...new Set([
      'fleet.yaml',
      ...present,
      ...[...pending.keys()].filter((file) => /^clusters\/[^/]+\/cluster\.yaml$/.test(file)),
    ]),
  ].sort();
}

function readInput(repo: string, file: string, pending: ReadonlyMap<string, string>): ReturnType<typeof parseInput> {
  const text = pending.get(file);
  if (text !== undefined) return parseInput(file, new TextEncoder().encode(text));
  const path = join(repo, file);
  const entry = lstatSync(path, { throwIfNoEntry: false });
  if (entry === undefined)
    return unreadable(file, 'is not there', 'start a fleet repository with init, or name one with --repo');
  // A link could lead anywhere, and what it leads to would be read as somebody's input.
  if (!entry.isFile()) return unreadable(file, 'is not a regular file', 'put the file itself there');
  return parseInput(file, readFileSync(path));
}

function unreadable(file: string, message: string, hint: string): ReturnType<typeof parseInput> {
  return { diagnostics: [{ code: 'missing-file', message, file, line: 1, column: 1, path: '', hint }] };
}

/** In the lowest file that says something about the setting, or else about the component. */
function applyRule(rule: FleetRule, fleet: Fleet, { layers }: ResolvedFleet): readonly Diagnostic[] {
  return rule(fleet).map(({ cluster, component, code, path, message, hint }) => {
    const lowestFirst = [...(layers.get(cluster) ?? [])].reverse();
    const layer =
      lowestFirst.find((candidate) => candidate.document.has([...candidate.path, component, ...path])) ??
      lowestFirst[0];
    if (layer === undefined) throw new Error(`cluster ${cluster} has no layers`);
    return layer.document.diagnose('value', [...layer.path, component, ...path], code, message, hint);
  });
}
