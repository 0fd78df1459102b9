/** What commands know of a fleet when its input has no mistakes. */
import type { LoadedFleet } from '../fleet/load.ts';
import type { Fleet } from '../fleet/model.ts';
import type { Component } from '../stack/component.ts';

export type OpenedFleet = LoadedFleet<Component>;

/** A fleet, and the components that it knows. */
export interface DescribedFleet {
  readonly fleet: Fleet;
  readonly components: readonly Component[];
}

/** Whether the input had no mistakes. */
export function isDescribed(opened: OpenedFleet): opened is OpenedFleet & DescribedFleet {
  return opened.fleet !== undefined;
}
