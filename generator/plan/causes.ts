/**
 * The fields of the input that differ, and which of them each change comes from: those that take it back when they are taken back
 * themselves. Found on one cluster of each change, by resolving the input once for each field that differs.
 */
import { componentsOf } from '../custom/components-of.ts';
import type { JsonObject } from '../data/json.ts';
import type { Cluster, Fleet } from '../fleet/model.ts';
import { resolveFleet } from '../fleet/resolve/resolve.ts';
import { clusterAnswer, ownAnswer } from '../layers/answer.ts';
import type { InputOfCluster } from '../layers/origin.ts';
import { sourceAt } from '../layers/source.ts';
import type { Component } from '../stack/component.ts';
import { buildGraph } from '../stack/graph.ts';
import { fieldChanges, isSameWay } from './difference/fields.ts';
import { pathText } from './difference/path-text.ts';
import { filledWith } from './difference/rewritten.ts';
import { inputChanges, takenBack } from './input-changes.ts';
import type { ComponentChange, InputChange, Plan, PlannedCluster, ValueChange } from './plan.ts';

export interface CauseOptions {
  /** The input files of a cluster as they are now; undefined for one that is gone. */
  readonly filesOf: (cluster: string) => InputOfCluster | undefined;
  /** The text that an input file had; undefined when there was none. */
  readonly textBefore: (file: string) => string | undefined;
  /** Whether an input file is another than before. */
  readonly isChanged: (file: string) => boolean;
}

/** More than this are seldom read, and each costs a resolution of the input. */
const MOST_FIELDS = 40;
const MOST_CLUSTERS = 12;

export function withCauses(plan: Plan, options: CauseOptions): Plan {
  const files = new Map(
    plan.clusters.flatMap(({ name }) => {
      const found = options.filesOf(name);
      return found === undefined ? [] : [[name, found] as const];
    }),
  );
  const documents = new Map(
    [...files.values()].flatMap(({ fleet, cluster }) => [fleet, cluster]).map((one) => [one.file, one]),
  );
  const input = [...documents.values()]
    .filter(({ file }) => options.isChanged(file))
    .flatMap((document) => inputChanges(document, options.textBefore(document.file)));
  const chosen = [...new Set(plan.components.map(({ clusters: [first = ''] }) => first))];
  if (input.length === 0 || input.length > MOST_FIELDS || chosen.length > MOST_CLUSTERS) return { ...plan, input };
  const without = resolver();
  const components = plan.components.map((change): ComponentChange => {
    const cluster = plan.clusters.find(({ name }) => name === change.clusters[0]);
    const own = files.get(cluster?.name ?? '');
    if (cluster === undefined || own === undefined) return change;
    return withCausesOf(change, cluster, input, (taken) => {
      const resolved = without(own, taken);
      return resolved && answerOf(change.component, resolved);
    });
  });
  return { ...plan, input, components };
}

interface Resolved {
  /** As the input says them: a field may be of a component of its own. */
  readonly components: readonly Component[];
  readonly fleet: Fleet;
  readonly cluster: Cluster;
}

/** The input of a cluster with a field as it was before; undefined when it cannot be so alone. */
type Without = (files: InputOfCluster, taken: InputChange | undefined) => Resolved | undefined;

function resolver(): Without {
  const known = new Map<string, Resolved | undefined>();
  return (files, taken) => {
    const key = JSON.stringify([files.cluster.file, taken?.file, taken?.path]);
    if (!known.has(key)) known.set(key, resolvedWithout(files, taken));
    return known.get(key);
  };
}

function resolvedWithout(files: InputOfCluster, taken: InputChange | undefined): Resolved | undefined {
  const input = takenBack(files.fleet, taken);
  const { components, diagnostics } = componentsOf(input);
  if (diagnostics.length > 0) return undefined;
  const { fleet } = resolveFleet(input, [takenBack(files.cluster, taken)], components);
  const [cluster] = fleet?.clusters ?? [];
  return fleet === undefined || cluster === undefined ? undefined : { components, fleet, cluster };
}

function withCausesOf(
  change: ComponentChange,
  cluster: PlannedCluster,
  input: readonly InputChange[],
  answerWithout: (taken: InputChange | undefined) => Said | undefined,
): ComponentChange {
  const now = answerWithout(undefined);
  if (now === undefined) return change;
  const causes = input.flatMap((one) => {
    const other = answerWithout(one);
    if (other === undefined) return [];
    const values = fieldChanges(other.values, now.values).map(({ path }) => path);
    return values.length > 0 || other.rest !== now.rest ? [{ text: causeText(one), values }] : [];
  });
  const onCluster = filledWith(change.placeholders ?? [], cluster);
  return {
    ...change,
    causes: causes.map(({ text }) => text),
    values: change.values.map((value): ValueChange => {
      const own = causes.filter(({ values }) => values.some((path) => isSameWay(path, value.path.map(onCluster))));
      return { ...value, causes: own.map(({ text }) => text) };
    }),
  };
}

interface Said {
  readonly values: JsonObject;
  /** Everything else, as text. */
  readonly rest: string;
}

/** What a component comes to on a cluster; undefined where the input has none of this name. */
function answerOf(name: string, { components, fleet, cluster }: Resolved): Said | undefined {
  const component = components.find((one) => one.name === name);
  if (component === undefined) return undefined;
  const graph = buildGraph(fleet, cluster, components);
  const { values, manifests } = clusterAnswer(component, ownAnswer(component, graph), graph, cluster);
  const { engine, environment, wave } = cluster;
  const isDeployed = graph.deployed.includes(component);
  const additions = cluster.additions.get(component.name);
  const rest = [
    isDeployed,
    manifests,
    sourceAt(component, cluster),
    placeOf(component),
    additions,
    engine,
    environment,
    wave,
  ];
  return { values, rest: JSON.stringify(rest) };
}

/** Of a component of its own the input says that too. */
function placeOf({ namespace, includes = [] }: Component): readonly unknown[] {
  return [namespace.name, includes];
}

/** `file:line field`; without a line where the field is gone, and without a field where the whole file is new. */
function causeText({ file, line, path }: InputChange): string {
  const place = line === undefined ? file : `${file}:${line}`;
  return path.length === 0 ? place : `${place} ${pathText(path)}`;
}
