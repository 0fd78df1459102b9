/**
 * Which lines of the input a setting or Helm value comes from: those whose change changes it. They are found by trying, because a value may
 * depend on any line of both files; the files are short, so there is little to try.
 */

import * as z from 'zod';
import { isEqual, isObject, type Json } from '../data/json.ts';
import { once } from '../data/once.ts';
import { changedAt } from '../fleet/edit/changed-value.ts';
import { type Cluster, type Fleet, SIZES } from '../fleet/model.ts';
import { GROUPS, levelOf } from '../fleet/parse/field-text.ts';
import type { InputDocument } from '../fleet/parse/input-document.ts';
import type { Path } from '../fleet/parse/path.ts';
import { groupsOf } from '../fleet/resolve/groups.ts';
import { clusterOutline, fleetOutline } from '../fleet/resolve/outline.ts';
import { resolveFleet } from '../fleet/resolve/resolve.ts';
import { fieldsBelow, valueAt } from '../fleet/resolve/said.ts';
import { clusterSchema, fleetSchema } from '../fleet/schema/schema.ts';
import { settingOf } from '../fleet/schema/sections.ts';
import { schemaAt } from '../fleet/schema/setting-schema.ts';
import type { Component } from '../stack/component.ts';
import { pathOf } from '../tree/layout.ts';
import { type ComponentOnCluster, componentOn } from './explain.ts';
import { type Variants, variantsOf } from './variants.ts';

/** The two input files of a cluster. */
export interface InputOfCluster {
  readonly fleet: InputDocument;
  readonly cluster: InputDocument;
}

export interface Origin {
  readonly document: InputDocument;
  readonly path: Path;
}

export interface Origins {
  /** In the order of the files, the fleet's first. Empty if it depends on no line. */
  readonly lines: readonly Origin[];
  /** Whether it comes from the default size. */
  readonly defaultSize: boolean;
}

/** Finds where a component's settings and values on a cluster come from. Files are resolved once for all components. */
export function originsIn(
  files: InputOfCluster,
  registry: readonly Component[],
): (component: Component, pick: (answer: ComponentOnCluster) => Json | undefined) => Origins {
  const input = withGroupsOf(withoutOtherEnvironments(files));
  const resolve = (changed: InputOfCluster): ResolvedCluster | undefined => {
    const { fleet } = resolveFleet(changed.fleet, [changed.cluster], registry);
    const [cluster] = fleet?.clusters ?? [];
    return fleet === undefined || cluster === undefined ? undefined : { fleet, cluster };
  };
  const resolved = once(() => resolve(input));
  const fields = once(() => fieldsOf(input, registry).map((field) => ({ ...field, others: othersOf(field, resolve) })));
  const sizes = once(() =>
    SIZES.flatMap((size) => resolve({ ...input, cluster: withField(input.cluster, ['spec', 'size'], size) }) ?? []),
  );
  const answers = new Map<ResolvedCluster, Map<string, ComponentOnCluster>>();
  const answerOn = (other: ResolvedCluster, component: Component): ComponentOnCluster => {
    const known = answers.get(other) ?? new Map<string, ComponentOnCluster>();
    answers.set(other, known);
    const answer = known.get(component.name) ?? componentOn(other.fleet, other.cluster, component, registry);
    known.set(component.name, answer);
    return answer;
  };
  return (component, pick) => {
    const valueOn = (other: ResolvedCluster): Json => pick(answerOn(other, component)) ?? null;
    const now = resolved();
    if (now === undefined) throw new Error('input with mistakes has no origins');
    const value = valueOn(now);
    const isOther = (other: ResolvedCluster): boolean => !isEqual(valueOn(other), value);
    const found = fields().filter(({ others }) => others.some(isOther));
    const lines = found.filter((line) => !found.some((other) => isWithin(other, line)));
    return { lines, defaultSize: lines.length === 0 && sizes().some(isOther) };
  };
}

/** The presence of a map may matter even if none of its fields does. */
function isWithin({ document, path }: Origin, map: Origin): boolean {
  return document === map.document && path.length > map.path.length && map.path.every((step, at) => step === path[at]);
}

interface ResolvedCluster {
  readonly fleet: Fleet;
  readonly cluster: Cluster;
}

/** For a field with fixed choices all other choices; for any other field the first valid alternative, because every alternative is different. */
function othersOf(
  { changed, isChoice }: Field,
  resolve: (changed: InputOfCluster) => ResolvedCluster | undefined,
): readonly ResolvedCluster[] {
  if (isChoice) return changed.flatMap((one) => resolve(one) ?? []);
  for (const one of changed) {
    const resolved = resolve(one);
    if (resolved !== undefined) return [resolved];
  }
  return [];
}

interface Field extends Origin {
  /** The input with other values of it. */
  readonly changed: readonly InputOfCluster[];
  readonly isChoice: boolean;
}

/** Other environments do not affect the cluster, and resolving them repeatedly would take most of the time. */
function withoutOtherEnvironments({ fleet, cluster }: InputOfCluster): InputOfCluster {
  const own = valueAt(cluster.value, ENVIRONMENT) ?? '';
  const all = valueAt(fleet.value, ENVIRONMENTS);
  const others = Object.keys(isObject(all) ? all : {}).filter((name) => name !== String(own));
  const alone = others.reduce((document, name) => withField(document, [...ENVIRONMENTS, name], undefined), fleet);
  return { fleet: alone, cluster };
}

