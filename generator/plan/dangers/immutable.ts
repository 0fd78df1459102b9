/** Fields that Kubernetes or an operator refuses to change: the engine cannot apply the object until somebody deletes it. */
import { groupKindOf } from '../../kubernetes/scope.ts';
import { type FieldChange, isSameWay } from '../difference/fields.ts';
import { pathText } from '../difference/path-text.ts';
import type { ComponentRule, ComponentView, Finding } from './danger.ts';
import { type ChangedObject, changedObjects, subjectOf } from './subject.ts';

/** Fields of an object, with dots in between. */
interface Refused {
  readonly fields?: readonly string[];
  /** Everything in `spec` but these. */
  readonly allBut?: readonly string[];
  /** Once they have a value. */
  readonly onceSet?: readonly string[];
  /** May be changed, and not be taken away. */
  readonly notRemoved?: readonly string[];
  /** Neither be taken away nor come later. */
  readonly notAdded?: readonly string[];
  /** If the object says that it is immutable. */
  readonly ifImmutable?: readonly string[];
}

/**
 * kubernetes/kubernetes:pkg/apis/{apps,batch,core,rbac,storage}/validation/validation.go; cloudnative-pg/cloudnative-pg:
 * internal/webhook/v1/cluster_webhook.go `validateClusterChanges`, and the rules of its CRDs; ClickHouse/clickhouse-operator:
 * internal/webhook/v1alpha1/common.go `validateDataVolumeSpecChanges`.
 */
const REFUSED: ReadonlyMap<string, Refused> = new Map(
  Object.entries<Refused>({
    'apps/StatefulSet': {
      allBut: [
        'replicas',
        'ordinals',
        'template',
        'updateStrategy',
        'revisionHistoryLimit',
        'persistentVolumeClaimRetentionPolicy',
        'minReadySeconds',
      ],
    },
    'apps/Deployment': { fields: ['spec.selector'] },
    'apps/DaemonSet': { fields: ['spec.selector'] },
    'apps/ReplicaSet': { fields: ['spec.selector'] },
    'batch/Job': { fields: ['spec.template', 'spec.selector', 'spec.completionMode', 'spec.podFailurePolicy'] },
    '/Service': { onceSet: ['spec.clusterIP', 'spec.clusterIPs', 'spec.ipFamilies.0'] },
    '/PersistentVolumeClaim': { allBut: ['resources', 'volumeAttributesClassName'] },
    '/ConfigMap': { ifImmutable: ['data', 'binaryData', 'immutable'] },
    '/Secret': { fields: ['type'], ifImmutable: ['data', 'stringData', 'immutable'] },
    'rbac.authorization.k8s.io/RoleBinding': { fields: ['roleRef'] },
    'rbac.authorization.k8s.io/ClusterRoleBinding': { fields: ['roleRef'] },
    'storage.k8s.io/StorageClass': { fields: ['provisioner', 'parameters', 'reclaimPolicy', 'volumeBindingMode'] },
    'postgresql.cnpg.io/Cluster': {
      fields: ['spec.postgresUID', 'spec.postgresGID', 'spec.serviceAccountName'],
      onceSet: ['spec.replicationSlots.highAvailability.slotPrefix'],
      notRemoved: ['spec.walStorage', 'spec.tablespaces'],
    },
    'postgresql.cnpg.io/Database': {
      allBut: [
        'owner',
        'ensure',
        'databaseReclaimPolicy',
        'isTemplate',
        'allowConnections',
        'connectionLimit',
        'tablespace',
        'schemas',
        'extensions',
        'fdws',
        'servers',
      ],
    },
    'postgresql.cnpg.io/DatabaseRole': { fields: ['spec.cluster', 'spec.name'] },
    'postgresql.cnpg.io/Pooler': { fields: ['spec.cluster'] },
    'postgresql.cnpg.io/ScheduledBackup': { fields: ['spec.cluster'] },
    'clickhouse.com/ClickHouseCluster': {
      notAdded: ['spec.dataVolumeClaimSpec'],
      notRemoved: ['spec.dataVolumeClaimSpec', 'spec.additionalDataVolumeClaimSpecs'],
    },
    'clickhouse.com/KeeperCluster': {
      notAdded: ['spec.dataVolumeClaimSpec'],
      notRemoved: ['spec.dataVolumeClaimSpec'],
    },
  }),
);

/** Values of charts that become claim templates of a StatefulSet: those of no release can change. By the name of the chart. */
const CLAIM_TEMPLATES: ReadonlyMap<string, RegExp> = new Map(
  Object.entries({
    valkey: /^replica\.persistence\.(?:size|storageClass|accessModes)\b/,
    seaweedfs:
      /^(?:master|filer)\.(?:data|logs)\.(?:type|size|storageClass)$|^volume\.dataDirs\.[^.]+\.(?:type|size|storageClass)$/,
    'opentelemetry-collector': /^statefulset\.volumeClaimTemplates\b/,
  }),
);

export const immutableFields: ComponentRule = (view) => [
  ...changedObjects(view).flatMap(refusedFields),
  ...(isAnotherKind(view)
    ? []
    : view.change.values.flatMap((field) => refusedValue(field, view.after?.release?.chart ?? ''))),
];

/** The chart of the collector makes a workload of another kind in another mode: that StatefulSet is new. */
function isAnotherKind({ change: { values } }: ComponentView): boolean {
  return values.some(({ path }) => path.join('.') === 'mode');
}

function refusedFields(object: ChangedObject): readonly Finding[] {
  const refused = REFUSED.get(groupKindOf(object.after));
  if (refused === undefined) return [];
  const paths = object.fields.filter((field) => isRefused(field, refused, object)).map(({ path }) => pathText(path));
  return paths.length === 0
    ? []
    : [{ code: 'immutable-field', message: `${subjectOf(object.after)}: ${paths.join(', ')} cannot be changed` }];
}

function isRefused(change: FieldChange, refused: Refused, { before }: ChangedObject): boolean {
  const { path } = change;
  const isIn = (fields: readonly string[] = []): boolean => fields.some((field) => isSameWay(path, field.split('.')));
  return (
    isIn(refused.fields) ||
    (refused.allBut !== undefined && path[0] === 'spec' && !refused.allBut.includes(path[1] ?? '')) ||
    (change.before !== undefined && isIn(refused.onceSet)) ||
    (change.after === undefined && isTop(path, refused.notRemoved)) ||
    (change.before === undefined && isTop(path, refused.notAdded)) ||
    (before.immutable === true && isIn(refused.ifImmutable))
  );
}

/** The field itself, or an item of its list. */
function isTop(path: readonly string[], fields: readonly string[] = []): boolean {
  return fields.some((field) => isSameWay(path, field.split('.')) && path.length <= field.split('.').length + 1);
}

function refusedValue({ path }: FieldChange, chart: string): readonly Finding[] {
  const name = pathText(path);
  if (CLAIM_TEMPLATES.get(chart)?.test(name) !== true) return [];
  const message = `Helm value ${name} is part of the volume claims of a StatefulSet, which cannot be changed: the upgrade fails`;
  return [{ code: 'immutable-field', message }];
}
