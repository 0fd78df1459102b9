/** The order in which Flux brings what is new, held to the order of a plan's steps as far as `dependsOn` makes one. Argo CD keeps to none. */
import { isList } from '../../../generator/data/json.ts';
import type { Plan } from '../../../generator/plan/plan.ts';
import { at, type LiveObject } from '../live-object.ts';
import { DEFAULT_ACCOUNT } from '../snapshot.ts';
import type { Objects, Observation } from './foresight.ts';
import { isKustomization, kustomizationOf } from './kustomizations.ts';

/** A line for each Kustomization that the plan has before one that it depends on, or of which something was made too early. */
export function orderProblems(plans: readonly Plan[], before: Observation, after: Observation): readonly string[] {
  return [...after].flatMap(([cluster, objects]) => {
    const steps = plans.flatMap((plan) => plan.steps).filter((step) => step.cluster === cluster);
    const places = new Map(steps.map(({ kind, name, order }) => [`${kind} ${name}`, order]));
    const made = timesOf(objects, before.get(cluster));
    return dependenciesIn(objects).flatMap(({ name, on }) => {
      const [first, second] = [on, name].map((one) => places.get(`Kustomization ${one}`) ?? Number.NaN);
      const [earlier, later] = [made.get(on), made.get(name)];
      return [
        ...(Number(first) >= Number(second)
          ? [`${cluster}: ${name} is planned before ${on}, which it depends on`]
          : []),
        ...(earlier !== undefined && later !== undefined && earlier.last > later.first
          ? [`${cluster}: something of ${name} was made before all of ${on}, which it depends on`]
          : []),
      ];
    });
  });
}

interface Dependency {
  readonly name: string;
  readonly on: string;
}

function dependenciesIn(objects: Objects): readonly Dependency[] {
  return [...objects.values()].filter(isKustomization).flatMap(({ metadata, spec }) => {
    const dependsOn = at(spec, 'dependsOn');
    return (isList(dependsOn) ? dependsOn : []).map((one) => ({ name: metadata.name, on: String(at(one, 'name')) }));
  });
}

/** When the new objects of each Kustomization were made, in milliseconds to the second. Of an account that came with its namespace, nobody knows when it was taken over. */
function timesOf(objects: Objects, before: Objects | undefined) {
  const times = new Map<string, { readonly first: number; readonly last: number }>();
  for (const [key, object] of objects) {
    const name = kustomizationOf(object)?.name;
    if (name === undefined || before?.has(key) || DEFAULT_ACCOUNT.test(key)) continue;
    const time = createdAt(object);
    const { first, last } = times.get(name) ?? { first: time, last: time };
    times.set(name, { first: Math.min(first, time), last: Math.max(last, time) });
  }
  return times;
}

function createdAt({ metadata }: LiveObject): number {
  return Date.parse(String(metadata.creationTimestamp));
}
