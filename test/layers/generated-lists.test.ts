/** Every list that any component generates in its Helm values, and what users can say over it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { REGISTRY } from '../../generator/components/registry.ts';
import { isEqual, isList, isObject, type Json, type JsonList, type JsonObject } from '../../generator/data/json.ts';
import type { Path } from '../../generator/fleet/parse/path.ts';
import { valueAt } from '../../generator/fleet/resolve/said.ts';
import { generatedValues } from '../../generator/layers/answer.ts';
import { keyOfList } from '../../generator/layers/list-keys.ts';
import { laidUpon } from '../../generator/layers/user-values.ts';
import { buildGraph } from '../../generator/stack/graph.ts';
import { fleetOf, onlyCluster, type RandomInput, randomInput } from './random-fleet.ts';

/** Lists whose items nothing tells apart, or of which one is not added to another. By the field that holds them. */
const WITHOUT_KEY = [
  'accessModes',
  'apiGroups',
  'equal',
  'exclude',
  'exclude_watch_type',
  // The name of a command of the operator, which is no flag.
  'extraArgs',
  'extraRules',
  'fields',
  'imagePullSecrets',
  'include',
  'included',
  'inhibit_rules',
  'loadBalancerSourceRanges',
  'log_conditions',
  'log_statements',
  'metadata',
  'metricsEndpoints',
  'metric_conditions',
  'metric_statements',
  'nodeSelectorTerms',
  'nodes',
  'operators',
  'pod_association',
  'preferredDuringSchedulingIgnoredDuringExecution',
  'pullSecrets',
  'readers',
  'resources',
  'routes',
  'rules',
  'timer_histogram_mapping',
  'tolerations',
  'trace_statements',
  'trustedAddresses',
  'valid_http_versions',
  'verbs',
  'views',
  // Its name is in its metadata.
  'volumeClaimTemplates',
];

interface GeneratedList {
  readonly path: readonly string[];
  readonly values: JsonObject;
  readonly list: JsonList;
}

function listsOf(input: RandomInput): readonly GeneratedList[] {
  const fleet = fleetOf(input);
  const cluster = onlyCluster(fleet);
  const graph = buildGraph(fleet, cluster, REGISTRY);
  return graph.deployed
    .filter(({ chart }) => chart !== undefined)
    .flatMap((component) => {
      const values = generatedValues(component, graph, cluster);
      return listsIn(values).map(({ path, list }) => ({ path, list, values }));
    });
}

/** Those that are not empty. */
function listsIn(value: Json, path: readonly string[] = []): readonly Omit<GeneratedList, 'values'>[] {
  if (isList(value)) return value.length === 0 ? [] : [{ path, list: value }];
  return isObject(value) ? Object.entries(value).flatMap(([key, inner]) => listsIn(inner, [...path, key])) : [];
}

function at(path: readonly string[], value: Json): JsonObject {
  const [first = '', ...rest] = path;
  return { [first]: rest.length === 0 ? value : at(rest, value) };
}

const keyOf = ({ path, list }: GeneratedList) => keyOfList(path.at(-1) ?? '', list);

/** Another item like those of the list. */
function another(key: string): Json {
  if (key === 'flag') return '--another=1';
  return key === 'value' ? 'another' : { [key]: 'another' };
}

const over = ({ path, values }: GeneratedList, said: Json) => {
  const laid = laidUpon(values, at(path, said), values);
  return { ...laid, list: valueAt(laid.values, path) };
};

const everyList = (claim: (one: GeneratedList) => void): void =>
  fc.assert(
    fc.property(randomInput, (input) => listsOf(input).forEach(claim)),
    { numRuns: 8 },
  );

describe('a list of Helm values that any component generates', () => {
  it('has a key, or is known to have none', () => {
    const without = new Set<string>();
    everyList((one) => {
      if (keyOf(one) === undefined) without.add(one.path.at(-1) ?? '');
    });
    expect([...without].filter((field) => !WITHOUT_KEY.includes(field))).toEqual([]);
  });

  it('keeps every item when a user adds one with a key', () => {
    everyList((one) => {
      const key = keyOf(one);
      if (key === undefined) return;
      const { list, findings } = over(one, [another(key.name)]);
      expect(findings).toHaveLength(0);
      const items = isList(list) ? list : [];
      const wanted = [another(key.name), ...one.list];
      expect(items).toHaveLength(wanted.length);
      expect(wanted.filter((item) => !items.some((other) => isEqual(item, other)))).toEqual([]);
    });
  });

  it('is never replaced in silence', () => {
    const lossesOf = (one: GeneratedList, said: Json): readonly Path[] =>
      over(one, said).findings.flatMap(({ kind, path }) => (kind === 'loss' ? [path] : []));
    everyList((one) => {
      for (const said of [[], null, 'x', { x: 1 }, [{ without: 'key' }], [['x']]])
        expect(lossesOf(one, said)).toEqual([one.path]);
      if (keyOf(one) === undefined) expect(lossesOf(one, ['x'])).toEqual([one.path]);
    });
  });

  it('is replaced where a user says so, and no item of it is left', () => {
    everyList((one) => {
      expect(over(one, [{ $patch: 'replace' }, 'x'])).toMatchObject({ list: ['x'], findings: [] });
    });
  });
});
