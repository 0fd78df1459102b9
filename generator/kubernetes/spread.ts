/** How strictly replicas are kept apart: changes the rules that values and manifests have anyway. */
import { isList, isObject, type Json, type JsonObject } from '../data/json.ts';
import { type Spread, type Spreading, TOPOLOGIES } from './placement.ts';

/** The values or the object with other rules about replicas; the same where nothing is said. */
export function spreadAs<T extends JsonObject>(content: T, said: Spread | undefined): T {
  if (said === undefined) return content;
  // The fields stay those that they are: only rules inside of them change.
  return changedFields(content, said) as T;
}

function changed(value: Json, said: Spread): Json {
  if (isList(value)) return value.map((item) => changed(item, said));
  return isObject(value) ? changedFields(value, said) : value;
}

function changedFields(map: JsonObject, said: Spread): JsonObject {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, changedField(key, value, map, said)]));
}

function changedField(key: string, value: Json, { topologyKey }: JsonObject, said: Spread): Json {
  switch (key) {
    case 'topologySpreadConstraints':
      // Text where a chart takes nothing else.
      return typeof value === 'string' ? JSON.stringify(rules(JSON.parse(value), said)) : rules(value, said);
    case 'preferredDuringSchedulingIgnoredDuringExecution':
      return isList(value) ? value.filter((term) => !isIgnored(topologyOf(term), said)) : value;
    // Of CloudNativePG, which makes the rule itself.
    case 'enablePodAntiAffinity':
      return isIgnored(topologyKey, said) ? false : value;
    default:
      return changed(value, said);
  }
}

function rules(value: Json, said: Spread): Json {
  if (!isList(value)) return value;
  return value.filter(isObject).flatMap((rule) => {
    switch (spreadingOver(rule.topologyKey, said)) {
      case 'ignored':
        return [];
      case 'required':
        // A node that the pods may not run on would count as one without any, and each of the others could have a single pod.
        return [{ ...rule, whenUnsatisfiable: 'DoNotSchedule', nodeTaintsPolicy: 'Honor' }];
      default:
        return [rule];
    }
  });
}

function topologyOf(term: Json): Json | undefined {
  return isObject(term) && isObject(term.podAffinityTerm) ? term.podAffinityTerm.topologyKey : undefined;
}

function isIgnored(topologyKey: Json | undefined, said: Spread): boolean {
  return spreadingOver(topologyKey, said) === 'ignored';
}

function spreadingOver(topologyKey: Json | undefined, said: Spread): Spreading | undefined {
  if (topologyKey === TOPOLOGIES.zones) return said.zones;
  return topologyKey === TOPOLOGIES.hosts ? said.hosts : undefined;
}
