/** The rights that reading needs, as manifests for the clusters that are read: these, and no more. */
import type { JsonObject } from '../data/json.ts';
import type { Listing, Resource } from './resource.ts';

const RBAC = 'rbac.authorization.k8s.io';

/**
 * A Role and its binding in each namespace of the listings, sorted by namespace, and a ClusterRole for what is listed everywhere.
 * `name` is that of the roles, of their bindings, and of the group that they are for.
 */
export function rightsFor(name: string, listings: readonly Listing[]): readonly JsonObject[] {
  const everywhere = listings.filter(({ namespace }) => namespace === undefined);
  const namespaces = [...new Set(listings.flatMap(({ namespace }) => namespace ?? []))].sort();
  const pair = (kind: 'ClusterRole' | 'Role', own: readonly Listing[], metadata: JsonObject): readonly JsonObject[] => [
    { apiVersion: `${RBAC}/v1`, kind, metadata, rules: rules(own.map(({ resource }) => resource)) },
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
        listings.filter((one) => one.namespace === namespace),
        { name, namespace },
      ),
    ),
  ];
}

function rules(resources: readonly Resource[]): readonly JsonObject[] {
  const groups = [...new Set(resources.map(({ group }) => group))].sort();
  return groups.map((group) => ({
    apiGroups: [group],
    resources: [...new Set(resources.filter((one) => one.group === group).map(({ plural }) => plural))].sort(),
    verbs: ['list'],
  }));
}
