/** ClickHouse, where Langfuse keeps traces: a replicated cluster with its Keeper, or one that runs elsewhere. */
import { z } from 'zod';
import type { CommonSettings } from '../fleet/model.ts';
import { port, quantity, resources } from '../fleet/quantities.ts';
import { STACK_NAMESPACE } from '../kubernetes/metadata.ts';
import { defineComponent } from './component.ts';

const NAME = 'clickhouse';

export interface ClickhouseConnection {
  readonly host: string;
  readonly httpPort: number;
  readonly nativePort: number;
  readonly tls: boolean;
  readonly database: string;
  readonly username: string;
  readonly secretName: string;
  readonly passwordKey: 'password';
  /** Whether tables are made `ON CLUSTER default`. Fixed for life: there is no way from single to cluster tables. */
  readonly clustered: boolean;
}

const SECRET = 'clickhouse-credentials';

const settings = z.strictObject({
  replicas: z.int().min(1).max(5).default(2).describe('Replicas of the one shard; each holds all data.'),
  storage: quantity.default('50Gi').describe('Volume of each replica; it can grow, not shrink.'),
  storageClass: z.string().optional().describe("StorageClass of the volumes; the cluster's default when absent."),
  resources: resources.prefault({}),
  keeper: z
    .strictObject({
      replicas: z.union([z.literal(1), z.literal(3), z.literal(5)]).default(3).describe('Members of the Keeper quorum: an odd number.'),
      storage: quantity.default('5Gi').describe('Volume of each member.'),
      resources: resources.prefault({}),
    })
    .prefault({})
    .describe('ClickHouse Keeper, which coordinates the replicas.'),
  external: z
    .strictObject({
      host: z.string().describe('Host name or address of the server.'),
      httpPort: port.default(8123).describe('Port of the HTTP interface.'),
      nativePort: port.default(9000).describe('Port of the native protocol, which migrations use.'),
      tls: z.boolean().default(false).describe('Whether both ports speak TLS.'),
      database: z.string().default('default').describe('Database for the tables; it must exist.'),
      username: z.string().default('default').describe('User of Langfuse.'),
      clustered: z
        .boolean()
        .default(false)
        .describe('Whether it is a replicated cluster named `default`; it cannot be changed once tables exist.'),
      secretName: z
        .string()
        .optional()
        .describe('Secret with key `password` in the namespace of the stack; when absent it comes from the secrets provider.'),
    })
    .optional()
    .describe('Where the server is, in mode external.'),
});

type ClickhouseSettings = z.output<typeof settings> & CommonSettings;

/** Where consumers find ClickHouse, whoever runs it. */
export function clickhouseConnection({ mode, external }: ClickhouseSettings): ClickhouseConnection {
  if (mode === 'external' && external !== undefined)
    return { ...external, secretName: external.secretName ?? SECRET, passwordKey: 'password' };
  return {
    host: `${NAME}.${STACK_NAMESPACE}.svc`,
    httpPort: 8123,
    nativePort: 9000,
    tls: false,
    // The one database that exists from the start; Langfuse's migrations do not create another.
    database: 'default',
    username: 'default',
    secretName: SECRET,
    passwordKey: 'password',
    clustered: true,
  };
}

export const clickhouse = defineComponent({
  name: NAME,
  description: 'ClickHouse: the traces, observations and scores of Langfuse.',
  namespace: { name: STACK_NAMESPACE, podSecurity: { level: 'restricted' } },
  modes: ['managed', 'external'],
  settings,
});
