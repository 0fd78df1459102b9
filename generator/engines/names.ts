/**
 * Names of the objects that both engines make in namespaces they share with others.
 * The prefix keeps them clear of, say, somebody's own `cert-manager` Kustomization.
 */
export const ROOT = 'observatory';

export function prefixed(name: string): string {
  return `${ROOT}-${name}`;
}

export const OWN_LABELS = { 'app.kubernetes.io/part-of': 'lang-observatory' } as const;

/** Labels by which people find what belongs to a cluster, an environment, a wave or a component. */
export function placeLabels(
  component: string,
  cluster: string,
  environment: string,
  wave: string,
): Readonly<Record<string, string>> {
  return {
    ...OWN_LABELS,
    'lang-observatory.dev/cluster': cluster,
    'lang-observatory.dev/component': component,
    'lang-observatory.dev/environment': environment,
    'lang-observatory.dev/wave': wave,
  };
}
