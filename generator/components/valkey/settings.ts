/** Settings of Valkey. */
import * as z from 'zod';
import type { CommonSettings } from '../../fleet/model.ts';
import { foreignName } from '../../fleet/schema/plain-text.ts';
import { bytes, host, objectName, port, resources, storageClassOf } from '../../fleet/schema/quantities.ts';
import { STORE_NEAR_FULL } from '../../telemetry/alert-names.ts';
import { pathOf } from '../../tree/layout.ts';
import { caSecretName, refuseIdleAuthority, SSL_MODES, sslMode } from '../store-tls.ts';
import { DEFAULT_USER, refuseIdleTopology, topology } from './topology.ts';

export const settings = z.strictObject({
  replicas: z
    .int()
    .min(0)
    .max(5)
    .default(1)
    .describe('Replicas besides the primary, which hold copies of the data; there is no failover to them.'),
  storage: bytes
    .default('8Gi')
    .describe(
      `Size of the volume of each pod. The StatefulSet rejects another size once it exists; to expand the volume see ${pathOf('runbook', { alert: STORE_NEAR_FULL })}.`,
    ),
  storageClass: storageClassOf('volumes'),
  resources: resources.prefault({}),
  external: z
    .strictObject({
      host: host.describe('Host name or IPv4 address of the server.'),
      port: port.default(6379).describe('Port of the server.'),
      sslMode: sslMode.default('disable').describe(`How clients use TLS: ${SSL_MODES}.`),
      caSecretName,
      username: foreignName.default(DEFAULT_USER).describe('ACL user.'),
      secretName: objectName
        .optional()
        .describe(
          'Secret in the namespace of the stack with the key `password`; by default it comes from the secrets provider.',
        ),
      ...topology,
    })
    .superRefine(refuseIdleAuthority)
    .superRefine(refuseIdleTopology)
    .optional()
    .meta({ examples: [{ host: 'valkey.acme.io', sslMode: 'verify-full' }] })
    .describe('Connection to the server, in mode external; its maxmemory-policy must be noeviction.'),
});

export type ValkeySettings = z.output<typeof settings> & CommonSettings;
