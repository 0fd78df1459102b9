/** Turns input documents into the resolved fleet. All mistakes of all files are reported together; there is a fleet only without mistakes. */

import type { z } from 'zod';
import { isObject, type Json } from '../../data/json.ts';
import { type Diagnostic, sortedDiagnostics } from '../diagnostic.ts';
import type { Cluster, Environment, Fleet, Standby } from '../model.ts';
import type { InputDocument } from '../parse/input-document.ts';
import type { ComponentInput } from '../schema/component-input.ts';
import { diagnoseIssues, issuesOf } from '../schema/issues.ts';
import { withoutTakenAway } from '../schema/level-fields.ts';
import { type ClusterInput, clusterSchema, type FleetInput, fleetSchema } from '../schema/schema.ts';
import { withFingerprint } from './fingerprint.ts';
import { fieldsBelow, fieldsOfFleet } from './level-fields.ts';
import { type Levels, resolveLevels } from './levels.ts';
import { branchWave, clusterOutline, fleetOutline } from './outline.ts';
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
    const alone = outlines.flatMap(({ layer, size }) => resolver.judgeAlone(layer, size ?? 'medium'));
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
  const written = [outline.layer, ...ofEnvironments, ...ofClusters];
  const values = judgeValues(chainsOf(written, layers), components);
  const diagnostics = sortedDiagnostics([
    ...fleet.diagnostics,
    ...found,
    ...wrongReferences(outline, outlines),
    ...levels.diagnostics,
    ...values.diagnostics,
  ]);
  const read = { diagnostics, warnings: sortedDiagnostics(values.warnings), layers, written };
  if (diagnostics.length > 0 || fleet.input === undefined) return read;
  return { ...read, fleet: assemble(fleetDocument, fleet.input, clusters, levels) };
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
  if (!isObject(value) || !isObject(value.spec) || !isObject(value.spec.environments)) return value;
  const environments = Object.entries(value.spec.environments).map(([name, said]) => [name, withoutTakenAway(said)]);
  return { ...value, spec: { ...value.spec, environments: Object.fromEntries(environments) } };
}

type ClusterFile = Judgement<ClusterInput> & { readonly document: InputDocument };

function assemble(
  document: InputDocument,
  { metadata, spec }: FleetInput,
  clusters: readonly ClusterFile[],
  levels: Levels,
): Fleet {
  const waves = spec.waves ?? [branchWave(spec.repository.branch)];
  const fields = fieldsOfFleet(spec);
  const environments = Object.entries(spec.environments)
    .map(
      ([name, environment]): Environment =>
        withFingerprint({
          name,
          wave: environment.wave ?? waves[0]?.name ?? '',
          secrets: environment.secrets ?? spec.secrets,
          ...fieldsBelow(fields, environment, valueAt(document.value, ['spec', 'environments', name])),
          ...known(levels.environments.get(name)),
        }),
    )
    .sort(byName);
  const environmentsByName = new Map(environments.map((environment) => [environment.name, environment]));
  const sources = new Map(
    clusters.map(({ document, input }) => [known(input).metadata.name, known(levels.clusters.get(document.file))]),
  );
  return {
    name: metadata.name,
    repository: spec.repository,
    domain: spec.domain,
    waves,
    base: withFingerprint({ secrets: spec.secrets, ...fields, ...levels.base }),
    environments,
    clusters: clusters.map((file) => cluster(file, spec.domain, environmentsByName, levels, sources)).sort(byName),
    // Read later, from the repository.
    ownManifests: new Map(),
  };
}

function cluster(
  { document, input }: ClusterFile,
  domain: string,
  environments: ReadonlyMap<string, Environment>,
  levels: Levels,
  sources: ReadonlyMap<string, ComponentLevel>,
): Cluster {
  const { metadata, spec } = known(input);
  const environment = known(environments.get(spec.environment));
  const level = known(levels.clusters.get(document.file));
  return withFingerprint({
    ...level,
    standby: spec.standby && standbyOf(spec.standby, sources),
    secrets: spec.secrets ?? environment.secrets,
    ...fieldsBelow(environment, spec, valueAt(document.value, ['spec'])),
    name: metadata.name,
    labels: metadata.labels,
    environment: environment.name,
    wave: spec.wave ?? environment.wave,
    hasOwnWave: spec.wave !== undefined,
    engine: spec.engine,
    provider: spec.provider,
    domain: spec.domain ?? `${metadata.name}.${domain}`,
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
