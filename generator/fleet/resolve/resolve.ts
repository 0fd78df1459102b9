/** Turns input documents into the resolved fleet. All mistakes of all files are reported together; there is a fleet only without mistakes. */

import type { z } from 'zod';
import { isList, isObject, type Json } from '../../data/json.ts';
import { type Diagnostic, sortedDiagnostics } from '../diagnostic.ts';
import type { EngineInstalls } from '../engine-installs.ts';
import type { Cluster, Environment, Fleet, Group, Standby } from '../model.ts';
import type { InputDocument } from '../parse/input-document.ts';
import type { Path } from '../parse/path.ts';
import type { ComponentInput } from '../schema/component-input.ts';
import { diagnoseIssues, issuesOf } from '../schema/issues.ts';
import { withoutTakenAway } from '../schema/level-fields.ts';
import { type ClusterInput, clusterSchema, type FleetInput, fleetSchema } from '../schema/schema.ts';
import { additionsOf } from './additions.ts';
import { argocdOf, engineInstalls, fluxOf } from './engine-installs.ts';
import { withFingerprint } from './fingerprint.ts';
import { idleGroups } from './groups.ts';
import { fieldsBelow, fieldsOfFleet, type LevelFields } from './level-fields.ts';
import { type Levels, resolveLevels } from './levels.ts';
import { branchWave, clusterOutline, type FleetOutline, fleetOutline } from './outline.ts';
import { judgeValues } from './raw-values.ts';
import { wrongClusterNames, wrongReferences } from './references.ts';
import { valueAt } from './said.ts';
import { type ComponentLevel, type Layer, SettingsResolver } from './settings.ts';

export interface ResolvedFleet {
  readonly fleet?: Fleet;
  /** Sorted, each mistake once. */
  readonly diagnostics: readonly Diagnostic[];
  /** Possible mistakes, sorted: they do not prevent a fleet. */
  readonly warnings: readonly Diagnostic[];
  /** The files with settings of each cluster, uppermost first, by cluster. */
  readonly layers: ReadonlyMap<string, readonly Layer[]>;
  /** What every file sets for components at every level, also for environments without clusters. */
  readonly written: readonly Layer[];
}

/** `fleetDocument` is absent when fleet.yaml cannot be read; the clusters are checked anyway. */
export function resolveFleet(
  fleetDocument: InputDocument | undefined,
  clusterDocuments: readonly InputDocument[],
  components: readonly ComponentInput[],
): ResolvedFleet {
  const resolver = new SettingsResolver(components);
  const outlines = clusterDocuments.map(clusterOutline);
  const clusters = clusterDocuments.map((document) => ({
    document,
    ...judge(document, clusterSchema, clusterWithoutTakenAway),
  }));
  const found = [...clusters.flatMap(({ diagnostics }) => diagnostics), ...wrongClusterNames(outlines)];
  const ofClusters = outlines.map(({ layer }) => layer);
  if (fleetDocument === undefined) {
    const alone = outlines.flatMap(({ layer, size }) => resolver.judgeAlone([layer], size ?? 'medium'));
    const values = judgeValues(
      ofClusters.map((layer) => [layer]),
      components,
    );
    const diagnostics = sortedDiagnostics([...found, ...alone, ...values.diagnostics]);
    return { diagnostics, warnings: sortedDiagnostics(values.warnings), layers: new Map(), written: ofClusters };
  }
  const fleet = judge(fleetDocument, fleetSchema, fleetWithoutTakenAway);
  const outline = fleetOutline(fleetDocument);
  const levels = resolveLevels(outline, outlines, resolver);
  const { layers } = levels;
  const ofEnvironments = [...(outline.environments?.values() ?? [])].map(({ layer }) => layer);
  const ofGroups = outline.groups.map(({ layer }) => layer);
  const written = [outline.layer, ...ofEnvironments, ...ofGroups, ...ofClusters];
  const values = judgeValues(chainsOf(written, layers), components);
  const diagnostics = sortedDiagnostics([
    ...fleet.diagnostics,
    ...found,
    ...wrongReferences(outline, outlines),
    ...levels.diagnostics,
    ...values.diagnostics,
  ]);
  const warnings = sortedDiagnostics([...values.warnings, ...idleGroups(outline, outlines)]);
  const read = { diagnostics, warnings, layers, written };
  if (diagnostics.length > 0 || fleet.input === undefined) return read;
  return { ...read, fleet: assemble(fleet.input, clusters, outline, levels) };
}

/** The files of every cluster, and for each file without a cluster the files above it. */
function chainsOf(
  [fleet, ...below]: readonly Layer[],
  ofClusters: ReadonlyMap<string, readonly Layer[]>,
): readonly (readonly Layer[])[] {
  if (fleet === undefined) return [];
  const chains = [...ofClusters.values()];
  const reached = new Set(chains.flat());
  const unreached = below.filter((layer) => !reached.has(layer)).map((layer) => [fleet, layer]);
  return chains.length === 0 ? [[fleet], ...unreached] : [...chains, ...unreached];
}

interface Judgement<T> {
  readonly input?: T;
  readonly diagnostics: readonly Diagnostic[];
}

/** `readable` is the value as the schema knows it. */
function judge<S extends z.ZodType>(
  document: InputDocument,
  schema: S,
  readable: (value: Json) => Json,
): Judgement<z.output<S>> {
  const parsed = schema.safeParse(readable(document.value), { reportInput: true });
  if (parsed.success) return { input: parsed.data, diagnostics: [] };
  return { diagnostics: diagnoseIssues(document, issuesOf(schema, parsed.error)) };
}

