/** The input of a repository to its resolved fleet: reads, resolves, and asks the rules that need the whole fleet. */
import { type Disk, openDisk } from '../disk/disk.ts';
import { type Diagnostic, sortedDiagnostics } from './diagnostic.ts';
import type { Fleet } from './model.ts';
import type { InputDocument } from './parse/input-document.ts';
import { readInputFiles } from './parse/input-files.ts';
import type { Path } from './parse/path.ts';
import { secretPlaces } from './parse/secret-text.ts';
import { diagnoseInLowest, type Layer } from './resolve/layer.ts';
import { manifestFolders } from './resolve/manifest-folders.ts';
import type { ReadText } from './resolve/own-manifests.ts';
import { type ResolvedFleet, resolveFleet } from './resolve/resolve.ts';
import type { ComponentInput } from './schema/component-input.ts';

/** A judgement on the resolved fleet that needs more than the input. `layers` are the files that speak of each cluster, by its name. */
export type FleetRule = (fleet: Fleet, layers: ReadonlyMap<string, readonly Layer[]>) => readonly FleetFinding[];

/** What is wrong on a cluster: with a setting of a component, wherever it is said, or with what one file says. */
export type FleetFinding = {
  readonly cluster: string;
  readonly code: Diagnostic['code'];
  readonly message: string;
  readonly hint: string;
} & (
  | {
      readonly component: string;
      /** Below the component. */
      readonly path: Path;
    }
  | {
      readonly layer: Layer;
      /** Below the map that holds `components`. */
      readonly path: Path;
    }
);

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
  const disk = openDisk(repo);
  const names = components.map(({ name }) => name);
  const input = readInputFiles(disk, pending, names);
  const resolved = resolveFleet(input.fleet, input.clusters, components);
  const { layers, warnings, written } = resolved;
  const manifests = manifestFolders(textIn(disk), written, names);
  const judged = [
    ...input.diagnostics,
    ...resolved.diagnostics,
    ...afterResolution(resolved, rule),
    ...manifests.diagnostics,
  ];
  const documents = [...(input.fleet === undefined ? [] : [input.fleet]), ...input.clusters];
  const found = [...judged, ...writtenSecrets(documents, judged)];
  const { fleet } = resolved;
  if (found.length > 0 || fleet === undefined)
    return { diagnostics: sortedDiagnostics(found), warnings, layers, written };
  return { ...resolved, fleet: { ...fleet, ownManifests: manifests.folders } };
}

/** What is no regular file has no text. */
function textIn(disk: Disk): ReadText {
  return (path) => {
    const found = disk.look(path);
    return found.kind === 'file' ? Buffer.from(found.content).toString('utf8') : undefined;
  };
}

/** Secrets in the input, but for those that a schema has refused in its own words. One below an unknown key is a secret all the same. */
function writtenSecrets(documents: readonly InputDocument[], judged: readonly Diagnostic[]): readonly Diagnostic[] {
  const place = ({ file, path }: Diagnostic): string => `${file} ${path}`;
  const told = new Set(judged.filter(({ code }) => code !== 'unknown-key').map(place));
  const hint =
    'move it to the secrets store or to a Secret, and write only its name here; if it was pushed, replace the secret';
  return documents
    .flatMap((document) =>
      [...secretPlaces(document.value)].map(({ path, name }) =>
        document.diagnose('value', path, 'secret-in-input', `${name} looks like a secret in plain text`, hint),
      ),
    )
    .filter((diagnostic) => !told.has(place(diagnostic)));
}

/** What can only be told of input that is valid by itself. */
function afterResolution({ fleet, layers }: ResolvedFleet, rule: FleetRule): readonly Diagnostic[] {
  if (fleet === undefined) return [];
  const found = rule(fleet, layers).flatMap((finding) => {
    const files = layers.get(finding.cluster) ?? [];
    const own = files.at(-1)?.document.file;
    return placed(finding, files).map((diagnostic) => ({
      diagnostic,
      // A file of its own names it already.
      cluster: diagnostic.file === own ? undefined : finding.cluster,
    }));
  });
  return withClusters(found);
}

function placed(finding: FleetFinding, layers: readonly Layer[]): readonly Diagnostic[] {
  if ('component' in finding) return diagnoseInLowest({ at: 'value', ...finding }, finding.component, layers);
  const { layer, path, code, message, hint } = finding;
  return [layer.document.diagnose('key', [...layer.path, ...path], code, message, hint)];
}

/** One mistake in a file that clusters share, told once with the clusters that it is one on. */
function withClusters(
  found: readonly { readonly diagnostic: Diagnostic; readonly cluster: string | undefined }[],
): readonly Diagnostic[] {
  const clusters = new Map<string, string[]>();
  const mistakes = new Map(found.map(({ diagnostic }) => [JSON.stringify(diagnostic), diagnostic]));
  for (const { diagnostic, cluster } of found) {
    const key = JSON.stringify(diagnostic);
    const known = clusters.get(key) ?? [];
    if (cluster !== undefined) known.push(cluster);
    clusters.set(key, known);
  }
  return [...mistakes].map(([key, diagnostic]) => {
    const [first, ...more] = clusters.get(key) ?? [];
    if (first === undefined) return diagnostic;
    const others = more.length === 0 ? '' : ` and ${more.length} more`;
    return { ...diagnostic, message: `${diagnostic.message} (on ${first}${others})` };
  });
}
