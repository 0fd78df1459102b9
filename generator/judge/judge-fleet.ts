/** Mistakes that only show when the components of a fleet are composed. */

import type { FleetRule } from '../fleet/load.ts';
import type { Component } from '../stack/component.ts';
import { checkRequirements } from '../stack/requirements.ts';
import { wrongAddresses } from './addresses.ts';
import { wrongArgocd } from './argocd.ts';
import { bucketsOfAnotherCloud } from './bucket-of-another-cloud.ts';
import { idleSettings } from './idle-settings.ts';
import { wrongLists } from './list-items.ts';
import { lostData } from './lost-data.ts';
import { wrongSignOn } from './sign-on.ts';
import { signersOfAnotherCloud } from './signers-of-another-cloud.ts';
import { wrongStandbys } from './standbys.ts';

/** Mistakes that prevent a deployment come before settings without effect, and warnings come last. */
export const judgeFleet: FleetRule<Component> = (fleet, layers, components) => {
  const mistakes = [
    ...checkRequirements(fleet, components),
    ...bucketsOfAnotherCloud(fleet, components),
    ...signersOfAnotherCloud(fleet),
    ...wrongAddresses(fleet, layers),
    ...wrongArgocd(fleet, layers),
    ...wrongLists(fleet, layers, components),
    ...wrongSignOn(fleet),
    ...wrongStandbys(fleet, layers, components),
  ];
  if (mistakes.length > 0) return mistakes;
  return [...idleSettings(fleet, layers, components), ...lostData(fleet, layers, components)];
};
