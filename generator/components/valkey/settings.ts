/** What a fleet can say of Valkey. */
import * as z from 'zod';
import type { CommonSettings } from '../../fleet/model.ts';
import { foreignName } from '../../fleet/schema/plain-text.ts';
import { bytes, host, objectName, port, resources } from '../../fleet/schema/quantities.ts';
import { STORE_NEAR_FULL } from '../../telemetry/alert-names.ts';
import { pathOf } from '../../tree/layout.ts';
import { caSecretName, refuseIdleAuthority, SSL_MODES, sslMode } from '../store-tls.ts';

export const settings = z.strictObject({
  replicas: z
    .int()
    .min(0)
    .max(5)
    .default(1)
    .describe('Replicas beside the primary, as copies of the data; nothing fails over to them.'),
  storage: bytes
    .default('8Gi')
    .describe(
      `Volume of each pod. Once it is there its StatefulSet refuses another size; how to grow it: ${pathOf('runbook', { alert: STORE_NEAR_FULL })}.`,
    ),
  storageClass: objectName
    .meta({ examples: ['fast-ssd'] })
    .optional()
    .describe("StorageClass of the volumes; the cluster's default when absent."),
  resources: resources.prefault({}),
  external: z
    .strictObject({
      host: host.describe('Host name or IPv4 address of the server.'),
      port: port.default(6379).describe('Port of the server.'),
      sslMode: sslMode.default('disable').describe(`How clients use TLS: ${SSL_MODES}.`),
      caSecretName,
      username: foreignName.default('default').describe('ACL user.'),
      secretName: objectName
        .optional()
        .describe(
          'Secret with key `password` in the namespace of the stack; when absent it comes from the secrets provider.',
        ),
    })
    .superRefine(refuseIdleAuthority)
    .optional()
    .meta({ examples: [{ host: 'valkey.acme.io', sslMode: 'verify-full' }] })
    .describe('Where the server is, in mode external; its maxmemory-policy must be noeviction.'),
});

export type ValkeySettings = z.output<typeof settings> & CommonSettings;
