/** Authorities of a company, beside the public ones. */
import * as z from 'zod';
import { objectName } from './quantities.ts';

export const trust = z
  .strictObject({
    configMap: objectName
      .meta({ examples: ['acme-authorities'] })
      .describe(
        'ConfigMap with the certificates, in each namespace of the stack that needs it: lang-observatory, external-secrets and cert-manager. A Bundle of trust-manager makes it.',
      ),
    key: z
      .string()
      .regex(/^[A-Za-z0-9_][A-Za-z0-9._-]*$/, { error: 'is not a key of a ConfigMap: letters, digits, . _ and -' })
      .meta({ examples: ['ca-certificates.crt'] })
      .default('ca.crt')
      .describe('Key of the ConfigMap whose text is the certificates, in PEM.'),
  })
  .optional()
  .describe(
    'Certificates of private authorities, which everything that connects to servers outside of the cluster trusts besides public ones.',
  );