/**
 * The groups that the cluster is in stay those, whatever is tried: a setting comes from the line of the group that says it, and not from
 * all that makes the cluster match. So those that it is in match by its environment, and the others say nothing.
 */
function withGroupsOf({ fleet, cluster }: InputOfCluster): InputOfCluster {
  const environment = valueAt(cluster.value, ENVIRONMENT) ?? '';
  const outline = fleetOutline(fleet);
  const own = groupsOf(outline, clusterOutline(cluster));
  const settled = outline.groups.reduce((document, group) => {
    const path = [...GROUPS, group.index];
    const said = valueAt(document.value, path);
    const whole = own.includes(group) && isObject(said) ? said : {};
    return withField(document, path, { ...whole, name: group.name ?? '', match: { environment } });
  }, fleet);
  return { fleet: settled, cluster };
}

/** The fields of each file that concern the cluster. */
function fieldsOf(input: InputOfCluster, registry: readonly Component[]): readonly Field[] {
  const { fleet, cluster } = input;
  const environment = valueAt(cluster.value, ENVIRONMENT) ?? '';
  const ofFleet = fieldsBelow(fleet.value).filter((path) => !isOfMatch(path));
  const ofCluster = fieldsBelow(cluster.value);
  const inFleet = (path: Path, values: Variants['values']): readonly InputOfCluster[] =>
    values.map((value) => ({ ...input, fleet: withField(fleet, path, value) }));
  const inCluster = (path: Path, values: Variants['values']): readonly InputOfCluster[] =>
    path.join('.') === ENVIRONMENT.join('.')
      ? [withRenamedEnvironment(input, String(environment))]
      : values.map((value) => ({ ...input, cluster: withField(cluster, path, value) }));
  return [
    ...mapsAround(ofFleet).map((path): Field => {
      return { document: fleet, path, changed: inFleet(path, [undefined]), isChoice: false };
    }),
    ...ofFleet.map((path): Field => {
      const { values, isChoice } = variants(fleet, path, fleetSchema, registry);
      return { document: fleet, path, changed: inFleet(path, values), isChoice };
    }),
    ...mapsAround(ofCluster).map((path): Field => {
      return { document: cluster, path, changed: inCluster(path, [undefined]), isChoice: false };
    }),
    ...ofCluster.map((path): Field => {
      const { values, isChoice } = variants(cluster, path, clusterSchema, registry);
      return { document: cluster, path, changed: inCluster(path, values), isChoice };
    }),
  ];
}

/** The name of a group, and what it matches. */
function isOfMatch(path: Path): boolean {
  return (
    GROUPS.every((step, index) => path[index] === step) && ['name', 'match'].includes(String(path[GROUPS.length + 1]))
  );
}

const ENVIRONMENT: Path = ['spec', 'environment'];
const ENVIRONMENTS: Path = ['spec', 'environments'];

/** Every map and list item that holds fields. */
function mapsAround(paths: readonly Path[]): readonly Path[] {
  const around = paths.flatMap((path) => path.slice(0, -1).map((_, index) => path.slice(0, index + 1)));
  return [...new Map(around.map((path) => [path.join('.'), path])).values()];
}

function variants(document: InputDocument, path: Path, schema: unknown, registry: readonly Component[]): Variants {
  const value = valueAt(document.value, path) ?? null;
  const said = path.slice(levelOf(path).length);
  const [name, ...setting] = settingOf(said);
  const component = registry.find((one) => one.name === name);
  const own = setting[0] === 'mode' && component ? z.enum(component.modes) : schemaAt(component?.settings, setting);
  return variantsOf(value, own ?? schemaAt(schema, path));
}

/** Another environment means other settings: values that come from the name itself change with the name only. */
function withRenamedEnvironment({ fleet, cluster }: InputOfCluster, name: string): InputOfCluster {
  const other = `${name}-x`;
  const path: Path = [...ENVIRONMENTS, name];
  const own = valueAt(fleet.value, path);
  const renamed = withField(withField(fleet, path, undefined), [...ENVIRONMENTS, other], own);
  return {
    fleet: fleetOutline(fleet).groups.reduce(
      (document, { index }) => withField(document, [...GROUPS, index, 'match'], { environment: other }),
      renamed,
    ),
    cluster: withField(cluster, ENVIRONMENT, other),
  };
}

/** A document with another value at a path, or without it if undefined. Its positions are those of the original document. */
export function withField(document: InputDocument, path: Path, field: Json | undefined): InputDocument {
  const value = changedAt(document.value, path, field);
  const name = valueAt(value, ['metadata', 'name']);
  return {
    // A cluster's folder has its name.
    file: path.join('.') === 'metadata.name' ? pathOf('clusterInput', { cluster: String(name) }) : document.file,
    value,
    has: (at) => valueAt(value, at) !== undefined,
    depthOf: (at) => document.depthOf(at),
    diagnose: (...place) => document.diagnose(...place),
    position: (at) => document.position(at),
  };
}
