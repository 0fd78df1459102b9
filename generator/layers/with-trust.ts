/** The certificates of private authorities, in the pods of charts that connect to servers outside of the cluster. */
import { type TrustingProgram, trustingPrograms } from '../charts/trust.ts';
import { fieldAt } from '../data/fields.ts';
import { isList, type Json, type JsonObject } from '../data/json.ts';
import type { Trust } from '../fleet/model.ts';
import { mergeValues } from '../fleet/resolve/merge.ts';
import { nested } from '../images/in-values.ts';
import { TRUST_MOUNT, TRUST_OF_GO, trustVolume } from '../kubernetes/trust.ts';
import type { Component, Stack } from '../stack/component.ts';

/** The same values where nothing is to be trusted besides public authorities. */
export function valuesWithTrust(
  { chart }: Pick<Component, 'chart'>,
  values: JsonObject,
  stack: Pick<Stack, 'trust'>,
): JsonObject {
  const programs = chart === undefined ? [] : trustingPrograms(chart.name);
  // Asked only where it counts: a setting that nobody reads has no effect.
  const trust = programs.length === 0 ? undefined : stack.trust;
  return trust === undefined ? values : programs.reduce((all, program) => trusting(all, program, trust), values);
}

function trusting(values: JsonObject, program: TrustingProgram, trust: Trust): JsonObject {
  const { volumes, mounts, environment: at } = program;
  return [
    nested(at.path, environment(values, program)),
    nested(volumes, [...listed(values, volumes), trustVolume(trust)]),
    nested(mounts, [...listed(values, mounts), TRUST_MOUNT]),
  ].reduce(mergeValues, values);
}

function environment(values: JsonObject, { environment: { path, as, container } }: TrustingProgram): Json {
  if (as === 'map') return { [TRUST_OF_GO.name]: TRUST_OF_GO.value };
  const variable = container === undefined ? TRUST_OF_GO : { name: container, env: [TRUST_OF_GO] };
  return [...listed(values, path), variable];
}

function listed(values: JsonObject, path: string): readonly Json[] {
  const found = fieldAt(values, ...path.split('.'));
  return found !== undefined && isList(found) ? found : [];
}
