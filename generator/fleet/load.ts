/** Turns the input of a repository into its resolved fleet: reads, resolves, and runs the rules that need the whole fleet. */
import { type Disk, openDisk } from '../disk/disk.ts';
import { type Diagnostic, sortedDiagnostics } from './diagnostic.ts';
import type { Fleet } from './model.ts';
import type { InputDocument } from './parse/input-document.ts';
import { type PendingInput, readInputFiles } from './parse/input-files.ts';
import type { Path } from './parse/path.ts';
import { secretPlaces } from './parse/secret-text.ts';
import { diagnoseInLowest, type Layer } from './resolve/layer.ts';
import { foldersIn, manifestFolders, type NamedFolder } from './resolve/manifest-folders.ts';
import type { ReadText } from './resolve/own-manifests.ts';
import { type ResolvedFleet, resolveFleet } from './resolve/resolve.ts';
import type { ComponentInput } from './schema/component-input.ts';

/** The components that a fleet knows, by its fleet.yaml: ours, and its own. Without the file ours alone. */
export type ComponentsOf<C extends ComponentInput> = (fleet: InputDocument | undefined) => KnownComponents<C>;

export interface KnownComponents<C extends ComponentInput> {
  /** In the order in which they come up. Of its own ones those without mistakes. */
  readonly components: readonly C[];
  /** Folders of manifests that are components. */
  readonly folders: readonly NamedFolder[];
  readonly diagnostics: readonly Diagnostic[];
}

export interface LoadedFleet<C extends ComponentInput> extends ResolvedFleet {
  readonly components: readonly C[];
}

/** A check of the resolved fleet that needs more than the input. `layers` are the input files of each cluster, by its name. */
export type FleetRule<C extends ComponentInput = ComponentInput> = (
  fleet: Fleet,
  layers: ReadonlyMap<string, readonly Layer[]>,
  components: readonly C[],
) => readonly FleetFinding[];

/** A mistake or a warning on a cluster: in a setting of a component, in whichever file sets it, or in one particular file. */
export type FleetFinding = {
  readonly cluster: string;
  readonly code: Diagnostic['code'];
  readonly message: string;
  readonly hint: string;
  /** It does not prevent a fleet. */
  readonly isWarning?: true;
  /** Those of the diagnostic. */
  readonly names?: readonly string[];
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
 * `pending` are files that are not written yet: they are read as if they were.
 */
export function loadFleet<C extends ComponentInput>(
  repo: string,
  componentsOf: ComponentsOf<C>,
  rule: FleetRule<C>,
  pending: PendingInput = new Map(),
): LoadedFleet<C> {
  const disk = openDisk(repo);
  const input = readInputFiles(disk, pending, namesOf(componentsOf(undefined).components));
  const known = componentsOf(input.fleet);
  const { components } = known;
  const resolved = { components, ...resolveFleet(input.fleet, input.clusters, components) };
  const { layers, written } = resolved;
  const ruled = afterResolution(resolved, known.diagnostics.length > 0 ? () => [] : rule);
  const manifests = manifestFolders(textIn(disk), [...known.folders, ...foldersIn(written)], namesOf(components));
  const judged = [
    ...input.diagnostics,
    ...known.diagnostics,
    ...resolved.diagnostics,
    ...ruled.diagnostics,
    ...manifests.diagnostics,
  ];
  const documents = [...(input.fleet === undefined ? [] : [input.fleet]), ...input.clusters];
  const found = [...judged, ...writtenSecrets(documents, judged)];
  const warnings = sortedDiagnostics([...resolved.warnings, ...ruled.warnings]);
  const { fleet } = resolved;
  if (found.length > 0 || fleet === undefined)
    return { components, diagnostics: sortedDiagnostics(found), warnings, layers, written };
  return { ...resolved, warnings, fleet: { ...fleet, ownManifests: manifests.folders } };
}

function namesOf(components: readonly ComponentInput[]): readonly string[] {
  return components.map(({ name }) => name);
}

/** Undefined for anything but a regular file. */
function textIn(disk: Disk): ReadText {
  return (path) => {
    const found = disk.look(path);
    return found.kind === 'file' ? Buffer.from(found.content).toString('utf8') : undefined;
  };
}

/** Secrets in the input, except those that a schema has already reported. A secret below an unknown key counts too. */
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

/** What can only be found in input that is otherwise valid. */
function afterResolution<C extends ComponentInput>(
  { fleet, layers, components }: LoadedFleet<C>,
  rule: FleetRule<C>,
): Pick<ResolvedFleet, 'diagnostics' | 'warnings'> {
  const findings = fleet === undefined ? [] : rule(fleet, layers, components);
  return {
    diagnostics: inFiles(
      findings.filter(({ isWarning }) => isWarning === undefined),
      layers,
    ),
    warnings: inFiles(
      findings.filter(({ isWarning }) => isWarning),
      layers,
    ),
  };
}

function inFiles(
  findings: readonly FleetFinding[],
  layers: ReadonlyMap<string, readonly Layer[]>,
): readonly Diagnostic[] {
  const found = findings.flatMap((finding) => {
    const files = layers.get(finding.cluster) ?? [];
    const own = files.at(-1)?.document.file;
    const { names } = finding;
    return placed(finding, files).map((diagnostic) => ({
      diagnostic: names === undefined ? diagnostic : { ...diagnostic, names },
      // The path of its own file already names the cluster.
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

/** A mistake in a file that clusters share is reported once, with the clusters that it affects. */
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
