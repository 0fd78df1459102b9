/** The rights that reading needs, as manifests for the clusters that are read: these, and no more. */
import type { JsonObject } from '../data/json.ts';
import type { Right } from './resource.ts';

const RBAC = 'rbac.authorization.k8s.io';

/**
 * A Role and its binding in each namespace of the rights, sorted by namespace, and a ClusterRole for those that are for the whole cluster.
 * `name` is that of the roles, of their bindings, and of the group that they are for.
 */
export function rightsFor(name: string, rights: readonly Right[]): readonly JsonObject[] {
  const everywhere = rights.filter(({ namespace }) => namespace === undefined);
  const namespaces = [...new Set(rights.flatMap(({ namespace }) => namespace ?? []))].sort();
  const pair = (kind: 'ClusterRole' | 'Role', own: readonly Right[], metadata: JsonObject): readonly JsonObject[] => [
    { apiVersion: `${RBAC}/v1`, kind, metadata, rules: rules(own) },
    {
      apiVersion: `${RBAC}/v1`,
      kind: `${kind}Binding`,
      metadata,
      roleRef: { apiGroup: RBAC, kind, name },
      subjects: [{ apiGroup: RBAC, kind: 'Group', name }],
    },
  ];
  return [
    ...(everywhere.length === 0 ? [] : pair('ClusterRole', everywhere, { name })),
    ...namespaces.flatMap((namespace) =>
      pair(
        'Role',
        rights.filter((one) => one.namespace === namespace),
        { name, namespace },
      ),
    ),
  ];
}

/** One rule for each API group and set of verbs. */
function rules(rights: readonly Right[]): readonly JsonObject[] {
  const key = ({ resource, verbs = LIST }: Right): string => JSON.stringify([resource.group, verbs]);
  return [...new Set(rights.map(key))].sort().map((one) => {
    const own = rights.filter((right) => key(right) === one);
    return {
      apiGroups: [own[0]?.resource.group ?? ''],
      resources: [...new Set(own.map(({ resource }) => resource.plural))].sort(),
      verbs: own[0]?.verbs ?? LIST,
    };
  });
}

const LIST = ['list'];
