/** Settings of the issuer of certificates. */
import * as z from 'zod';
import type { CommonSettings } from '../../fleet/model.ts';
import { domain, objectName, webAddress } from '../../fleet/schema/quantities.ts';
import { dns01 } from './dns01.ts';

export const settings = z.strictObject({
  issuerRef: z
    .strictObject({
      name: objectName.meta({ examples: ['letsencrypt-prod'] }).describe('Name of the issuer.'),
      kind: z
        .string()
        .regex(/^[A-Z][A-Za-z0-9]*$/, { error: 'is not a kind such as ClusterIssuer' })
        .meta({ examples: ['AWSPCAClusterIssuer'] })
        .default('ClusterIssuer')
        .describe('Its kind.'),
      group: domain
        .meta({ title: 'API group', examples: ['awspca.cert-manager.io'] })
        .default('cert-manager.io')
        .describe('Its API group, of an issuer that is not of cert-manager itself.'),
    })
    .optional()
    .meta({ examples: [{ name: 'letsencrypt-prod' }] })
    .describe('The issuer, in mode existing; by default the ClusterIssuer `lang-observatory`.'),
  kind: z
    .enum(['self-signed', 'acme'])
    .default('self-signed')
    .describe('A certificate authority inside the cluster, or an ACME server.'),
  acme: z
    .strictObject({
      server: webAddress
        .meta({ examples: ['https://acme-staging-v02.api.letsencrypt.org/directory'] })
        .default('https://acme-v02.api.letsencrypt.org/directory')
        .describe('Directory of the ACME server.'),
      email: z
        .email()
        .meta({ examples: ['platform@acme.io'] })
        .optional()
        .describe('E-mail address that the ACME server sends warnings to.'),
      dns01,
    })
    .prefault({})
    .describe(
      'For kind acme. Without `dns01` it uses HTTP-01 challenges, so the ACME server must be able to reach the host names.',
    ),
});

export type IssuerSettings = z.output<typeof settings> & CommonSettings;
