/** The objects of Argo CD that status reads in the cluster where it runs. */
import { mapAt, textAt } from '../../data/fields.ts';
import type { JsonObject } from '../../data/json.ts';
import { ARGOCD_NAMESPACE } from '../../engines/argocd/application-set.ts';
import { FLEET_LABEL } from '../../engines/argocd/names.ts';
import type { Listing, Resource } from '../resource.ts';

export const ARGOCD_RESOURCES = {
  Application: resource('applications', 'Application'),
  ApplicationSet: resource('applicationsets', 'ApplicationSet'),
} as const;

function resource(plural: string, kind: string): Resource {
  return { group: 'argoproj.io', version: 'v1alpha1', plural, kind };
}

export const ARGOCD_LISTINGS: readonly Listing[] = Object.values(ARGOCD_RESOURCES).map((one) => ({
  resource: one,
  namespace: ARGOCD_NAMESPACE,
}));

/** What Argo CD has of a fleet: others may be in the same one. */
export interface ArgocdObjects {
  readonly applications: readonly JsonObject[];
  readonly applicationSets: readonly JsonObject[];
}

export function ofFleet(objects: readonly JsonObject[], fleet: string): ArgocdObjects {
  const own = objects.filter((object) => mapAt(object, 'metadata', 'labels')[FLEET_LABEL] === fleet);
  const ofKind = (kind: string): readonly JsonObject[] => own.filter((object) => textAt(object, 'kind') === kind);
  return { applications: ofKind('Application'), applicationSets: ofKind('ApplicationSet') };
}
