/** Which objects are cluster-scoped. */
import { isObject, type JsonObject } from '../data/json.ts';

/** For objects of users. */
export type Kinded = JsonObject & { readonly apiVersion: string; readonly kind: string };

/** Everything else is namespaced; a new cluster-scoped kind is one line here. */
const CLUSTER_SCOPED: ReadonlySet<string> = new Set([
  'APIService',
  'CSIDriver',
  'ClusterExternalSecret',
  'ClusterGenerator',
  'ClusterImageCatalog',
  'ClusterIssuer',
  'ClusterPolicy',
  'ClusterPushSecret',
  'ClusterRole',
  'ClusterRoleBinding',
  'ClusterSecretStore',
  'CustomResourceDefinition',
  'FlowSchema',
  'GatewayClass',
  'IngressClass',
  'MutatingAdmissionPolicy',
  'MutatingAdmissionPolicyBinding',
  'MutatingWebhookConfiguration',
  'Namespace',
  'PersistentVolume',
  'PriorityClass',
  'PriorityLevelConfiguration',
  'RuntimeClass',
  'StorageClass',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'ValidatingWebhookConfiguration',
  'VolumeSnapshotClass',
]);

/** `group/Kind`, as an AppProject lists them; the core group is empty. */
export function groupKindOf({ apiVersion, kind }: Kinded): string {
  return `${apiVersion.includes('/') ? apiVersion.split('/')[0] : ''}/${kind}`;
}

/** `group/Kind` of the cluster-scoped kinds that CRDs among the objects define. */
export function clusterScopedKinds(objects: Iterable<Kinded>): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { kind, spec } of objects) {
    if (kind !== 'CustomResourceDefinition' || !isObject(spec) || spec.scope !== 'Cluster') continue;
    if (isObject(spec.names)) found.add(`${String(spec.group)}/${String(spec.names.kind)}`);
  }
  return found;
}

/** `defined` are further cluster-scoped kinds, besides those of Kubernetes and of the stack. */
export function isClusterScoped(object: Kinded, defined: ReadonlySet<string>): boolean {
  return CLUSTER_SCOPED.has(object.kind) || defined.has(groupKindOf(object));
}
