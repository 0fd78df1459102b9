/** One StorageClass for every volume, which a component may set otherwise for its own. */
import { describe, expect, it } from 'vitest';
import { isList, isObject, type Json, type JsonObject } from '../../generator/data/json.ts';
import { SIZES } from '../../generator/fleet/model.ts';
import { mergeValues } from '../../generator/fleet/resolve/merge.ts';
import { describedFleet } from '../described-fleet.ts';
import { inputFiles } from '../input-files.ts';
import { valuesOf } from '../layers/both-sides.ts';
import { watchedCluster } from '../telemetry/rules/watched-cluster.ts';

const KEYS = ['storageClass', 'storageClassName'];

/** Every StorageClass in values or manifests, by component. */
function classes(cluster: JsonObject): Readonly<Record<string, readonly Json[]>> {
  return Object.fromEntries(
    [...watchedCluster({ cluster })].flatMap(([component, { values, manifests }]) => {
      const found = [values, ...manifests].flatMap(classesIn);
      return found.length === 0 ? [] : [[component, [...new Set(found)]]];
    }),
  );
}

function classesIn(value: Json | object): readonly Json[] {
  if (isList(value)) return value.flatMap(classesIn);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, child]) => (KEYS.includes(key) ? [child] : classesIn(child)));
}

/** Every component that has volumes says that it lets its StorageClass be chosen. */
const WITH_VOLUMES = [
  'audit',
  'clickhouse',
  'logs',
  'object-store',
  'openlit',
  'otel-gateway',
  'otel-sampler',
  'postgres',
  'prometheus',
  'valkey',
];
const ASKED_FOR = {
  ...Object.fromEntries(['audit', 'logs', 'openlit'].map((name) => [name, { mode: 'managed' }])),
  'otel-gateway': { mode: 'managed', replicas: { min: 2, max: 2 }, queue: {} },
  'otel-sampler': { mode: 'managed', queue: {} },
};

/** Where a component says its StorageClass: with its queue, where that is all that it has on volumes. */
function classOf(component: string, storageClass: string): JsonObject {
  return component.startsWith('otel-') ? { queue: { storageClass } } : { storageClass };
}

describe.each(SIZES)('in size %s', (size) => {
  it('all volumes have the StorageClass of the cluster', () => {
    expect(classes({ size, storageClass: 'gp3', components: ASKED_FOR })).toEqual(
      Object.fromEntries(WITH_VOLUMES.map((component) => [component, ['gp3']])),
    );
  });

  it.each(WITH_VOLUMES)('%s may have another one, and the others do not', (component) => {
    const components = mergeValues(ASKED_FOR, { [component]: { mode: 'managed', ...classOf(component, 'io2') } });
    expect(classes({ size, storageClass: 'gp3', components })).toEqual(
      Object.fromEntries(WITH_VOLUMES.map((each) => [each, [each === component ? 'io2' : 'gp3']])),
    );
  });
});

it('is the default one of the cluster where nothing is said', () => {
  expect(
    Object.values(classes({ components: ASKED_FOR }))
      .flat()
      .filter((one) => one !== ''),
  ).toEqual([]);
});

it('can be that of the cluster again, below a level that says one', () => {
  const fleet = describedFleet(
    inputFiles({
      fleet: { storageClass: 'gp3', components: ASKED_FOR },
      clusters: { 'eu-1': { storageClass: null } },
    }),
  );
  for (const cluster of fleet.clusters) {
    const { merged, wanted } = valuesOf(fleet, cluster);
    expect(merged).toEqual(wanted);
    expect(classesIn(merged).filter((one) => one !== '')).toEqual([]);
  }
});
