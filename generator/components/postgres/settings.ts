/** Settings of PostgreSQL. */
import * as z from 'zod';
import type { CommonSettings } from '../../fleet/model.ts';
import { foreignName } from '../../fleet/schema/plain-text.ts';
import { bytes, host, objectName, port, resources, storageClassOf } from '../../fleet/schema/quantities.ts';
import { caSecretName, refuseIdleAuthority, SSL_MODES, sslMode } from '../store-tls.ts';
import { backup, recovery } from './backup-settings.ts';
import { pgaudit } from './pgaudit.ts';
import { pooler } from './pooler-settings.ts';

const externalDatabase = (database: string) =>
  z.strictObject({
    database: foreignName.default(database).describe('Name of the database; it must exist.'),
    username: foreignName.default(database).describe('Role that owns the database.'),
    secretName: objectName
      .optional()
      .describe(
        'Secret (kubernetes.io/basic-auth) in the namespace of the stack; by default it comes from the secrets provider.',
      ),
  });

export const settings = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z]([-a-z0-9]{0,48}[a-z0-9])?$/, {
      error: 'must be at most 50 lower-case letters, digits and hyphens, and begin with a letter',
    })
    .meta({ examples: ['postgres-restored'] })
    .default('postgres')
    .describe(
      'Name of the Cluster. Another name creates another Cluster, for a restore; the old one stays until you delete it.',
    ),
  instances: z.int().min(1).max(9).default(2).describe('Pods: one primary and its streaming replicas.'),
  image: foreignName
    .meta({ examples: ['registry.acme.io/postgresql:18.4'] })
    .default('ghcr.io/cloudnative-pg/postgresql:18.4-system-trixie')
    .describe('PostgreSQL image; another major version upgrades the data.'),
  storage: bytes
    .default('20Gi')
    .describe(
      'Size of the volume of each instance. The operator expands it if the StorageClass allows that; it cannot shrink.',
    ),
  walStorage: bytes
    .optional()
    .describe('Size of a separate volume for the write-ahead log; it cannot be removed later.'),
  storageClass: storageClassOf('volumes'),
  resources: resources.prefault({}),
  maxConnections: z.int().min(20).default(200).describe('Maximum number of connections to the server.'),
  pooler,
  pgaudit,
  backup,
  recovery,
  external: z
    .strictObject({
      host: host.describe('Host name or IPv4 address of the server.'),
      port: port.default(5432).describe('Port of the server.'),
      sslMode: sslMode.default('require').describe(`How clients use TLS: ${SSL_MODES}.`),
      caSecretName,
      langfuse: externalDatabase('langfuse').prefault({}).describe("Langfuse's database."),
      grafana: externalDatabase('grafana').prefault({}).describe("Grafana's database."),
    })
    .superRefine(refuseIdleAuthority)
    .meta({ examples: [{ host: 'pg.acme.io', sslMode: 'verify-full', caSecretName: 'acme-authority' }] })
    .optional()
    .describe('Connection to the server, in mode external.'),
});

export type PostgresSettings = z.output<typeof settings> & CommonSettings;
