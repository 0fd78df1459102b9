/**
 * The names, sizes and components of the input, read without checking the rest, so that a mistake in one place of a file
 * does not hide mistakes in others. Unreadable parts are left out here; the schemas report them.
 */
import { isList, isObject, type Json, type JsonList, type JsonObject } from '../../data/json.ts';
import { SIZES, type Size, type Wave } from '../model.ts';
import { GROUPS } from '../parse/field-text.ts';
import type { InputDocument } from '../parse/input-document.ts';
import type { Path } from '../parse/path.ts';
import { type Match, match } from '../schema/match.ts';
import { MOST_ENVIRONMENTS, MOST_GROUPS } from '../schema/schema.ts';
import { SECTIONS, SECTIONS_COMPONENT } from '../schema/sections.ts';
import type { Layer } from './layer.ts';
import { valueAt } from './said.ts';

export interface FleetOutline {
  readonly document: InputDocument;
  readonly size: Size;
  readonly layer: Layer;
  /** Absent when the map cannot be read, or has too many environments: then no name can be reported as missing. */
  readonly environments: ReadonlyMap<string, EnvironmentOutline> | undefined;
  /** In the file's order; none when the list cannot be read, or has too many. */
  readonly groups: readonly GroupOutline[];
  /** In the file's order, with duplicates. */
  readonly waves: readonly string[] | undefined;
  /** Of Argo CD; absent when the list cannot be read. */
  readonly instances: readonly string[] | undefined;
}

export interface EnvironmentOutline {
  readonly name: string;
  readonly wave: string | undefined;
  readonly instance: string | undefined;
  readonly size: Size | undefined;
  readonly layer: Layer;
}

export interface GroupOutline {
  /** In the list of the file. */
  readonly index: number;
  readonly name: string | undefined;
  /** Undefined when it cannot be read: then the group matches no cluster. */
  readonly match: Match | undefined;
  readonly instance: string | undefined;
  readonly size: Size | undefined;
  readonly layer: Layer;
}

/** What a group can match of a cluster. */
export interface ClusterTraits {
  readonly labels: JsonObject;
  readonly environment: string | undefined;
  readonly provider: string | undefined;
  readonly region: string | undefined;
  readonly engine: string | undefined;
}

export interface ClusterOutline extends ClusterTraits {
  readonly document: InputDocument;
  readonly name: string | undefined;
  readonly wave: string | undefined;
  readonly instance: string | undefined;
  readonly size: Size | undefined;
  /** The cluster that it is a standby of. */
  readonly standbyOf: string | undefined;
  readonly isPromoted: boolean;
  readonly layer: Layer;
}

export function fleetOutline(document: InputDocument): FleetOutline {
  const environments = at(document, ['spec', 'environments']);
  const names = isObject(environments) ? Object.keys(environments) : [];
  return {
    document,
    size: sizeAt(document, ['spec', 'size']) ?? 'medium',
    layer: layerAt(document, ['spec']),
    environments:
      isObject(environments) && names.length <= MOST_ENVIRONMENTS
        ? new Map(names.map((name) => [name, environmentOutline(document, name)]))
        : undefined,
    groups: groupsIn(document),
    waves: wavesOf(document),
    instances: namesAt(document, ['spec', 'argocd', 'instances']),
  };
}

function environmentOutline(document: InputDocument, name: string): EnvironmentOutline {
  const path = ['spec', 'environments', name];
  return {
    name,
    wave: textAt(document, [...path, 'wave']),
    instance: textAt(document, [...path, 'argocd', 'instance']),
    size: sizeAt(document, [...path, 'size']),
    layer: layerAt(document, path),
  };
}

function groupsIn(document: InputDocument): readonly GroupOutline[] {
  const groups = at(document, GROUPS);
  if (groups === undefined || !isList(groups) || groups.length > MOST_GROUPS) return [];
  return groups.map((_, index): GroupOutline => {
    const path = [...GROUPS, index];
    return {
      index,
      name: textAt(document, [...path, 'name']),
      match: match.safeParse(at(document, [...path, 'match'])).data,
      instance: textAt(document, [...path, 'argocd', 'instance']),
      size: sizeAt(document, [...path, 'size']),
      layer: layerAt(document, path),
    };
  });
}

export function clusterOutline(document: InputDocument): ClusterOutline {
  const labels = at(document, ['metadata', 'labels']);
  return {
    document,
    name: textAt(document, ['metadata', 'name']),
    labels: isObject(labels) ? labels : {},
    environment: textAt(document, ['spec', 'environment']),
    provider: textAt(document, ['spec', 'provider', 'name']),
    region: textAt(document, ['spec', 'provider', 'region']),
    engine: textAt(document, ['spec', 'engine']),
    wave: textAt(document, ['spec', 'wave']),
    instance: textAt(document, ['spec', 'argocd', 'instance']),
    size: sizeAt(document, ['spec', 'size']),
    standbyOf: textAt(document, ['spec', 'standby', 'of']),
    isPromoted: at(document, ['spec', 'standby', 'promotedAt']) !== undefined,
    layer: layerAt(document, ['spec']),
  };
}

/** The only wave of a fleet without waves: it follows the branch and has its name. */
export function branchWave(branch: string): Wave {
  const name = branch
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replaceAll(/^-+|-+$/g, '');
  return { name: name === '' ? 'all' : name, ref: `refs/heads/${branch}` };
}

function wavesOf(document: InputDocument): readonly string[] | undefined {
  const waves = at(document, ['spec', 'waves']);
  if (waves === undefined) return [branchWave(textAt(document, ['spec', 'repository', 'branch']) ?? 'main').name];
  if (!isList(waves)) return undefined;
  return namesIn(waves);
}

/** None where there is no list; absent when it cannot be read. */
function namesAt(document: InputDocument, path: Path): readonly string[] | undefined {
  const list = at(document, path) ?? [];
  return isList(list) ? namesIn(list) : undefined;
}

function namesIn(list: JsonList): readonly string[] | undefined {
  const names = list.flatMap((item) => (isObject(item) && typeof item.name === 'string' ? [item.name] : []));
  return names.length === list.length ? names : undefined;
}

function layerAt(document: InputDocument, path: Path): Layer {
  const components = at(document, [...path, 'components']);
  const maps = Object.entries(isObject(components) ? components : {}).filter((entry): entry is [string, JsonObject] =>
    isObject(entry[1]),
  );
  const sections = sectionsAt(document, path);
  return {
    document,
    path,
    named: maps.map(([name]) => name),
    components: {
      ...Object.fromEntries(maps.filter(([name]) => name !== SECTIONS_COMPONENT)),
      ...(Object.keys(sections).length > 0 ? { [SECTIONS_COMPONENT]: sections } : {}),
    },
  };
}

function sectionsAt(document: InputDocument, path: Path): JsonObject {
  return Object.fromEntries(
    SECTIONS.flatMap((section) => {
      const value = at(document, [...path, section]);
      return value === undefined ? [] : [[section, value]];
    }),
  );
}

function textAt(document: InputDocument, path: Path): string | undefined {
  const value = at(document, path);
  return typeof value === 'string' ? value : undefined;
}

function sizeAt(document: InputDocument, path: Path): Size | undefined {
  const value = at(document, path);
  return SIZES.find((size) => size === value);
}

function at({ value }: InputDocument, path: Path): Json | undefined {
  return valueAt(value, path);
}
