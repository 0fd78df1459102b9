/** Placement reaches every pod here, and only here: what a component answers gets what the level and the component say of it. */
import type { JsonObject } from '../data/json.ts';
import type { Manifest } from '../kubernetes/manifest.ts';
import type { Placement } from '../kubernetes/placement.ts';
import { placedManifest, placedValues } from '../kubernetes/pod-places.ts';
import { spreadAs } from '../kubernetes/spread.ts';
import type { Component, Stack } from '../stack/component.ts';
import { placementOf } from '../stack/placement.ts';

/** What a component says to its chart, with the pods of the chart placed. */
export function valuesPlaced(component: Component, values: JsonObject, stack: Stack): JsonObject {
  const { pods, handle } = component;
  if (pods === undefined) return values;
  const said = withoutGaps(placementOf(stack.of(handle), stack), stack);
  return spreadAs(placedValues(values, pods, said), said.spread);
}

/** Where a layer above may say more: no labels, no tolerations and no class in place of nothing. */
function withoutGaps(said: Placement, { taken }: Pick<Stack, 'taken'>): Placement {
  if (taken?.includes('placement') !== true) return said;
  const { nodeSelector = {}, tolerations = [], priorityClassName = '', spread } = said;
  return { nodeSelector, tolerations, priorityClassName, spread };
}

/** Objects of a component, with their pods placed. */
export function manifestsPlaced(component: Component, own: readonly Manifest[], stack: Stack): readonly Manifest[] {
  const { pods, handle } = component;
  if (pods === undefined) return own;
  const said = placementOf(stack.of(handle), stack);
  return own.map((manifest) => spreadAs(placedManifest(manifest, said), said.spread));
}
