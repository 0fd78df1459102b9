/**
 * Names and labels of what fleets have side by side in one Argo CD. Each holds the fleet's name, between dots: no name of ours has one,
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

const ROOT_FOLDERS = 'argocd/root';

/**
 * The folder that the root Application of a fleet reads. It goes when the fleet gets another name: a root Application that is
 * still there with the former one can read nothing then, and takes nothing away.
 */
export function rootFolder(fleet: string): string {
  return `${ROOT_FOLDERS}/${fleet}`;
}

/** The fleet whose root Application reads a path; undefined when none does. */
export function fleetOfPath(path: string): string | undefined {
  const [name, ...rest] = path.startsWith(`${ROOT_FOLDERS}/`) ? path.slice(ROOT_FOLDERS.length + 1).split('/') : [];
  return rest.length === 0 ? undefined : name;
}
