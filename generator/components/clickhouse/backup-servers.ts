/** What servers of ClickHouse need for backups: where the bucket is, users that make and watch backups, and a log of them. */
import type { JsonObject } from '../../data/json.ts';
import { fromSecret } from '../../kubernetes/secret-variable.ts';
import type { Secret, Stack } from '../../stack/component.ts';
import { type BucketKey, bucketProxy, objectStore } from '../object-store/handle.ts';
import { authorityFile, authorityMount, authorityVolume } from '../store-tls.ts';
import { ACCESS_KEY_ID, COLLECTION, type Databases, READER, ROOT, SECRET_ACCESS_KEY, WRITER } from './backup-names.ts';
import { grants } from './backup-statements.ts';
import { partsGrants } from './drill-statements.ts';
import { type ServerUsers, serverUsers, signInOf } from './users.ts';

const GOOGLE = { http_client: 'gcp_oauth' } as const;

/** What a container of ClickHouse needs to use the bucket. */
interface BucketAccess {
  readonly configuration: JsonObject;
  readonly environment: readonly JsonObject[];
  readonly volumes: readonly JsonObject[];
  readonly mounts: readonly JsonObject[];
}

/**
 * The collection with the address of the bucket; its keys are read from the environment. The address has the bucket in its path, which
 * every store supports. A named collection has no region, so it is in the section of the endpoint; without it, requests are signed for
 * the region that the host name says, or us-east-1 (ClickHouse/clickhouse-docs:docs/engines/table-engines/integrations/s3.md).
 * At Google requests have a token of the metadata server in place of a signature: statements read that from the collection, and backups
 * from the section.
 */
export function bucketAccess(stack: Stack): BucketAccess {
  const connection = objectStore.connection(stack.of(objectStore));
  const { provider, endpoint, region, bucket, prefix, caSecretName, key } = connection;
  const url = `${endpoint.replace(/\/+$/, '')}/${bucket}/${prefix}${ROOT}/`;
  const isTrusted = caSecretName === undefined;
  return {
    configuration: {
      named_collections: {
        [COLLECTION]: {
          url,
          ...(key === undefined
            ? {}
            : { access_key_id: { '@from_env': ACCESS_KEY_ID }, secret_access_key: { '@from_env': SECRET_ACCESS_KEY } }),
          ...(provider === 'google' ? GOOGLE : {}),
        },
      },
      s3: {
        [COLLECTION]: {
          endpoint: url,
          ...(provider === 'google' ? GOOGLE : { region }),
          ...(provider === 's3' && key === undefined ? { use_environment_credentials: 1 } : {}),
        },
      },
      ...(isTrusted ? {} : { openSSL: { client: { caConfig: authorityFile(objectStore.name) } } }),
    },
    // ClickHouse reads them in small letters (ClickHouse/ClickHouse:src/Common/EnvironmentProxyConfigurationResolver.cpp).
    environment: [
      ...(key === undefined ? [] : keysOf(key)),
      ...bucketProxy(stack).map(({ name, value }) => ({ name: name.toLowerCase(), value })),
    ],
    volumes: isTrusted ? [] : [authorityVolume(objectStore.name, caSecretName)],
    mounts: isTrusted ? [] : [authorityMount(objectStore.name)],
  };
}

function keysOf({ secretName, accessKeyIdKey, secretAccessKeyKey }: BucketKey): readonly JsonObject[] {
  return [
    fromSecret(ACCESS_KEY_ID, secretName, accessKeyIdKey),
    fromSecret(SECRET_ACCESS_KEY, secretName, secretAccessKeyKey),
  ];
}

/** The part of `extraConfig`. The log has two rows for each backup and is kept, so that the age of the last one is known after a restart. */
export function serverConfiguration(stack: Stack): JsonObject {
  return { ...bucketAccess(stack).configuration, backup_log: { database: 'system', table: 'backup_log' } };
}

/** Where drills are on, the user that watches backups may also know which parts there are. */
export function backupUsers(databases: Databases, hasDrill: boolean): ServerUsers {
  return serverUsers(
    [WRITER, READER].map(({ name, variable, secretName }) => ({
      name,
      variable,
      password: { secretName, key: 'password' },
      grants: [...(grants(databases)[name] ?? []), ...(hasDrill && name === READER.name ? partsGrants(databases) : [])],
    })),
  );
}

export function backupSecrets(): readonly Secret[] {
  return [WRITER, READER].map(({ name, secretName, purpose }) => signInOf(name, secretName, purpose));
}
