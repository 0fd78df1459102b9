/** The certificates of private authorities, in the pods of charts that connect to servers outside of the cluster. */
import { type TrustingProgram, trustingPrograms } from '../charts/trust.ts';
import type { JsonObject } from '../data/json.ts';
import type { Trust } from '../fleet/model.ts';
import { mergeValues } from '../fleet/resolve/merge.ts';
import { nested } from '../images/in-values.ts';
import { TRUST_MOUNT, TRUST_OF_GO, trustVolume } from '../kubernetes/trust.ts';
import type { Component, Stack } from '../stack/component.ts';
import { listAtPath, withVariables } from './chart-variables.ts';

/** The same values where nothing is to be trusted besides public authorities. */
export function valuesWithTrust(
  { chart }: Pick<Component, 'chart'>,
  values: JsonObject,
  stack: Pick<Stack, 'trust' | 'taken'>,
): JsonObject {
  const programs = chart === undefined ? [] : trustingPrograms(chart.name);
  // Asked only where it counts: a setting that nobody reads has no effect.
  const trust = programs.length === 0 ? undefined : stack.trust;
  if (trust !== undefined) return programs.reduce((all, program) => trusting(all, program, trust), values);
  return stack.taken?.includes('trust') === true ? programs.reduce(doubting, values) : values;
}

/** What a layer above says of certificates, without any. */
function doubting(values: JsonObject, { volumes, mounts, environment }: TrustingProgram): JsonObject {
  const none = environment.as === 'map' ? [{ name: TRUST_OF_GO.name, value: '' }] : [];
  return [nested(volumes, listAtPath(values, volumes)), nested(mounts, listAtPath(values, mounts))].reduce(
    mergeValues,
    withVariables(values, environment, none),
  );
}

function trusting(values: JsonObject, { volumes, mounts, environment }: TrustingProgram, trust: Trust): JsonObject {
  return [
    nested(volumes, [...listAtPath(values, volumes), trustVolume(trust)]),
    nested(mounts, [...listAtPath(values, mounts), TRUST_MOUNT]),
  ].reduce(mergeValues, withVariables(values, environment, [TRUST_OF_GO]));
}