function clusterWithoutTakenAway(value: Json): Json {
  return isObject(value) && value.spec !== undefined ? { ...value, spec: withoutTakenAway(value.spec) } : value;
}

/** Above the fleet there is no level to take away from. */
function fleetWithoutTakenAway(value: Json): Json {
  if (!isObject(value) || !isObject(value.spec)) return value;
  const { environments, groups, ...own } = value.spec;
  return {
    ...value,
    spec: {
      ...own,
      ...(environments === undefined ? {} : { environments: eachWithoutTakenAway(environments) }),
      ...(groups === undefined ? {} : { groups: eachWithoutTakenAway(groups) }),
    },
  };
}

/** Of a map or a list of levels. */
function eachWithoutTakenAway(levels: Json): Json {
  if (isList(levels)) return levels.map(withoutTakenAway);
  if (!isObject(levels)) return levels;
  return Object.fromEntries(Object.entries(levels).map(([name, said]) => [name, withoutTakenAway(said)]));
}

type ClusterFile = Judgement<ClusterInput> & { readonly document: InputDocument };

function assemble(
  { metadata, spec }: FleetInput,
  clusters: readonly ClusterFile[],
  outline: FleetOutline,
  levels: Levels,
): Fleet {
  const waves = spec.waves ?? [branchWave(spec.repository.branch)];
  const fields = fieldsOfFleet(spec);
  const written = (path: Path): Json | undefined => valueAt(outline.document.value, path);
  const environments = Object.entries(spec.environments)
    .map(
      ([name, environment]): Environment =>
        withFingerprint({
          name,
          wave: environment.wave ?? waves[0]?.name ?? '',
          secrets: environment.secrets ?? spec.secrets,
          ...fieldsBelow(fields, environment, written(['spec', 'environments', name])),
          flux: fluxOf(spec.flux, environment.flux),
          ...known(levels.environments.get(name)),
        }),
    )
    .sort(byName);
  const engines = engineInstalls(spec);
  const groups = outline.groups.map(
    ({ index, name, layer }): SaidGroup => ({
      name: known(name),
      said: known(spec.groups[index]),
      written: written(layer.path),
      additions: additionsOf(layer).additions,
    }),
  );
  const above: Above = {
    fleet: spec,
    engines,
    environments: new Map(environments.map((environment) => [environment.name, environment])),
    groups,
    levels,
    sources: new Map(
      clusters.map(({ document, input }) => [known(input).metadata.name, known(levels.clusters.get(document.file))]),
    ),
  };
  return {
    name: metadata.name,
    repository: spec.repository,
    engines,
    domain: spec.domain,
    waves,
    base: withFingerprint({ secrets: spec.secrets, ...fields, ...levels.base }),
    environments,
    groups: groups.map(({ name, additions }) => ({ name, additions })),
    clusters: clusters.map((file) => cluster(file, above)).sort(byName),
    customComponents: spec.customComponents,
    // Read later, from the repository.
    ownManifests: new Map(),
  };
}

/** What one level says, and the map that holds it in its file. */
interface SaidLevel {
  readonly said: ClusterInput['spec'] | FleetInput['spec']['groups'][number];
  readonly written: Json | undefined;
}

interface SaidGroup extends SaidLevel, Group {}

/** What a cluster is assembled with. */
interface Above {
  readonly fleet: FleetInput['spec'];
  readonly engines: EngineInstalls;
  readonly environments: ReadonlyMap<string, Environment>;
  readonly groups: readonly SaidGroup[];
  readonly levels: Levels;
  /** Of all clusters, by name: a standby follows another one. */
  readonly sources: ReadonlyMap<string, ComponentLevel>;
}

function cluster(
  { document, input }: ClusterFile,
  { fleet, engines, environments, levels, sources, ...above }: Above,
): Cluster {
  const { metadata, spec } = known(input);
  const environment = known(environments.get(spec.environment));
  const groups = known(levels.groups.get(document.file)).map(({ index }) => known(above.groups[index]));
  const said: readonly SaidLevel[] = [...groups, { said: spec, written: valueAt(document.value, ['spec']) }];
  return withFingerprint({
    ...known(levels.clusters.get(document.file)),
    standby: spec.standby && standbyOf(spec.standby, sources),
    secrets: said.findLast((level) => level.said.secrets !== undefined)?.said.secrets ?? environment.secrets,
    ...said.reduce<LevelFields>((fields, level) => fieldsBelow(fields, level.said, level.written), environment),
    name: metadata.name,
    labels: metadata.labels,
    environment: environment.name,
    groups: groups.map(({ name }) => name),
    wave: spec.wave ?? environment.wave,
    hasOwnWave: spec.wave !== undefined,
    engine: spec.engine,
    flux: fluxOf(environment.flux, ...said.map((level) => level.said.flux)),
    argocd: argocdOf(
      known(input),
      [fleet.environments[spec.environment]?.argocd, ...groups.map((group) => group.said.argocd)],
      { fleet, engines },
    ),
    provider: spec.provider,
    domain: spec.domain ?? `${metadata.name}.${fleet.domain}`,
    kubernetes: spec.kubernetes,
  });
}

function standbyOf(
  { of, promotedAt }: NonNullable<ClusterInput['spec']['standby']>,
  sources: ReadonlyMap<string, ComponentLevel>,
): Standby {
  return { source: { name: of, settings: known(sources.get(of)).settings }, promotedAt };
}

/** The value, which exists because the input has no mistakes. */
function known<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('input without mistakes has no fleet');
  return value;
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : 1;
}
