/** The settings of every level of a fleet: the base, each environment merged over it, each cluster and its groups merged over its environment. */
import type { Diagnostic } from '../diagnostic.ts';
import type { Size } from '../model.ts';
import { groupsOf } from './groups.ts';
import type { ClusterOutline, FleetOutline, GroupOutline } from './outline.ts';
import {
  type ComponentLevel,
  incompleteExternals,
  type Layer,
  type SettingsResolver,
  type UpperLevel,
} from './settings.ts';

export interface Levels {
  readonly base: ComponentLevel;
  readonly environments: ReadonlyMap<string, ComponentLevel>;
  /** By file. */
  readonly clusters: ReadonlyMap<string, ComponentLevel>;
  /** The groups of each cluster in the order in which they are merged, by file. */
  readonly groups: ReadonlyMap<string, readonly GroupOutline[]>;
  /** The layers of each cluster, the uppermost first, by its name. */
  readonly layers: ReadonlyMap<string, readonly Layer[]>;
  readonly diagnostics: readonly Diagnostic[];
}

/** Every level is checked, also an environment or a group without clusters, and a cluster whose environment is unknown. */
export function resolveLevels(
  fleet: FleetOutline,
  clusters: readonly ClusterOutline[],
  resolver: SettingsResolver,
): Levels {
  const base = resolver.resolve(undefined, [fleet.layer], fleet.size);
  const top: UpperLevel = { layers: [fleet.layer], level: base.level };
  const environments = new Map(
    [...(fleet.environments ?? [])].map(([name, { layer, size }]) => {
      const { level, diagnostics } = resolver.resolve(top, [layer], size ?? fleet.size);
      const own = [...diagnostics, ...resolver.clusterOnlyIn(layer)];
      return [name, { layers: [fleet.layer, layer], level, diagnostics: own }];
    }),
  );
  const judgeGroups = groupJudge(resolver);
  const diagnostics = [
    ...base.diagnostics,
    ...resolver.clusterOnlyIn(fleet.layer),
    ...[...environments.values()].flatMap((environment) => environment.diagnostics),
    ...fleet.groups.flatMap((group) => [
      ...resolver.clusterOnlyIn(group.layer),
      // Where it is merged over the settings of an environment, it is judged again.
      ...judgeGroups('', top, [group]),
    ]),
  ];
  const levels = new Map<string, ComponentLevel>();
  const groupsByFile = new Map<string, readonly GroupOutline[]>();
  const layersByName = new Map<string, readonly Layer[]>();
  // Clusters with the same overrides share one level: later steps then do their work once for all of them.
  const shared = new Map<string, ComponentLevel>();
  for (const cluster of clusters) {
    const { document, name, environment, size, layer } = cluster;
    const above = environments.get(environment ?? '');
    if (above === undefined) {
      diagnostics.push(...resolver.judgeAlone([layer], size ?? fleet.size));
      continue;
    }
    const groups = groupsOf(fleet, cluster);
    const own = [...groups.map((group) => group.layer), layer];
    const layers = [...above.layers, ...own];
    groupsByFile.set(document.file, groups);
    if (name !== undefined) layersByName.set(name, layers);
    const key = JSON.stringify([environment, groups.map(({ index }) => index), size, layer.components]);
    const known = shared.get(key);
    if (known !== undefined) {
      levels.set(document.file, known);
      continue;
    }
    const resolved = resolver.resolve(above, own, size ?? sizeOf(groups) ?? above.level.size);
    const wrong = [...resolved.diagnostics, ...incompleteExternals(resolved.level, layers)];
    diagnostics.push(...wrong, ...judgeGroups(environment ?? '', above, groups));
    levels.set(document.file, resolved.level);
    // A mistake is reported in every file that makes it.
    if (wrong.length === 0) shared.set(key, resolved.level);
  }
  return {
    base: base.level,
    environments: new Map([...environments].map(([name, { level }]) => [name, level])),
    clusters: levels,
    groups: groupsByFile,
    layers: layersByName,
    diagnostics,
  };
}

/** The lowest group that says one. */
function sizeOf(groups: readonly GroupOutline[]): Size | undefined {
  return groups.findLast(({ size }) => size !== undefined)?.size;
}

/**
 * A wrong value of a group is found even if a lower group or the cluster overrides it. What a group leaves out may be said by them, so that
 * only what it says is judged. Clusters share groups: each is judged once below the same groups and environment.
 */
function groupJudge(
  resolver: SettingsResolver,
): (environment: string, above: UpperLevel, groups: readonly GroupOutline[]) => readonly Diagnostic[] {
  const judged = new Set<string>();
  return (environment, above, groups) =>
    groups.flatMap((_, at) => {
      const chain = groups.slice(0, at + 1);
      const key = JSON.stringify([environment, chain.map(({ index }) => index)]);
      if (judged.has(key)) return [];
      judged.add(key);
      const layers = [...above.layers, ...chain.map(({ layer }) => layer)];
      return resolver.judgeAlone(layers, sizeOf(chain) ?? above.level.size);
    });
}
