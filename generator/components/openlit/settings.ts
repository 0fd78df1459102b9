/** The settings of OpenLIT's platform. */
import * as z from 'zod';
import type { CommonSettings } from '../../fleet/model.ts';
import { foreignName } from '../../fleet/schema/plain-text.ts';
import { bytes, objectName, resources, storageClassOf } from '../../fleet/schema/quantities.ts';
import { egress } from '../egress.ts';
import { backup, recovery } from './backup-settings.ts';

const OAUTH_PROVIDERS = ['google', 'github'] as const;

export type OauthProvider = (typeof OAUTH_PROVIDERS)[number];

export const settings = z.strictObject({
  image: z
    .strictObject({
      registry: foreignName
        .meta({ examples: ['registry.acme.io'] })
        .default('ghcr.io')
        .describe('Registry of the image.'),
      tag: foreignName
        .meta({ examples: ['1.24.2'] })
        .optional()
        .describe('Version of OpenLIT, by default the one of the chart.'),
    })
    .prefault({})
    .describe('Image of OpenLIT.'),
  storage: bytes
    .default('5Gi')
    .describe('Size of the volume with its own state: users, organisations and settings. It cannot be changed later.'),
  storageClass: storageClassOf('volume'),
  resources: resources.prefault({}),
  backup,
  recovery,
  public: z
    .boolean()
    .default(false)
    .describe(
      'Whether the UI has a public host name, `openlit.` and the domain of the cluster. Whoever reaches it can create an account: OpenLIT has no switch for that.',
    ),
  oauth: z
    .strictObject({
      providers: z
        .array(z.enum(OAUTH_PROVIDERS))
        .min(1)
        .describe('Who signs users in, besides OpenLIT itself. Both are reached on port 443 of any address.'),
      secretName: objectName
        .optional()
        .describe(
          'Secret in the namespace openlit with the keys google-client-id and google-client-secret, or github-client-id and github-client-secret; by default it comes from the secrets provider.',
        ),
    })
    .optional()
    .describe('Sign-in with accounts of others. It needs `public`, because users are sent back to a public address.'),
  internet: z
    .boolean()
    .default(false)
    .describe(
      'Whether OpenLIT may connect to any address on port 443, for evaluations by a model, the playground and prices of models. With `oauth` it may in any case.',
    ),
  egress: egress('OpenLIT', 'models inside the cluster'),
});

export type OpenlitSettings = z.output<typeof settings> & CommonSettings;
