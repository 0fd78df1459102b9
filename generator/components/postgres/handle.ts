/** Where consumers find PostgreSQL, and as whom. */
import { STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import { defineHandle } from '../../stack/handle.ts';
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
  readonly port: number;
  readonly sslMode: SslMode;
  /** The Secret with the authorities of its certificate; undefined for those that everybody trusts. */
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

export const postgres = defineHandle<PostgresSettings>()({
  name: 'postgres',
  namespace: STACK,
  // On instances and on the Jobs that create them alike.
  workloads: { instances: { podLabels: ({ name }: PostgresSettings) => ({ 'cnpg.io/cluster': name }) } },
  probes: { instances: `${STACK_NAMESPACE}/postgres` },
  connection: postgresConnection,
});

/** The connection, whoever runs the server. */
function postgresConnection(s: PostgresSettings): PostgresConnection {
  const { mode, external } = s;
  if (mode !== 'external' || external === undefined)
    // CloudNativePG always offers TLS, with a certificate of an authority of its own. That one it replaces every three months,
    // and clients read theirs once, when they start: to check it would be to lose the database some day.
    return {
      host: `${s.name}-rw.${STACK_NAMESPACE}.svc`,
      port: 5432,
      sslMode: 'require',
      caSecretName: undefined,
      langfuse: LANGFUSE,
      grafana: GRAFANA,
    };
  const { host, port: externalPort, sslMode, caSecretName, langfuse, grafana } = external;
  return {
    host,
    port: externalPort,
    sslMode,
    caSecretName,
    langfuse: { ...LANGFUSE, ...langfuse, secretName: langfuse.secretName ?? LANGFUSE.secretName },
    grafana: { ...GRAFANA, ...grafana, secretName: grafana.secretName ?? GRAFANA.secretName },
  };
}
