/**
 * Input documents to the resolved fleet. Every mistake of every file is found in one go; a fleet comes out only when there is none.
 */
import type { z } from 'zod';
import type { ComponentInput } from './component-input.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { InputDocument } from './document.ts';
import { diagnoseIssues, didYouMean, issuesOf } from './issues.ts';
import type { Cluster, Environment, Fleet, Level, Wave } from './model.ts';
import { type ClusterInput, clusterSchema, type FleetInput, fleetSchema } from './schema.ts';
import { type Layer, SettingsResolver, type SettingsResult } from './settings.ts';

export interface ResolvedFleet {
  readonly fleet?: Fleet;
  readonly diagnostics: readonly Diagnostic[];
  /** The files that speak of each level's components, uppermost first, by cluster. */
  readonly layers: ReadonlyMap<string, readonly Layer[]>;
}

interface Parsed<T> {
  readonly document: InputDocument;
  readonly input: T;
}

export function resolveFleet(
  fleetDocument: InputDocument,
  clusterDocuments: readonly InputDocument[],
  components: readonly ComponentInput[],
): ResolvedFleet {
  const diagnostics: Diagnostic[] = [];
  const fleet = parse(fleetDocument, fleetSchema, diagnostics);
  const clusters = clusterDocuments.flatMap((document) => {
    const input = parse(document, clusterSchema, diagnostics);
    return input === undefined ? [] : [{ document, input }];
  });
  diagnostics.push(...clusterNames(clusters));
  if (fleet === undefined) return { diagnostics, layers: new Map() };
  return new Resolution({ document: fleetDocument, input: fleet }, clusters, components, diagnostics).result();
}

function parse<S extends z.ZodType>(
  document: InputDocument,
  schema: S,
  diagnostics: Diagnostic[],
): z.output<S> | undefined {
  const parsed = schema.safeParse(document.value, { reportInput: true });
  if (parsed.success) return parsed.data;
  diagnostics.push(...diagnoseIssues(document, issuesOf(schema, parsed.error)));
  return undefined;
}

/** Two folders, one name: Argo CD and the host names could not tell them apart. */
function clusterNames(clusters: readonly Parsed<ClusterInput>[]): readonly Diagnostic[] {
  const first = new Map<string, string>();
  return clusters.flatMap(({ document, input }) => {
    const { name } = input.metadata;
    const folder = document.file.split('/').at(-2) ?? '';
    const other = first.get(name);
    first.set(name, other ?? document.file);
    const at = ['metadata', 'name'];
    if (other !== undefined)
      return [document.diagnose('value', at, 'duplicate-cluster', `${other} describes a cluster ${name} already`)];
    if (name === folder) return [];
    return [
      document.diagnose(
        'value',
        at,
        'name-mismatch',
        `the cluster is ${name}, its folder ${folder}`,
        'give both the same name',
      ),
    ];
  });
}

class Resolution {
  readonly #fleet: Parsed<FleetInput>;
  readonly #clusters: readonly Parsed<ClusterInput>[];
  readonly #resolver: SettingsResolver;
  readonly #diagnostics: Diagnostic[];
  readonly #layers = new Map<string, readonly Layer[]>();

  constructor(
    fleet: Parsed<FleetInput>,
    clusters: readonly Parsed<ClusterInput>[],
    components: readonly ComponentInput[],
    diagnostics: readonly Diagnostic[],
  ) {
    this.#fleet = fleet;
    this.#clusters = clusters;
    this.#resolver = new SettingsResolver(components);
    this.#diagnostics = [...diagnostics];
  }

