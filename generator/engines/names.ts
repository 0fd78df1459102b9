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

/** Labels by which people find what belongs to a component of an environment. */
export function componentLabels(component: string, environment: string): Readonly<Record<string, string>> {
  return {
    ...OWN_LABELS,
    'lang-observatory.dev/component': component,
    'lang-observatory.dev/environment': environment,
  };
}

/** Labels by which people find what belongs to a cluster, and in which wave it is. */
export function clusterLabels(cluster: string, wave: string): Readonly<Record<string, string>> {
  return { 'lang-observatory.dev/cluster': cluster, 'lang-observatory.dev/wave': wave };
}
