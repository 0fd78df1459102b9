/** Mistakes that only show when the components of a fleet are composed. */

import type { FleetRule } from '../fleet/load.ts';
import type { Component } from '../stack/component.ts';
import { checkRequirements } from '../stack/requirements.ts';
import { wrongAddresses } from './addresses.ts';
import { wrongArgocd } from './argocd.ts';
import { idleSettings } from './idle-settings.ts';
import { wrongLists } from './list-items.ts';
import { lostData } from './lost-data.ts';
import { wrongSignOn } from './sign-on.ts';
import { wrongStandbys } from './standbys.ts';

/** Mistakes that prevent a deployment come before settings without effect, and warnings come last. */
export function judgeFleet(registry: readonly Component[]): FleetRule {
  return (fleet, layers) => {
    const mistakes = [
      ...checkRequirements(fleet, registry),
      ...wrongAddresses(fleet, layers),
      ...wrongArgocd(fleet, layers),
      ...wrongLists(fleet, layers, registry),
      ...wrongSignOn(fleet),
      ...wrongStandbys(fleet, layers, registry),
    ];
    if (mistakes.length > 0) return mistakes;
    return [...idleSettings(fleet, layers, registry), ...lostData(fleet, layers, registry)];
  };
}