  result(): ResolvedFleet {
    const { document, input } = this.#fleet;
    const { spec } = input;
    const waves = spec.waves ?? [
      { name: spec.repository.branch.replaceAll(/[^a-z0-9-]/g, '-'), ref: `refs/heads/${spec.repository.branch}` },
    ];
    this.#duplicateWaves(waves);
    const baseLayer: Layer = { document, path: ['spec', 'components'], components: spec.components };
    const base: Level = { size: spec.size, secrets: spec.secrets, ...this.#components([baseLayer], spec.size) };
    const environments = Object.keys(spec.environments)
      .sort()
      .map((name) => this.#environment(name, base, baseLayer, waves));
    const clusters = this.#clusters
      .flatMap((cluster) => this.#cluster(cluster, baseLayer, environments, waves))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const { name } = input.metadata;
    const fleet: Fleet = {
      name,
      repository: spec.repository,
      domain: spec.domain,
      waves,
      base,
      environments,
      clusters,
    };
    const diagnostics = this.#diagnostics;
    return diagnostics.length > 0
      ? { diagnostics, layers: this.#layers }
      : { fleet, diagnostics, layers: this.#layers };
  }

  #components(layers: readonly Layer[], size: Level['size']): SettingsResult['level'] {
    const { level, diagnostics } = this.#resolver.resolve(layers, size);
    this.#diagnostics.push(...diagnostics);
    return level;
  }

  #duplicateWaves(waves: readonly Wave[]): void {
    for (const [index, { name }] of waves.entries())
      if (waves.findIndex((wave) => wave.name === name) < index)
        this.#diagnostics.push(
          this.#fleet.document.diagnose(
            'value',
            ['spec', 'waves', index, 'name'],
            'duplicate-name',
            `there is a wave ${name} already`,
          ),
        );
  }

  #environment(name: string, base: Level, baseLayer: Layer, waves: readonly Wave[]): Environment {
    const { document, input } = this.#fleet;
    const environment = input.spec.environments[name];
    const path = ['spec', 'environments', name];
    const size = environment?.size ?? base.size;
    const layer: Layer = { document, path: [...path, 'components'], components: environment?.components ?? {} };
    if (environment?.wave !== undefined) this.#unknownWave(document, [...path, 'wave'], environment.wave, waves);
    return {
      name,
      wave: environment?.wave ?? waves[0]?.name ?? '',
      size,
      secrets: environment?.secrets ?? base.secrets,
      ...this.#components([baseLayer, layer], size),
    };
  }

  #unknownWave(document: InputDocument, path: readonly string[], name: string, waves: readonly Wave[]): void {
    const names = waves.map((wave) => wave.name);
    if (names.includes(name)) return;
    const hint = didYouMean(name, names) ?? `waves are ${names.join(', ')}`;
    this.#diagnostics.push(document.diagnose('value', path, 'unknown-wave', `the fleet has no wave ${name}`, hint));
  }

  #cluster(
    cluster: Parsed<ClusterInput>,
    baseLayer: Layer,
    environments: readonly Environment[],
    waves: readonly Wave[],
  ): readonly Cluster[] {
    const { document, input } = cluster;
    const { metadata, spec } = input;
    if (spec.wave !== undefined) this.#unknownWave(document, ['spec', 'wave'], spec.wave, waves);
    const environment = environments.find(({ name }) => name === spec.environment);
    if (environment === undefined) {
      const names = environments.map(({ name }) => name);
      const hint = didYouMean(spec.environment, names) ?? `environments are ${names.join(', ')}`;
      const message = `the fleet has no environment ${spec.environment}`;
      this.#diagnostics.push(document.diagnose('value', ['spec', 'environment'], 'unknown-environment', message, hint));
      return [];
    }
    const level = this.#clusterLevel(cluster, environment, baseLayer);
    return [
      {
        ...level,
        name: metadata.name,
        labels: metadata.labels,
        environment: environment.name,
        wave: spec.wave ?? environment.wave,
        engine: spec.engine,
        profile: spec.profile,
        provider: spec.provider,
        domain: spec.domain ?? `${metadata.name}.${this.#fleet.input.spec.domain}`,
        kubernetes: spec.kubernetes,
      },
    ];
  }

  /** A cluster that overrides nothing shares its environment's settings by reference, which is how later steps know. */
  #clusterLevel({ document, input }: Parsed<ClusterInput>, environment: Environment, baseLayer: Layer): Level {
    const { spec, metadata } = input;
    const path = ['spec', 'environments', environment.name, 'components'];
    const above: Layer = {
      document: this.#fleet.document,
      path,
      components: this.#fleet.input.spec.environments[environment.name]?.components ?? {},
    };
    const own: Layer = { document, path: ['spec', 'components'], components: spec.components };
    const layers = [baseLayer, above, own];
    this.#layers.set(metadata.name, layers);
    const size = spec.size ?? environment.size;
    const secrets = spec.secrets ?? environment.secrets;
    if (size === environment.size && Object.keys(spec.components).length === 0)
      return { size, secrets, settings: environment.settings, values: environment.values, additions: new Map() };
    return { size, secrets, ...this.#components(layers, size) };
  }
}
