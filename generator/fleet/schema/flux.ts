/** How Flux is installed, and what it does with the clusters of a level. */
import * as z from 'zod';
import { DEFAULT_ENGINE_INSTALLS } from '../engine-installs.ts';
import { advised } from './advice.ts';
import { dnsLabel, objectName } from './quantities.ts';

const { namespace } = DEFAULT_ENGINE_INSTALLS.flux;

const decryption = z
  .strictObject({
    secretName: objectName
      .meta({ examples: ['sops-age'] })
      .optional()
      .describe('Secret in the namespace of Flux with keys of age or OpenPGP, or credentials for a key service.'),
    serviceAccountName: objectName
      .meta({ examples: ['sops-azure'] })
      .optional()
      .describe('ServiceAccount in the namespace of Flux that a key service of a cloud knows.'),
  })
  .superRefine(({ secretName, serviceAccountName }, context) => {
    if (secretName === undefined && serviceAccountName === undefined)
      context.addIssue(advised('says nothing that could decrypt', 'set secretName or serviceAccountName'));
  })
  .optional()
  .describe('Decrypts Secrets in your own manifests that SOPS has encrypted.');

export const fleetFlux = z
  .strictObject({
    namespace: dnsLabel()
      .meta({ examples: ['gitops'] })
      .default(namespace)
      .describe('Namespace that Flux is installed in, on every cluster that has it.'),
    serviceAccountName: objectName
      .meta({ examples: ['observatory'] })
      .optional()
      .describe(
        'ServiceAccount in the namespace of Flux that its Kustomizations apply as; the controller itself by default. It must exist before.',
      ),
    decryption,
  })
  .optional()
  .describe('How Flux is installed, and how it treats the clusters.');

export const levelFlux = z.strictObject({ decryption }).optional().describe('How Flux treats the clusters.');
