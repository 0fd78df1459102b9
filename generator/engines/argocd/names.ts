/**
 * Names and labels of objects of several fleets in one Argo CD. Each contains the fleet's name between dots: no other part contains dots,
 * so that two fleets never have the same. Where a fleet names its instances of Argo CD, the name of the instance follows that of the fleet: two
 * instances may watch the same API server, and each takes what has the name of one of its Applications for its own, in any namespace. An Application's own name is
 * `<cluster>-<component>`: Argo CD knows a cluster by one name, and what a cluster runs is of one fleet.
 */
import { textAt } from '../../data/fields.ts';
import type { ArgocdInstance } from '../../fleet/engine-installs.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { OWN_LABELS, ROOT } from '../names.ts';

/** What the names of a fleet's objects in an Argo CD contain: its name, and that of the instance if it has one. */
export function scopeOf(fleet: string, { name }: Pick<ArgocdInstance, 'name'>): string {
  return name === undefined ? fleet : `${fleet}.${name}`;
}

/** The root Application and its AppProject. */
export function rootName(scope: string): string {
  return `${ROOT}.${scope}`;
}

/** The AppProject of a cluster, the ApplicationSet of a component. */
export function nameInFleet(scope: string, name: string): string {
  return `${rootName(scope)}.${name}`;
}

export const FLEET_LABEL = 'lang-observatory.dev/fleet';
export const INSTANCE_LABEL = 'lang-observatory.dev/instance';

export function fleetLabels(fleet: string, { name }: Pick<ArgocdInstance, 'name'>): Readonly<Record<string, string>> {
  return { ...OWN_LABELS, [FLEET_LABEL]: fleet, ...(name === undefined ? {} : { [INSTANCE_LABEL]: name }) };
}

/** The cluster that an AppProject is of; undefined for other objects, and for that of the root Application. */
export function clusterOfProject(object: Manifest): string | undefined {
  if (object.kind !== 'AppProject') return undefined;
  const label = (key: string): string => textAt(object, 'metadata', 'labels', key);
  const start = nameInFleet(scopeOf(label(FLEET_LABEL), { name: label(INSTANCE_LABEL) || undefined }), '');
  return object.metadata.name.startsWith(start) ? object.metadata.name.slice(start.length) : undefined;
}
