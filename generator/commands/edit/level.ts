/** Where in the input a command writes: for the whole fleet, an environment, a group or a cluster. */
import type { Cluster, Fleet } from '../../fleet/model.ts';
import { GROUPS } from '../../fleet/parse/field-text.ts';
import type { Path } from '../../fleet/parse/path.ts';
import { dotted } from '../../fleet/parse/positioned-document.ts';
import type { Layer } from '../../fleet/resolve/layer.ts';
import { pathOf } from '../../tree/layout.ts';
import { unknownName } from '../unknown-name.ts';

export interface LevelFlags {
  readonly environment?: string;
  readonly group?: string;
  readonly cluster?: string;
}

export interface EditLevel {
  readonly file: string;
  /** Of the map that holds `components`. */
  readonly path: Path;
  /** Its clusters. */
  readonly clusters: readonly Cluster[];
  /** As a part of a sentence. */
  readonly name: string;
}

/** Whether an input file says something at the level itself there. */
export function isLayerOf({ document, path }: Layer, level: Pick<EditLevel, 'file' | 'path'>): boolean {
  return document.file === level.file && dotted(path) === dotted(level.path);
}

/** The level, or why there is none. */
export function editLevel(flags: LevelFlags, fleet: Fleet): EditLevel | string {
  const { environment, group, cluster } = flags;
  const [first, second] = (['environment', 'group', 'cluster'] as const).filter((flag) => flags[flag] !== undefined);
  if (second !== undefined) return `--${first} and --${second} name two places: use one of them`;
  const { clusters, environments } = fleet;
  if (cluster !== undefined) {
    const own = clusters.filter(({ name }) => name === cluster);
    if (own.length === 0)
      return unknownName(
        'cluster',
        cluster,
        clusters.map(({ name }) => name),
      );
    return { file: pathOf('clusterInput', { cluster }), path: ['spec'], clusters: own, name: `cluster ${cluster}` };
  }
  const file = pathOf('fleetInput');
  if (group !== undefined) return groupLevel(group, file, fleet);
  if (environment === undefined) return { file, path: ['spec'], clusters, name: 'the whole fleet' };
  const names = environments.map(({ name }) => name);
  if (!names.includes(environment)) return unknownName('environment', environment, names);
  return {
    file,
    path: ['spec', 'environments', environment],
    clusters: clusters.filter((one) => one.environment === environment),
    name: `environment ${environment}`,
  };
}

function groupLevel(group: string, file: string, { clusters, groups }: Fleet): EditLevel | string {
  const names = groups.map(({ name }) => name);
  const index = names.indexOf(group);
  if (index < 0) return unknownName('group', group, names);
  return {
    file,
    path: [...GROUPS, index],
    clusters: clusters.filter((one) => one.groups.includes(group)),
    name: `group ${group}`,
  };
}
