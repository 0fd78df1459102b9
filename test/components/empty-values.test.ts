/** Kubernetes stores no empty value of a variable: with one in Git, an engine would see a difference for ever. */
import { expect, it } from 'vitest';
import { isList, isObject, type Json } from '../../generator/data/json.ts';
import { SIZES } from '../../generator/fleet/model.ts';
import { watchedCluster } from '../telemetry/rules/watched-cluster.ts';

/** Names of variables that are given an empty value. */
function emptyVariables(value: Json | object): readonly string[] {
  if (isList(value)) return value.flatMap(emptyVariables);
  if (!isObject(value)) return [];
  const own = isList(value.env) ? value.env.filter((one) => isObject(one) && one.value === '') : [];
  return [...own.map((one) => JSON.stringify(one)), ...Object.values(value).flatMap(emptyVariables)];
}

it.each(SIZES)('no variable of a pod of ours is empty, in size %s', (size) => {
  for (const [component, { manifests }] of watchedCluster({ cluster: { size } }))
    expect([component, manifests.flatMap(emptyVariables)]).toEqual([component, []]);
});
