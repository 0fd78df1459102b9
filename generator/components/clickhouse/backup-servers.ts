/** What servers of ClickHouse need for backups: where the bucket is, users that make and watch backups, and a log of them. */
import type { JsonObject } from '../../data/json.ts';
import type { Secret, Stack } from '../../stack/component.ts';
import { type ObjectStoreConnection, objectStore } from '../object-store/handle.ts';
import { authorityFile, authorityMount, authorityVolume } from '../store-tls.ts';
import { ACCESS_KEY_ID, COLLECTION, READER, ROOT, SECRET_ACCESS_KEY, WRITER } from './backup-names.ts';
import { grants } from './backup-statements.ts';
import type { ServerUsers } from './users.ts';

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
 */
export function bucketAccess(stack: Stack): BucketAccess {
  const connection = objectStore.connection(stack.of(objectStore));
  const { endpoint, region, bucket, caSecretName, secretName } = connection;
  const url = `${endpoint.replace(/\/+$/, '')}/${bucket}/${ROOT}/`;
  const isTrusted = caSecretName === undefined;
  return {
    configuration: {
      named_collections: {
        [COLLECTION]: {
          url,
          access_key_id: { '@from_env': ACCESS_KEY_ID },
          secret_access_key: { '@from_env': SECRET_ACCESS_KEY },
        },
      },
      s3: { [COLLECTION]: { endpoint: url, region } },
      ...(isTrusted ? {} : { openSSL: { client: { caConfig: authorityFile(objectStore.name) } } }),
    },
    environment: keysOf(connection, secretName),
    volumes: isTrusted ? [] : [authorityVolume(objectStore.name, caSecretName)],
    mounts: isTrusted ? [] : [authorityMount(objectStore.name)],
  };
}

function keysOf(connection: ObjectStoreConnection, secretName: string): readonly JsonObject[] {
  return [
    fromSecret(ACCESS_KEY_ID, secretName, connection.accessKeyIdKey),
    fromSecret(SECRET_ACCESS_KEY, secretName, connection.secretAccessKeyKey),
  ];
}

/** A variable of a container. */
export function fromSecret(variable: string, name: string, key: string): JsonObject {
  return { name: variable, valueFrom: { secretKeyRef: { name, key } } };
}

/** The part of `extraConfig`. The log has two rows for each backup and is kept, so that the age of the last one is known after a restart. */
export function serverConfiguration(stack: Stack): JsonObject {
  return { ...bucketAccess(stack).configuration, backup_log: { database: 'system', table: 'backup_log' } };
}

/** Several grants are one list, because ClickHouse reads only the first element `grants`. */
export function backupUsers(database: string): ServerUsers {
  const users = [WRITER, READER].map(({ name, variable }) => [
    name,
    {
      profile: 'default',
      quota: 'default',
      password: [{ '@from_env': variable }],
      grants: { query: grants(database)[name] ?? [] },
    },
  ]);
  return {
    configuration: { users: Object.fromEntries(users) },
    environment: [WRITER, READER].map(({ variable, secretName }) => fromSecret(variable, secretName, 'password')),
  };
}

export function backupSecrets(): readonly Secret[] {
  return [WRITER, READER].map(({ name, secretName, purpose }) => ({
    name: secretName,
    purpose,
    type: 'kubernetes.io/basic-auth',
    keys: { username: { value: name }, password: { generate: 'alphanumeric' } },
  }));
}
