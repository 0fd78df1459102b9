/**
 * Names and labels of objects of several fleets in one Argo CD. Each contains the fleet's name between dots: no other part contains dots,
 * so that two fleets never have the same. An Application's own name is `<cluster>-<component>`: Argo CD knows a cluster by one name,
 * and what a cluster runs is of one fleet.
 */
import { OWN_LABELS, ROOT } from '../names.ts';

/** The root Application and its AppProject. */
export function rootName(fleet: string): string {
  return `${ROOT}.${fleet}`;
}

/** The AppProject of a cluster, the ApplicationSet of a component. */
export function nameInFleet(fleet: string, name: string): string {
  return `${rootName(fleet)}.${name}`;
}

export const FLEET_LABEL = 'lang-observatory.dev/fleet';

export function fleetLabels(fleet: string): Readonly<Record<string, string>> {
  return { ...OWN_LABELS, [FLEET_LABEL]: fleet };
}
