/** The settings of every level of a fleet: the base, each environment merged over it, each cluster merged over its environment. */
import type { Diagnostic } from '../diagnostic.ts';
import type { ClusterOutline, FleetOutline } from './outline.ts';
import { type ComponentLevel, incompleteExternals, type Layer, type SettingsResolver } from './settings.ts';

export interface Levels {
  readonly base: ComponentLevel;
  readonly environments: ReadonlyMap<string, ComponentLevel>;
  /** By file. */
  readonly clusters: ReadonlyMap<string, ComponentLevel>;
  /** The layers of each cluster, the uppermost first, by its name. */
  readonly layers: ReadonlyMap<string, readonly Layer[]>;
  readonly diagnostics: readonly Diagnostic[];
}

/** Every level is checked, also an environment without clusters and a cluster whose environment is unknown. */
export function resolveLevels(
  fleet: FleetOutline,
  clusters: readonly ClusterOutline[],
  resolver: SettingsResolver,
): Levels {
  const base = resolver.resolve([fleet.layer], fleet.size);
  const environments = new Map(
    [...(fleet.environments ?? [])].map(([name, { layer, size }]) => {
      const layers = [fleet.layer, layer];
      const { level, diagnostics } = resolver.resolve(layers, size ?? fleet.size, base.level);
      return [name, { layers, level, diagnostics: [...diagnostics, ...resolver.clusterOnlyIn(layer)] }];
    }),
  );
  const diagnostics = [
    ...base.diagnostics,
    ...resolver.clusterOnlyIn(fleet.layer),
    ...[...environments.values()].flatMap((environment) => environment.diagnostics),
  ];
  const levels = new Map<string, ComponentLevel>();
  const layersByName = new Map<string, readonly Layer[]>();
  // Clusters with the same overrides share one level: later steps then do their work once for all of them.
  const shared = new Map<string, ComponentLevel>();
  for (const { document, name, environment, size, layer } of clusters) {
    const above = environments.get(environment ?? '');
    if (above === undefined) {
      diagnostics.push(...resolver.judgeAlone(layer, size ?? fleet.size));
      continue;
    }
    const layers = [...above.layers, layer];
    if (name !== undefined) layersByName.set(name, layers);
    const key = JSON.stringify([environment, size, layer.components]);
    const known = shared.get(key);
    if (known !== undefined) {
      levels.set(document.file, known);
      continue;
    }
    const resolved = resolver.resolve(layers, size ?? above.level.size, above.level);
    const wrong = [...resolved.diagnostics, ...incompleteExternals(resolved.level, layers)];
    diagnostics.push(...wrong);
    levels.set(document.file, resolved.level);
    // A mistake is reported in every file that makes it.
    if (wrong.length === 0) shared.set(key, resolved.level);
  }
  return {
    base: base.level,
    environments: new Map([...environments].map(([name, { level }]) => [name, level])),
    clusters: levels,
    layers: layersByName,
    diagnostics,
  };
}
