/** Address, database and user for the consumers of PostgreSQL. */
import { STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import { defineHandle, type PodLabels } from '../../stack/handle.ts';
import { STACK } from '../../stack/namespaces.ts';
import type { SslMode } from '../store-tls.ts';
import type { PostgresSettings } from './settings.ts';

export interface PostgresDatabase {
  readonly database: string;
  readonly username: string;
  /** Of type kubernetes.io/basic-auth. */
  readonly secretName: string;
  readonly passwordKey: 'password';
}

export interface PostgresConnection {
  readonly host: string;
  /** For clients with many short transactions: the pooler, or the host itself where there is none. On the same port. */
  readonly pooledHost: string;
  readonly port: number;
  readonly sslMode: SslMode;
  /** The Secret with the authorities of its certificate; undefined for public authorities. */
  readonly caSecretName: string | undefined;
  readonly langfuse: PostgresDatabase;
  readonly grafana: PostgresDatabase;
}

export const LANGFUSE: PostgresDatabase = {
  database: 'langfuse',
  username: 'langfuse',
  secretName: 'postgres-langfuse',
  passwordKey: 'password',
};

export const GRAFANA: PostgresDatabase = {
  database: 'grafana',
  username: 'grafana',
  secretName: 'postgres-grafana',
  passwordKey: 'password',
};

/** Whether there is a pooler before the server. */
export function hasPooler({ mode, pooler }: PostgresSettings): boolean {
  return mode !== 'external' && pooler.instances > 0;
}

/** Of the Pooler, its Deployment and its Service. It belongs to one Cluster for good, so it has its name. */
export function poolerName({ name }: PostgresSettings): string {
  return `${name}-pooler`;
}

export function poolerLabels(s: PostgresSettings): PodLabels {
  return { 'cnpg.io/poolerName': poolerName(s) };
}

/** On instances and on the Jobs that create them alike. Pods of a pooler have the label of the Cluster too, so another tells them apart. */
function databaseLabels(s: PostgresSettings): PodLabels {
  return {
    'cnpg.io/cluster': s.name,
    ...(hasPooler(s) ? { 'app.kubernetes.io/component': 'database' } : {}),
  };
}

export const postgres = defineHandle<PostgresSettings>()({
  name: 'postgres',
  namespace: STACK,
  workloads: {
    instances: { podLabels: databaseLabels },
    pooler: { podLabels: poolerLabels },
    // The pods of the CronJob that restores on trial.
    drill: { podLabels: { 'app.kubernetes.io/name': 'postgres-drill', 'app.kubernetes.io/instance': 'postgres' } },
  },
  probes: { instances: `${STACK_NAMESPACE}/postgres`, pooler: `${STACK_NAMESPACE}/postgres-pooler` },
  connection: postgresConnection,
});

/** The connection, to a managed or an external server. */
function postgresConnection(s: PostgresSettings): PostgresConnection {
  const { mode, external } = s;
  if (mode !== 'external' || external === undefined)
    // CloudNativePG always offers TLS, with a certificate of its own authority, which it replaces every three months.
    // Clients read the authority once, when they start: if they verified the certificate, they would lose the database after a while.
    return {
      host: `${s.name}-rw.${STACK_NAMESPACE}.svc`,
      pooledHost: `${hasPooler(s) ? poolerName(s) : `${s.name}-rw`}.${STACK_NAMESPACE}.svc`,
      port: 5432,
      sslMode: 'require',
      caSecretName: undefined,
      langfuse: LANGFUSE,
      grafana: GRAFANA,
    };
  const { host, port: externalPort, sslMode, caSecretName, langfuse, grafana } = external;
  return {
    host,
    pooledHost: host,
    port: externalPort,
    sslMode,
    caSecretName,
    langfuse: { ...LANGFUSE, ...langfuse, secretName: langfuse.secretName ?? LANGFUSE.secretName },
    grafana: { ...GRAFANA, ...grafana, secretName: grafana.secretName ?? GRAFANA.secretName },
  };
}
