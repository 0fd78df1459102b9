/**
 * Names of the objects that both engines make in namespaces they share with others.
 * The prefix avoids conflicts, for example with a user's own `cert-manager` Kustomization.
 */
export const ROOT = 'observatory';

/** The name without what `prefixed` puts before it. */
export function unprefixed(name: string): string {
  return name.replace(`${ROOT}-`, '');
}

export function prefixed(name: string): string {
  return `${ROOT}-${name}`;
}

export const OWN_LABELS = { 'app.kubernetes.io/part-of': 'lang-observatory' } as const;

/** Labels that say what an object belongs to. */
export const LABELS = {
  component: 'lang-observatory.dev/component',
  environment: 'lang-observatory.dev/environment',
  cluster: 'lang-observatory.dev/cluster',
  wave: 'lang-observatory.dev/wave',
} as const;

/** Labels by which people find what belongs to a component of an environment. */
export function componentLabels(component: string, environment: string): Readonly<Record<string, string>> {
  return {
    ...OWN_LABELS,
    [LABELS.component]: component,
    [LABELS.environment]: environment,
  };
}

/** Labels by which people find what belongs to a cluster, and in which wave it is. */
export function clusterLabels(cluster: string, wave: string): Readonly<Record<string, string>> {
  return { [LABELS.cluster]: cluster, [LABELS.wave]: wave };
}
