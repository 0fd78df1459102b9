/** Which objects and charts hold data. */
import type { Manifest } from '../kubernetes/manifest.ts';
import { groupKindOf } from '../kubernetes/scope.ts';

/** Kinds of objects whose volumes hold data. */
const STORES: ReadonlySet<string> = new Set([
  'postgresql.cnpg.io/Cluster',
  'postgresql.cnpg.io/Database',
  'clickhouse.com/ClickHouseCluster',
  'clickhouse.com/KeeperCluster',
  'apps/StatefulSet',
  '/PersistentVolumeClaim',
  '/PersistentVolume',
]);

/** Charts whose StatefulSets hold data; Kubernetes keeps the claims of these when a release is uninstalled. */
export const STORE_CHARTS: ReadonlySet<string> = new Set(['valkey', 'seaweedfs', 'kube-prometheus-stack']);

export function isStore(object: Manifest): boolean {
  return STORES.has(groupKindOf(object));
}
