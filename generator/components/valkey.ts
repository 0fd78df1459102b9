/** Valkey, the queues and cache of Langfuse: the official chart, or a Redis-compatible server that runs elsewhere. */
import { z } from 'zod';
import type { CommonSettings } from '../fleet/model.ts';
import { port, quantity, resources } from '../fleet/quantities.ts';
import { STACK_NAMESPACE } from '../kubernetes/metadata.ts';
import { CATALOGUE } from './catalogue.ts';
import { defineComponent } from './component.ts';

const NAME = 'valkey';

export interface ValkeyConnection {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  readonly username: string;
  readonly secretName: string;
  readonly passwordKey: 'password';
}

const SECRET = 'valkey-credentials';

const settings = z.strictObject({
  replicas: z.int().min(0).max(5).default(1).describe('Read replicas beside the primary; there is no automatic failover.'),
  storage: quantity.default('8Gi').describe('Volume of each pod.'),
  storageClass: z.string().optional().describe("StorageClass of the volumes; the cluster's default when absent."),
  resources: resources.prefault({}),
  external: z
    .strictObject({
      host: z.string().describe('Host name or address of the server.'),
      port: port.default(6379).describe('Port of the server.'),
      tls: z.boolean().default(false).describe('Whether the port speaks TLS.'),
      username: z.string().default('default').describe('ACL user.'),
      secretName: z
        .string()
        .optional()
        .describe('Secret with key `password` in the namespace of the stack; when absent it comes from the secrets provider.'),
    })
    .optional()
    .describe('Where the server is, in mode external; its maxmemory-policy must be noeviction.'),
});

type ValkeySettings = z.output<typeof settings> & CommonSettings;

/** Where consumers find the server, whoever runs it. */
export function valkeyConnection({ mode, external }: ValkeySettings): ValkeyConnection {
  if (mode === 'external' && external !== undefined)
    return { ...external, secretName: external.secretName ?? SECRET, passwordKey: 'password' };
  return {
    host: `${NAME}.${STACK_NAMESPACE}.svc`,
    port: 6379,
    tls: false,
    username: 'default',
    secretName: SECRET,
    passwordKey: 'password',
  };
}

export const valkey = defineComponent({
  name: NAME,
  description: 'Valkey: the queues and cache of Langfuse.',
  namespace: { name: STACK_NAMESPACE, podSecurity: { level: 'restricted' } },
  chart: CATALOGUE[NAME],
  modes: ['managed', 'external'],
  settings,
});
