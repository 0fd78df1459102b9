/** What is wrong with a fleet that only its components and what is composed of them can tell. */

import type { FleetRule } from '../fleet/load.ts';
import type { Component } from '../stack/component.ts';
import { checkRequirements } from '../stack/requirements.ts';
import { wrongAddresses } from './addresses.ts';
import { idleSettings } from './idle-settings.ts';
import { wrongLists } from './list-items.ts';

/** What cannot be deployed is told before what is deployed and of no use. */
export function judgeFleet(registry: readonly Component[]): FleetRule {
  return (fleet, layers) => {
    const mistakes = [
      ...checkRequirements(fleet, registry),
      ...wrongAddresses(fleet, layers),
      ...wrongLists(fleet, layers, registry),
    ];
    return mistakes.length > 0 ? mistakes : idleSettings(fleet, layers, registry);
  };
}
