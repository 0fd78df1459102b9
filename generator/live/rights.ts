/** The rights that reading a status needs, as manifests for the clusters where Flux or Argo CD run: these, and no more. */
import type { JsonObject } from '../data/json.ts';
import type { Listing } from './resource.ts';

/** Of the roles and their bindings, and of the group that they are for. */
const NAME = 'lang-observatory-status';

/** A Role and its binding in each namespace of the listings, sorted by namespace. Nothing in it may be read of another one. */
export function rightsFor(listings: readonly Listing[]): readonly JsonObject[] {
  const namespaces = [...new Set(listings.map(({ namespace }) => namespace))].sort();
  return namespaces.flatMap((namespace) => {
    const metadata = { name: NAME, namespace };
    const own = listings.filter((one) => one.namespace === namespace).map(({ resource }) => resource);
    const groups = [...new Set(own.map(({ group }) => group))].sort();
    return [
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'Role',
        metadata,
        rules: groups.map((group) => ({
          apiGroups: [group],
          resources: own
            .filter((one) => one.group === group)
            .map(({ plural }) => plural)
            .sort(),
          verbs: ['list'],
        })),
      },
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'RoleBinding',
        metadata,
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: NAME },
        subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: NAME }],
      },
    ];
  });
}
