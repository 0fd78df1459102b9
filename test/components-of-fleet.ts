import { componentsWith } from '../generator/custom/components-of.ts';
import type { Fleet } from '../generator/fleet/model.ts';
import type { Component } from '../generator/stack/component.ts';

const known = new WeakMap<Fleet['customComponents'], readonly Component[]>();

/** Ours, and those that the fleet describes itself: the same objects each time. */
export function componentsOfFleet({ customComponents }: Fleet): readonly Component[] {
  const valid = Object.entries(customComponents).map(([name, definition]) => ({ name, ...definition }));
  const components = known.get(customComponents) ?? componentsWith({ valid, invalid: new Map() });
  known.set(customComponents, components);
  return components;
}
