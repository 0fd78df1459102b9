/** Which workloads restart: those whose pods get another definition. What cannot be told of a chart counts as a restart. */
import { groupKindOf } from '../../kubernetes/scope.ts';
import type { Content, Release } from '../deployed/deployed.ts';
import type { Changed, Restart } from '../plan.ts';
import { isStore, STORE_CHARTS } from '../stores.ts';
import type { FieldChange } from './fields.ts';
import type { ObjectPair } from './objects.ts';

export interface Restarting {
  readonly after: Content | undefined;
  readonly release: Changed<Release> | undefined;
  readonly values: readonly FieldChange[];
  readonly pairs: readonly ObjectPair[];
}

/** Of a component that stays. */
export function restarts({ after, release, values, pairs }: Restarting): readonly Restart[] {
  const now = after?.release;
  return [
    ...pairs.flatMap(objectRestart),
    ...(now === undefined || release?.before === undefined ? [] : releaseRestart(now, release)),
    ...(now === undefined || release !== undefined ? [] : valueRestarts(now, values)),
  ];
}

/** Where each kind defines its pods, below `spec`. */
const PODS: ReadonlyMap<string, readonly string[]> = new Map([
  ['apps/Deployment', ['template']],
  ['apps/DaemonSet', ['template']],
  ['apps/StatefulSet', ['template']],
  [
    'postgresql.cnpg.io/Cluster',
    ['imageName', 'resources', 'postgresql', 'affinity', 'topologySpreadConstraints', 'env'],
  ],
  ['postgresql.cnpg.io/Pooler', ['template', 'pgbouncer']],
  ['clickhouse.com/ClickHouseCluster', ['podTemplate', 'containerTemplate', 'settings']],
  ['clickhouse.com/KeeperCluster', ['podTemplate', 'containerTemplate', 'settings']],
]);

function objectRestart({ before, after, change }: ObjectPair): readonly Restart[] {
  if (before === undefined || after === undefined) return [];
  const fields = PODS.get(groupKindOf(after)) ?? [];
  const isChanged = change.fields.some(({ path }) => path[0] === 'spec' && fields.includes(path[1] ?? ''));
  return isChanged ? [{ workload: `${after.kind} ${after.metadata.name}`, holdsData: isStore(after) }] : [];
}

function releaseRestart({ name, chart }: Release, { before }: Changed<Release>): readonly Restart[] {
  const holdsData = STORE_CHARTS.has(chart) || STORE_CHARTS.has(before?.chart ?? '');
  return [{ workload: `all of release ${name}`, holdsData }];
}

/** Values that change no pod, in any chart that we deploy: numbers of replicas, and objects beside the pods. By a step of their way. */
const BESIDE_PODS: ReadonlySet<string> = new Set([
  'replicas',
  'replicaCount',
  'hpa',
  'autoscaling',
  'pdb',
  'podDisruptionBudget',
  'service',
  'ingress',
  'serviceMonitor',
  'podMonitor',
  'prometheusRule',
  'grafanaDashboard',
  'networkPolicy',
]);

/** Values that define the pods of one workload alone, by chart. */
const WORKLOADS: ReadonlyMap<string, readonly string[]> = new Map([
  ['langfuse', ['langfuse.web', 'langfuse.worker']],
  ['seaweedfs', ['master', 'volume', 'filer', 's3']],
  ['kube-prometheus-stack', ['alertmanager', 'prometheus', 'prometheusOperator', 'kube-state-metrics']],
  ['cert-manager', ['webhook', 'cainjector']],
  ['external-secrets', ['webhook', 'certController']],
]);

/** Of those, the ones that hold data. */
const WITH_DATA: ReadonlySet<string> = new Set(['master', 'volume', 'filer', 'prometheus', 'alertmanager']);

/** A variable may have any name. */
function isBesidePods(path: readonly string[]): boolean {
  return path.slice(0, 3).some((step) => BESIDE_PODS.has(step)) && !path.some((step) => /env/i.test(step));
}

function valueRestarts({ name, chart }: Release, values: readonly FieldChange[]): readonly Restart[] {
  const own = WORKLOADS.get(chart) ?? [];
  const found = values
    .filter(({ path }) => !isBesidePods(path))
    .map(({ path }) => own.find((workload) => `${path.join('.')}.`.startsWith(`${workload}.`)));
  // What may concern any of its workloads concerns those that are named, too.
  const restarting = found.includes(undefined) ? [undefined] : [...new Set(found)];
  return restarting.map((workload) =>
    workload === undefined
      ? { workload: `release ${name}`, holdsData: STORE_CHARTS.has(chart) }
      : { workload: `${workload} of release ${name}`, holdsData: STORE_CHARTS.has(chart) && WITH_DATA.has(workload) },
  );
}
