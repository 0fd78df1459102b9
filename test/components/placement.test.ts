/** Replicas that share a node, or a zone, are lost together: pods of every workload are kept apart by both. */
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { SEAWEEDFS_PARTS } from '../../generator/components/object-store/seaweedfs/parts.ts';
import { isList, isObject, type Json, type JsonObject } from '../../generator/data/json.ts';
import { SIZES } from '../../generator/fleet/model.ts';
import { SPREAD_OVER, topologySpread } from '../../generator/kubernetes/placement.ts';
import { at } from '../engines/live-object.ts';
import { watchedCluster, watchedGraph } from '../telemetry/rules/watched-cluster.ts';

/** Workloads that never have a second pod to be kept apart from, and why. */
const SINGLE: Readonly<Record<string, string>> = {
  'audit/backup': 'a Job, on the node of the store',
  'audit/server': 'its lines are on a volume that one pod can mount',
  'barman-cloud/plugin': 'only the one that leads listens',
  'blackbox/exporter': 'keeps nothing; a probe that fails is tried again',
  'clickhouse/backup': 'a Job',
  'clickhouse/drill': 'a Job',
  'clickhouse/recent': 'a Job',
  'postgres/drill': 'a Job',
  'gpu/exporter': 'a DaemonSet: one on each node with GPUs',
  'issuers/http01-solver': 'cert-manager runs one for each challenge',
  'langfuse/migrations': 'a Job',
  'langfuse/projects': 'Jobs',
  'langfuse/retention': 'a Job',
  'logs/backup': 'a Job, on the node of the store',
  'logs/server': 'its lines are on a volume that one pod can mount',
  'object-store/bucket-hook': 'a Job',
  'openlit/backup': 'a Job, on the node of OpenLIT',
  'openlit/http01-solver': 'cert-manager runs one for each challenge',
  'openlit/owner': 'keeps nothing, and is needed only when OpenLIT starts',
  'openlit/server': 'its state is on a volume that one pod can mount',
  'otel-agent/collector': 'a DaemonSet: one on each node',
  'prometheus/backup': 'a Job, on the node of a replica',
  'prometheus/kube-state-metrics': 'a second one would count every object twice',
  'prometheus/operator': 'the chart runs one',
};

/** Labels that an operator gives pods besides those that policies select them by. */
const FROM_OPERATOR: Readonly<Record<string, JsonObject>> = {
  'postgres/instances': { 'cnpg.io/podRole': 'instance' },
};

/** What a rule about placement tells apart: by which key, and among which pods. */
interface Rule {
  readonly topologyKey: string;
  readonly matchLabels: JsonObject;
}

/** Every rule in values or manifests; some charts take the rules as text. */
function rulesIn(value: Json): readonly Rule[] {
  if (isList(value)) return value.flatMap(rulesIn);
  if (!isObject(value)) return [];
  const { topologyKey, labelSelector } = value;
  const own: readonly Rule[] =
    typeof topologyKey === 'string' && isObject(labelSelector) && isObject(labelSelector.matchLabels)
      ? [{ topologyKey, matchLabels: labelSelector.matchLabels }]
      : [];
  const below = Object.entries(value).flatMap(([key, child]) =>
    rulesIn(key === 'topologySpreadConstraints' && typeof child === 'string' ? parse(child) : child),
  );
  return [...own, ...below];
}

/** One pod may have further labels beside those that a rule or a policy selects it by. */
function areTheSamePods(one: JsonObject, other: JsonObject): boolean {
  const within = (few: JsonObject, many: JsonObject) =>
    Object.entries(few).every(([key, label]) => many[key] === label);
  return within(one, other) || within(other, one);
}

describe.each(SIZES)('in size %s', (size) => {
  const sections = { cluster: { size } };
  const rules = rulesIn(
    [...watchedCluster(sections).values()].flatMap(({ values, manifests }) => [values, ...manifests]),
  );
  const workloads = new Map(
    [...watchedGraph(sections).graph.workloads.values()]
      .flat()
      .map(({ component, name, podLabels }) => [`${component}/${name}`, podLabels]),
  );

  it.each([...workloads.keys()].filter((name) => SINGLE[name] === undefined))(
    'pods of %s are kept apart by zone and by node',
    (name) => {
      const labels = { ...workloads.get(name), ...FROM_OPERATOR[name] };
      const keys = rules
        .filter(({ matchLabels }) => areTheSamePods(matchLabels, labels))
        .map((rule) => rule.topologyKey);
      expect(new Set(keys)).toEqual(new Set(SPREAD_OVER));
    },
  );
});

it('lets pods start where there are not enough zones or nodes', () => {
  expect(topologySpread({ app: 'x' }).map(({ whenUnsatisfiable }) => whenUnsatisfiable)).toEqual([
    'ScheduleAnyway',
    'ScheduleAnyway',
  ]);
});

it('lets the object store start on a single node, where its chart would have one for each pod', () => {
  const values = watchedCluster({}).get('object-store')?.values ?? {};
  expect(SEAWEEDFS_PARTS.map((part) => at(values, part, 'affinity'))).toEqual(SEAWEEDFS_PARTS.map(() => ''));
});
