/** Secrets with the credentials of a registry, in every namespace where the stack runs pods. */
import { externalSecrets } from '../components/external-secrets/handle.ts';
import type { Level } from '../fleet/model.ts';
import type { NeededSecret } from './component.ts';

/** Namespaces with pods of the stack, sorted. */
export function namespacesOfPods(workloads: Iterable<readonly { readonly namespace: string }[]>): readonly string[] {
  return [...new Set([...workloads].flat().map(({ namespace }) => namespace))].sort();
}

/**
 * Those that a store brings. External Secrets itself cannot wait for a Secret that it makes: in its namespace people make it, and
 * everywhere where nothing has a store.
 */
export function storedPullSecrets(
  { registry, secrets }: Level,
  namespaces: readonly string[],
): readonly NeededSecret[] {
  const { pullSecrets = [] } = registry;
  if (secrets.provider === 'generated') return [];
  return pullSecrets.flatMap((name) =>
    namespaces
      .filter((namespace) => namespace !== externalSecrets.namespace.name)
      .map((namespace) => ({
        name,
        namespace,
        purpose: 'credentials of the registry that images are pulled from',
        type: 'kubernetes.io/dockerconfigjson' as const,
        keys: { '.dockerconfigjson': { given: DOCKER_CONFIG, setting: ['registry', 'pullSecrets'] } },
        elsewhere: false,
      })),
  );
}

/** What `kubectl create secret docker-registry` makes. */
export const DOCKER_CONFIG = 'credentials of the registry, as `docker login` writes them to ~/.docker/config.json';
