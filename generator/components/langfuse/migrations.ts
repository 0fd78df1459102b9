/**
 * One Job creates the schemas of PostgreSQL and ClickHouse. By default every pod of Langfuse web does it when it starts, several
 * at once on a first installation. For PostgreSQL that is safe, because Prisma takes a lock. For ClickHouse it is not: golang-migrate
 * takes no lock there, and the first migrations create tables that must not exist yet, so the second pod leaves the schema marked as dirty
 * (langfuse/langfuse:packages/shared/clickhouse/scripts/up.sh, migrations/clustered/0001_traces.up.sql).
 *
 * The Job runs the image of web with a command that does nothing after its entrypoint has migrated; pods wait for the schema that their version needs.
 */
import type { JsonObject } from '../../data/json.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import { fromSecret } from '../../kubernetes/secret-variable.ts';
import { resources as usage } from '../../kubernetes/security.ts';
import { silentServiceAccount } from '../../kubernetes/service-account.ts';
import { TRUST_OF_GO } from '../../kubernetes/trust.ts';
import type { Stack } from '../../stack/component.ts';
import { type ClickhouseConnection, clickhouse, httpAddress } from '../clickhouse/handle.ts';
import { postgres } from '../postgres/handle.ts';
import { authorityFolder } from '../store-tls.ts';
import { authorities, tlsEnvironment } from './environment.ts';
import { langfuse } from './handle.ts';
import { webImage } from './images.ts';
import { jobOf, podOf } from './jobs.ts';
import type { LangfuseSettings } from './settings.ts';
import { hostAndPort, prismaArguments } from './stores.ts';
import { WRITABLE_CONTAINER } from './user.ts';
import { DATABASES_ARE_REPLICATED, SCHEMA_IS_THERE, waiting } from './waiting.ts';

const NAME = 'langfuse-migrations';

/** The init container of web and worker. */
export function awaitSchema(s: LangfuseSettings, stack: Stack): JsonObject {
  return waiting({
    name: 'await-schema',
    image: webImage(s),
    program: SCHEMA_IS_THERE,
    environment: [...clickhouseEnvironment(stack), ...tlsEnvironment(stack)],
    mounts: authorities(stack).mounts,
  });
}

/** The Job and its account. */
export function migrations(s: LangfuseSettings, stack: Stack): readonly Manifest[] {
  return [silentServiceAccount(NAME, STACK_NAMESPACE, langfuse.name), jobOf(NAME, jobSpec(s, stack), s, stack)];
}

function jobSpec(s: LangfuseSettings, stack: Stack): JsonObject {
  const image = webImage(s);
  const environment = [...clickhouseEnvironment(stack), ...tlsEnvironment(stack)];
  const awaitDatabases = waiting({
    name: 'await-databases',
    image,
    program: DATABASES_ARE_REPLICATED,
    environment,
    mounts: authorities(stack).mounts,
  });
  const pod = podOf(stack, {
    account: NAME,
    labels: langfuse.migrations.podLabels,
    restartPolicy: 'OnFailure',
    before: stack.of(clickhouse).mode === 'external' ? [] : [awaitDatabases],
    container: {
      name: 'migrations',
      image,
      imagePullPolicy: 'IfNotPresent',
      // Arguments of the image's entrypoint, which migrates and then runs them.
      args: ['true'],
      env: [...environment, ...postgresEnvironment(stack, 'host'), ...migrationEnvironment(stack)],
      resources: usage('100m', '256Mi', '1Gi'),
      securityContext: WRITABLE_CONTAINER,
    },
  });
  // A store may need long to start, and nothing else would retry.
  return { backoffLimit: 1000, template: pod };
}

export function clickhouseEnvironment(stack: Stack): readonly JsonObject[] {
  const ch = clickhouse.connection(stack.of(clickhouse));
  return [
    { name: 'CLICKHOUSE_URL', value: httpAddress(ch, ch.host) },
    { name: 'CLICKHOUSE_USER', value: ch.username },
    fromSecret('CLICKHOUSE_PASSWORD', ch.secretName, ch.passwordKey),
    { name: 'CLICKHOUSE_DB', value: ch.database },
    { name: 'CLICKHOUSE_CLUSTER_ENABLED', value: String(ch.clustered) },
  ];
}

/** `by` says whether to connect to the server itself, as migrations must. */
export function postgresEnvironment(stack: Stack, by: 'host' | 'pooledHost'): readonly JsonObject[] {
  const pg = postgres.connection(stack.of(postgres));
  return [
    { name: 'DATABASE_HOST', value: hostAndPort(pg[by], pg.port) },
    { name: 'DATABASE_USERNAME', value: pg.langfuse.username },
    fromSecret('DATABASE_PASSWORD', pg.langfuse.secretName, pg.langfuse.passwordKey),
    { name: 'DATABASE_NAME', value: pg.langfuse.database },
    { name: 'DATABASE_ARGS', value: prismaArguments(pg) },
  ];
}

function migrationEnvironment(stack: Stack): readonly JsonObject[] {
  const ch = clickhouse.connection(stack.of(clickhouse));
  return [
    { name: 'CLICKHOUSE_MIGRATION_URL', value: migrationUrl(ch) },
    // If it were on, the script would append an option that turns off the verification of certificates.
    { name: 'CLICKHOUSE_MIGRATION_SSL', value: 'false' },
    // Go reads every file of these folders, beside the authorities of the image.
    ...(ch.caSecretName === undefined
      ? stack.trust === undefined
        ? []
        : [TRUST_OF_GO]
      : [{ name: 'SSL_CERT_DIR', value: `/etc/ssl/certs:${authorityFolder(clickhouse.name)}` }]),
  ];
}

/**
 * The script appends `?username=…&password=…` to it. If TLS needs parameters, the user name comes before them, and what
 * the script appends becomes part of a parameter that golang-migrate does not pass on, like all that begin with `x-`.
 */
function migrationUrl({ sslMode, migrationHost, nativePort, username }: ClickhouseConnection): string {
  const address = `clickhouse://${migrationHost}:${nativePort}`;
  if (sslMode === 'disable') return address;
  return `${address}?secure=true&skip_verify=false&username=${encodeURIComponent(username)}&x-rest=`;
}
