/** The connection of consumers, to a managed or an external ClickHouse. */
import { STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import { defineHandle } from '../../stack/handle.ts';
import { STACK } from '../../stack/namespaces.ts';
import type { SslMode } from '../store-tls.ts';
import type { ClickhouseSettings } from './settings.ts';

const NAME = 'clickhouse';

/** As the operator names the first replica of the first shard. */
const FIRST_REPLICA = `${NAME}-clickhouse-0-0-0.${NAME}-clickhouse-headless.${STACK_NAMESPACE}.svc`;

/** Below the registry; the server and its clients are one program. */
export const SERVER_IMAGE = 'clickhouse/clickhouse-server';

/** The Secret of its user, where none is named. */
export const CLICKHOUSE_SECRET = 'clickhouse-credentials';

/** The database of OpenLIT, and the user that has this database and no other. */
export interface OpenlitDatabase {
  /** Of a single server: OpenLIT's tables are not replicated, so all of its data is on this one. */
  readonly host: string;
  readonly database: string;
  readonly username: string;
  /** In the namespace of the stack. */
  readonly secretName: string;
  readonly passwordKey: 'password';
}

/** In a managed ClickHouse. */
export const OPENLIT_DATABASE: OpenlitDatabase = {
  host: FIRST_REPLICA,
  database: 'openlit',
  username: 'openlit',
  secretName: 'clickhouse-openlit',
  passwordKey: 'password',
};

/** The user that reads the scores of Langfuse in a managed ClickHouse, and nothing else. */
export const SCORE_READER = {
  username: 'evaluations',
  secretName: 'clickhouse-evaluations',
  /** What it may read: not the comments, the metadata, or whom a score is about. */
  columns: [
    'project_id',
    'environment',
    'name',
    'source',
    'data_type',
    'string_value',
    'value',
    'timestamp',
    // They say which row of several is the current one.
    'id',
    'event_ts',
    'is_deleted',
  ],
} as const;

/** The user that deletes what is older than Langfuse's retention in a managed ClickHouse, and does nothing else. */
export const RETENTION_USER = { username: 'retention', secretName: 'clickhouse-retention' } as const;

export interface ClickhouseConnection {
  readonly host: string;
  /** For queries of people, where that is another one. */
  readonly readOnlyHost: string | undefined;
  /** Of a single server: a schema change on one replica reaches the others a little later. */
  readonly migrationHost: string;
  readonly httpPort: number;
  readonly nativePort: number;
  readonly sslMode: SslMode;
  /** The Secret with the authorities of its certificate; undefined for public authorities. */
  readonly caSecretName: string | undefined;
  readonly database: string;
  readonly username: string;
  readonly secretName: string;
  readonly passwordKey: 'password';
  /** Whether tables are made `ON CLUSTER default`. It cannot be changed: single tables cannot be converted to cluster tables. */
  readonly clustered: boolean;
}

export const clickhouse = defineHandle<ClickhouseSettings>()({
  name: NAME,
  namespace: STACK,
  workloads: {
    server: { podLabels: { app: `${NAME}-clickhouse`, 'clickhouse.com/role': 'clickhouse-server' } },
    keeper: { podLabels: { app: `${NAME}-keeper`, 'clickhouse.com/role': 'clickhouse-keeper' } },
    // The pods of the CronJob that makes backups.
    backup: { podLabels: { 'app.kubernetes.io/name': `${NAME}-backup`, 'app.kubernetes.io/instance': NAME } },
    // Those of the CronJob that makes recent ones.
    recent: { podLabels: { 'app.kubernetes.io/name': `${NAME}-backup-recent`, 'app.kubernetes.io/instance': NAME } },
    // Those of the CronJob that restores on trial.
    drill: { podLabels: { 'app.kubernetes.io/name': `${NAME}-drill`, 'app.kubernetes.io/instance': NAME } },
  },
  probes: {
    server: `${STACK_NAMESPACE}/${NAME}`,
    keeper: `${STACK_NAMESPACE}/${NAME}-keeper`,
    /** The state of the backups, which servers are asked for by a query. */
    backup: `${STACK_NAMESPACE}/${NAME}-backup`,
  },
  connection: clickhouseConnection,
});

function clickhouseConnection({ mode, external }: ClickhouseSettings): ClickhouseConnection {
  if (mode === 'external' && external !== undefined)
    return {
      ...external,
      readOnlyHost: external.readOnlyHost,
      migrationHost: external.host,
      caSecretName: external.caSecretName,
      secretName: external.secretName ?? CLICKHOUSE_SECRET,
      passwordKey: 'password',
    };
  return {
    host: `${NAME}.${STACK_NAMESPACE}.svc`,
    readOnlyHost: undefined,
    migrationHost: FIRST_REPLICA,
    httpPort: 8123,
    nativePort: 9000,
    sslMode: 'disable',
    caSecretName: undefined,
    // The one database that exists from the start; Langfuse's migrations do not make another.
    database: 'default',
    username: 'default',
    secretName: CLICKHOUSE_SECRET,
    passwordKey: 'password',
    clustered: true,
  };
}

/** The address of the HTTP interface at one of its hosts. */
export function httpAddress({ httpPort, sslMode }: ClickhouseConnection, host: string): string {
  return `${sslMode === 'disable' ? 'http' : 'https'}://${host}:${httpPort}`;
}

/** Where OpenLIT keeps telemetry, in a managed or an external ClickHouse. Apart from the connection, because its settings matter only with OpenLIT. */
export function openlitDatabase({ mode, external }: ClickhouseSettings): OpenlitDatabase {
  if (mode !== 'external' || external === undefined) return OPENLIT_DATABASE;
  const { database, username, secretName = OPENLIT_DATABASE.secretName } = external.openlit;
  return { ...OPENLIT_DATABASE, host: external.host, database, username, secretName };
}
