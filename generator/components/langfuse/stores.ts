/** Values of Langfuse's chart for its four stores, in every mode. */
import type { JsonObject } from '../../data/json.ts';
import type { Stack } from '../../stack/component.ts';
import { clickhouse } from '../clickhouse/handle.ts';
import { FOLDERS, objectStore, type Provider } from '../object-store/handle.ts';
import { type PostgresConnection, postgres } from '../postgres/handle.ts';
import { authorityFile, type SslMode } from '../store-tls.ts';
import { valkey } from '../valkey/handle.ts';
import { exportsLeadOutside } from './environment.ts';

/** The chart's word for the provider of the bucket. */
const STORAGE_PROVIDER: Readonly<Record<Provider, string>> = { s3: 's3', google: 'gcs', azure: 'azure' };

export function storeValues(stack: Stack): JsonObject {
  const pg = postgres.connection(stack.of(postgres));
  const ch = clickhouse.connection(stack.of(clickhouse));
  const kv = valkey.connection(stack.of(valkey));
  const s3 = objectStore.connection(stack.of(objectStore));
  return {
    postgresql: {
      deploy: false,
      host: hostAndPort(pg.pooledHost, pg.port),
      args: prismaArguments(pg),
      directUrl: pg.pooledHost === pg.host ? '' : urlPastPooler(pg),
      auth: {
        username: pg.langfuse.username,
        database: pg.langfuse.database,
        existingSecret: pg.langfuse.secretName,
        secretKeys: { userPasswordKey: pg.langfuse.passwordKey },
      },
    },
    redis: {
      deploy: false,
      host: kv.host,
      port: kv.port,
      tls: {
        enabled: kv.sslMode !== 'disable',
        caPath: kv.caSecretName === undefined ? '' : authorityFile(valkey.name),
      },
      auth: {
        username: kv.username,
        existingSecret: kv.secretName,
        existingSecretPasswordKey: kv.passwordKey,
        database: 0,
      },
      cluster: { enabled: kv.topology === 'cluster', nodes: kv.topology === 'cluster' ? kv.nodes : [] },
      sentinel: {
        enabled: kv.topology === 'sentinel',
        masterName: kv.sentinel?.masterName ?? '',
        nodes: kv.topology === 'sentinel' ? kv.nodes.join(',') : '',
        existingSecret: kv.sentinel?.secretName ?? '',
        existingSecretPasswordKey: kv.sentinel?.secretName === undefined ? '' : kv.passwordKey,
      },
    },
    clickhouse: {
      deploy: false,
      // Only the scheme makes the chart use TLS on the HTTP port (langfuse-k8s: templates/_helpers.tpl).
      host: ch.sslMode === 'verify-full' ? `https://${ch.host}` : ch.host,
      httpPort: ch.httpPort,
      nativePort: ch.nativePort,
      database: ch.database,
      auth: { username: ch.username, existingSecret: ch.secretName, existingSecretKey: ch.passwordKey },
      // A Job does it: `migrations.ts`.
      migration: { autoMigrate: false },
      // Langfuse creates its tables once, for a cluster or for a single node, and they cannot be converted.
      cluster: { enabled: ch.clustered },
    },
    s3: {
      deploy: false,
      storageProvider: STORAGE_PROVIDER[s3.provider],
      bucket: s3.bucket,
      region: s3.region,
      endpoint: s3.endpoint,
      forcePathStyle: s3.forcePathStyle,
      // Each apart from the others and from backups, so that a bucket can have a rule for each.
      eventUpload: { prefix: `${s3.prefix}${FOLDERS.events}` },
      batchExport: { enabled: exportsLeadOutside(stack), prefix: `${s3.prefix}${FOLDERS.exports}` },
      // Media have one address, which links are signed for too.
      mediaUpload: { prefix: `${s3.prefix}${FOLDERS.media}`, endpoint: s3.publicEndpoint ?? '' },
      // Without names the chart sets no variables, and the SDK of AWS takes the identity of the pod.
      accessKeyId: {
        secretKeyRef: { name: s3.keyOfLangfuse?.secretName ?? '', key: s3.keyOfLangfuse?.accessKeyIdKey ?? '' },
      },
      secretAccessKey: {
        secretKeyRef: { name: s3.keyOfLangfuse?.secretName ?? '', key: s3.keyOfLangfuse?.secretAccessKeyKey ?? '' },
      },
    },
  };
}

/** The image's entrypoint leaves the port out of the URL that it builds, so another one goes into the host. */
export function hostAndPort(host: string, port: number): string {
  return port === 5432 ? host : `${host}:${port}`;
}

/**
 * For migrations, which web applies when it starts: they hold a lock for the time of a session, which a pooler does not keep together.
 * Kubernetes puts the password in, which the chart makes a variable before this one
 * (langfuse/langfuse-k8s:charts/langfuse/templates/_helpers.tpl, langfuse.databaseEnv).
 */
function urlPastPooler(pg: PostgresConnection): string {
  const { username, database } = pg.langfuse;
  return `postgresql://${username}:$(DATABASE_PASSWORD)@${hostAndPort(pg.host, pg.port)}/${database}?${prismaArguments(pg)}`;
}

/**
 * Prisma has two parameters where PostgreSQL has one, and treats any mode that it does not know, also `verify-full`, as `prefer` with
 * any certificate (prisma/prisma-engines:quaint/src/connector/postgres/url.rs). `sslcert` is the certificate of the authority.
 */
const PRISMA: Readonly<Record<SslMode, string>> = {
  disable: 'sslmode=disable',
  require: 'sslmode=require&sslaccept=accept_invalid_certs',
  'verify-full': 'sslmode=require&sslaccept=strict',
};

export function prismaArguments({ sslMode, caSecretName }: PostgresConnection): string {
  return caSecretName === undefined ? PRISMA[sslMode] : `${PRISMA[sslMode]}&sslcert=${authorityFile(postgres.name)}`;
}
