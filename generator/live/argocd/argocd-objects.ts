/** The objects of Argo CD that status reads in the cluster where it runs. */
import { mapAt, textAt } from '../../data/fields.ts';
import type { JsonObject } from '../../data/json.ts';
import { FLEET_LABEL, INSTANCE_LABEL } from '../../engines/argocd/names.ts';
import type { ArgocdInstance } from '../../fleet/engine-installs.ts';
import type { Listing, Resource } from '../resource.ts';

export const ARGOCD_RESOURCES = {
  Application: resource('applications', 'Application'),
  ApplicationSet: resource('applicationsets', 'ApplicationSet'),
} as const;

function resource(plural: string, kind: string): Resource {
  return { group: 'argoproj.io', version: 'v1alpha1', plural, kind };
}

/** In the namespace of each instance. */
export function argocdListings(instances: readonly ArgocdInstance[]): readonly Listing[] {
  const namespaces = [...new Set(instances.map(({ namespace }) => namespace))];
  return namespaces.flatMap((namespace) =>
    Object.values(ARGOCD_RESOURCES).map((resource) => ({ resource, namespace })),
  );
}

/** What Argo CD has of a fleet: others may be in the same one. */
export interface ArgocdObjects {
  readonly applications: readonly JsonObject[];
  readonly applicationSets: readonly JsonObject[];
}

export function ofFleet(
  objects: readonly JsonObject[],
  fleet: string,
  { name, namespace }: ArgocdInstance,
): ArgocdObjects {
  const own = objects.filter((object) => {
    const labels = mapAt(object, 'metadata', 'labels');
    const isThere = textAt(object, 'metadata', 'namespace') === namespace;
    return isThere && labels[FLEET_LABEL] === fleet && labels[INSTANCE_LABEL] === name;
  });
  const ofKind = (kind: string): readonly JsonObject[] => own.filter((object) => textAt(object, 'kind') === kind);
  return { applications: ofKind('Application'), applicationSets: ofKind('ApplicationSet') };
}
