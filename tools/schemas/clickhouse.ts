/**
 * The ClickHouse operator's kinds, written by hand: the operator is not published as a Go module.
 * Fields of clickhouse.com/v1alpha1 as of operator 0.0.2; where it embeds a part of a pod, the schema is Kubernetes' own.
 */
import type { Json, JsonObject } from '../../generator/data/json.ts';
import { builtIn, METADATA } from './custom-resources.ts';
import { ofKind, schemaPath } from './json-schema.ts';
import { BOOLEAN, INTEGER, list, mapOf, object, oneOfWords, STRING } from './shapes.ts';

const API_VERSION = 'clickhouse.com/v1alpha1';

const core = (name: string): JsonObject => builtIn(`io.k8s.api.core.v1.${name}`);

const CONTAINER_TEMPLATE = object({
  image: object({ repository: STRING, tag: STRING, hash: STRING }),
  imagePullPolicy: oneOfWords('Always', 'Never', 'IfNotPresent'),
  resources: core('ResourceRequirements'),
  securityContext: core('SecurityContext'),
  env: list(core('EnvVar')),
  volumeMounts: list(core('VolumeMount')),
});

const POD_TEMPLATE = object({
  affinity: core('Affinity'),
  imagePullSecrets: list(core('LocalObjectReference')),
  nodeHostnameKey: STRING,
  nodeSelector: mapOf(STRING),
  schedulerName: STRING,
  securityContext: core('PodSecurityContext'),
  serviceAccountName: STRING,
  terminationGracePeriodSeconds: INTEGER,
  tolerations: list(core('Toleration')),
  topologySpreadConstraints: list(core('TopologySpreadConstraint')),
  topologyZoneKey: STRING,
  volumes: list(core('Volume')),
});

const KEY_REFERENCE = object({ name: STRING, key: STRING }, ['name', 'key']);

const LOGGER = object({
  count: INTEGER,
  jsonLogs: BOOLEAN,
  level: oneOfWords('test', 'trace', 'debug', 'information', 'notice', 'warning', 'error', 'critical', 'fatal'),
  logToFile: BOOLEAN,
  size: STRING,
});

const TLS = object({
  caBundle: KEY_REFERENCE,
  enabled: BOOLEAN,
  required: BOOLEAN,
  serverCertSecret: object({ name: STRING }),
});

/** The server's own configuration, which the operator merges without looking at it. */
const CONFIGURATION: JsonObject = { type: 'object' };

const SETTINGS = { extraConfig: CONFIGURATION, logger: LOGGER, tls: TLS };

const PODS = {
  annotations: mapOf(STRING),
  clusterDomain: STRING,
  containerTemplate: CONTAINER_TEMPLATE,
  dataVolumeClaimSpec: core('PersistentVolumeClaimSpec'),
  labels: mapOf(STRING),
  podTemplate: POD_TEMPLATE,
};

const CLICKHOUSE_CLUSTER = object(
  {
    ...PODS,
    keeperClusterRef: object({ name: STRING }, ['name']),
    replicas: { type: 'integer', minimum: 0 },
    shards: { type: 'integer', minimum: 0 },
    settings: object({
      ...SETTINGS,
      defaultUserPassword: object({ configMap: KEY_REFERENCE, passwordType: STRING, secret: KEY_REFERENCE }),
      enableDatabaseSync: BOOLEAN,
      extraUsersConfig: CONFIGURATION,
    }),
  },
  // Even a single replica needs its Keeper: replication is always on.
  ['keeperClusterRef'],
);

const KEEPER_CLUSTER = object({
  ...PODS,
  // Keeper votes: an even number tolerates no more failures than the odd one below it, and the operator refuses it.
  replicas: { type: 'integer', enum: [0, 1, 3, 5, 7, 9, 11, 13, 15] },
  settings: object(SETTINGS),
});

/** Files by path below the folder of custom resources. */
export function clickhouseSchemas(): Map<string, Json> {
  const kinds = { ClickHouseCluster: CLICKHOUSE_CLUSTER, KeeperCluster: KEEPER_CLUSTER };
  return new Map(
    Object.entries(kinds).map(([kind, spec]): [string, Json] => [
      schemaPath(API_VERSION, kind),
      ofKind(object({ spec, status: CONFIGURATION }, ['metadata', 'spec']), API_VERSION, kind, METADATA),
    ]),
  );
}
