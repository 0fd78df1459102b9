/** Settings of ClickHouse. */
import * as z from 'zod';
import type { CommonSettings } from '../../fleet/model.ts';
import { advised } from '../../fleet/schema/advice.ts';
import { foreignName } from '../../fleet/schema/plain-text.ts';
import { bytes, host, objectName, port, resources, storageClassOf } from '../../fleet/schema/quantities.ts';
import { caSecretName, refuseIdleAuthority, type SslMode, sslMode } from '../store-tls.ts';
import { backup, recovery } from './backup-settings.ts';

const SECRET =
  'Secret in the namespace of the stack with the key `password`; by default it comes from the secrets provider.';

export const settings = z.strictObject({
  replicas: z.int().min(1).max(5).default(2).describe('Replicas of the single shard; each holds all data.'),
  storage: bytes
    .default('100Gi')
    .describe(
      'Size of the volume of each replica. The operator expands it if the StorageClass allows that; it cannot shrink.',
    ),
  storageClass: storageClassOf('volumes'),
  resources: resources.prefault({}),
  image: z
    .strictObject({
      registry: foreignName.default('docker.io').describe('Registry of the server and Keeper images.'),
      tag: foreignName.default('26.4.5.143').describe('Version of the server and Keeper; Langfuse must support it.'),
    })
    .prefault({})
    .describe('Images of the server and of Keeper.'),
  keeper: z
    .strictObject({
      replicas: z
        .union([z.literal(1), z.literal(3), z.literal(5)])
        .default(3)
        .describe('Members of the quorum: an odd number.'),
      storage: bytes
        .default('5Gi')
        .describe('Size of the volume of each member; it can be expanded like those of the replicas.'),
      resources: resources.prefault({}),
    })
    .prefault({})
    .describe('ClickHouse Keeper, which coordinates the replicas; a single replica needs it too.'),
  systemLogDays: z
    .int()
    .min(1)
    .default(14)
    .describe('Days that ClickHouse keeps its own logs of queries and parts; applied when it creates the tables.'),
  backup,
  recovery,
  external: z
    .strictObject({
      host: host.describe('Host name or IPv4 address of the server.'),
      readOnlyHost: host
        .meta({ examples: ['clickhouse-reader.acme.io'] })
        .optional()
        .describe(
          'Host name or IPv4 address of replicas for what people look at, with the same ports, TLS and user; everything else goes to `host`. What was just written shows there when it has arrived.',
        ),
      httpPort: port.default(8123).describe('Port of the HTTP interface.'),
      nativePort: port.default(9000).describe('Port of the native protocol, which migrations use.'),
      sslMode: sslMode
        .default('disable')
        .describe(
          'How clients use TLS, on both ports: disable (plain text), or verify-full (encrypted; the certificate must be valid for this host and from a trusted authority).',
        ),
      caSecretName,
      database: foreignName.default('default').describe('Database for the tables; it must exist.'),
      username: foreignName.default('default').describe('User that Langfuse connects as.'),
      clustered: z
        .boolean()
        .default(false)
        .describe('Whether it is a replicated cluster named `default`; it cannot be changed once tables exist.'),
      secretName: objectName.optional().describe(SECRET),
      openlit: z
        .strictObject({
          database: foreignName
            .default('openlit')
            .describe('Database for its tables; the user must be able to create it.'),
          username: foreignName
            .default('openlit')
            .describe('User that needs all rights on this database, and no others.'),
          secretName: objectName.optional().describe(SECRET),
        })
        .prefault({})
        .describe(
          "OpenLIT's database, where it is deployed. It needs plain text, and port 9000 for the native protocol.",
        ),
    })
    .superRefine(refuseIdleAuthority)
    .superRefine(refuseUnchecked)
    .superRefine(refuseSameReader)
    .optional()
    .meta({ examples: [{ host: 'clickhouse.acme.io', httpPort: 8443, nativePort: 9440, sslMode: 'verify-full' }] })
    .describe('Connection to the server, in mode external.'),
});

/** Langfuse's client runs in Node.js, which verifies every certificate unless verification is off for the whole process. */
function refuseUnchecked({ sslMode }: { readonly sslMode: SslMode }, context: z.RefinementCtx): void {
  if (sslMode !== 'require') return;
  const message = "is not supported: Langfuse's ClickHouse client verifies every certificate";
  const hint = 'set sslMode: verify-full, and caSecretName if the authority is your own';
  context.addIssue({ ...advised(message, hint), path: ['sslMode'] });
}

interface Hosts {
  readonly host: string;
  readonly readOnlyHost?: string | undefined;
}

function refuseSameReader({ host: one, readOnlyHost }: Hosts, context: z.RefinementCtx): void {
  if (readOnlyHost !== one) return;
  context.addIssue({ ...advised('has no effect: it is the same as host', 'remove it'), path: ['readOnlyHost'] });
}

export type ClickhouseSettings = z.output<typeof settings> & CommonSettings;
