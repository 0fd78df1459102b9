/** PostgreSQL for Langfuse and Grafana: a CloudNativePG Cluster, or a server that runs elsewhere. */
import { z } from 'zod';
import type { CommonSettings } from '../fleet/model.ts';
import { port, quantity, resources } from '../fleet/quantities.ts';
import { STACK_NAMESPACE } from '../kubernetes/metadata.ts';
import { defineComponent } from './component.ts';

const NAME = 'postgres';

export interface PostgresDatabase {
  readonly database: string;
  readonly username: string;
  /** kubernetes.io/basic-auth: keys `username` and `password`. */
  readonly secretName: string;
  readonly passwordKey: 'password';
}

export interface PostgresConnection {
  readonly host: string;
  readonly port: number;
  readonly sslMode: 'disable' | 'require' | 'verify-full';
  readonly langfuse: PostgresDatabase;
  readonly grafana: PostgresDatabase;
}

const externalDatabase = (database: string) =>
  z.strictObject({
    database: z.string().default(database).describe('Name of the database; it must exist.'),
    username: z.string().default(database).describe('Role that owns the database.'),
    secretName: z
      .string()
      .optional()
      .describe('Secret (kubernetes.io/basic-auth) in the namespace of the stack; when absent it comes from the secrets provider.'),
  });

const settings = z.strictObject({
  instances: z.int().min(1).max(9).default(2).describe('Pods: one primary and its streaming replicas.'),
  storage: quantity.default('20Gi').describe('Volume of each instance; it can grow, not shrink.'),
  storageClass: z.string().optional().describe("StorageClass of the volumes; the cluster's default when absent."),
  resources: resources.prefault({}),
  external: z
    .strictObject({
      host: z.string().describe('Host name or address of the server.'),
      port: port.default(5432).describe('Port of the server.'),
      sslMode: z.enum(['disable', 'require', 'verify-full']).default('require').describe('How clients use TLS.'),
      langfuse: externalDatabase('langfuse').prefault({}).describe("Langfuse's database."),
      grafana: externalDatabase('grafana').prefault({}).describe("Grafana's database."),
    })
    .optional()
    .describe('Where the server is, in mode external.'),
});

type PostgresSettings = z.output<typeof settings> & CommonSettings;

const LANGFUSE: PostgresDatabase = {
  database: 'langfuse',
  username: 'langfuse',
  secretName: 'postgres-langfuse',
  passwordKey: 'password',
};

const GRAFANA: PostgresDatabase = {
  database: 'grafana',
  username: 'grafana',
  secretName: 'postgres-grafana',
  passwordKey: 'password',
};

/** Where consumers find PostgreSQL, whoever runs it. */
export function postgresConnection({ mode, external }: PostgresSettings): PostgresConnection {
  if (mode !== 'external' || external === undefined)
    // CloudNativePG always offers TLS, with a certificate of its own CA.
    return { host: `${NAME}-rw.${STACK_NAMESPACE}.svc`, port: 5432, sslMode: 'require', langfuse: LANGFUSE, grafana: GRAFANA };
  const { host, port, sslMode, langfuse, grafana } = external;
  return {
    host,
    port,
    sslMode,
    langfuse: { ...LANGFUSE, ...langfuse, secretName: langfuse.secretName ?? LANGFUSE.secretName },
    grafana: { ...GRAFANA, ...grafana, secretName: grafana.secretName ?? GRAFANA.secretName },
  };
}

export const postgres = defineComponent({
  name: NAME,
  description: 'PostgreSQL: the transactional databases of Langfuse and Grafana.',
  namespace: { name: STACK_NAMESPACE, podSecurity: { level: 'restricted' } },
  modes: ['managed', 'external'],
  settings,
});
