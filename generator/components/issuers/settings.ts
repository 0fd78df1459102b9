/** Settings of the issuer of certificates. */
import * as z from 'zod';
import type { CommonSettings } from '../../fleet/model.ts';
import { webAddress } from '../../fleet/schema/quantities.ts';

export const settings = z.strictObject({
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
    })
    .prefault({})
    .describe('For kind acme. It uses HTTP-01 challenges, so the ACME server must be able to reach the host names.'),
});

export type IssuerSettings = z.output<typeof settings> & CommonSettings;
