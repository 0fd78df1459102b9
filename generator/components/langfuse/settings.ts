/** What Langfuse may be told. */
import * as z from 'zod';
import type { CommonSettings } from '../../fleet/model.ts';
import { foreignName, line } from '../../fleet/schema/plain-text.ts';
import { dnsLabel, resources, webAddress } from '../../fleet/schema/quantities.ts';
import { replicaRange } from '../../stack/autoscaling.ts';
import { LANGFUSE_VERSION } from '../charts.ts';
import { caSecretName, refuseIdleAuthorityOf } from '../store-tls.ts';

const part = z.strictObject({
  replicas: replicaRange('it').default({ min: 2, max: 4 }),
  resources: resources.prefault({}),
});

export const settings = z.strictObject({
  web: part.prefault({}).describe('The UI and API.'),
  worker: part.prefault({}).describe('What takes events from the queues into ClickHouse.'),
  image: z
    .strictObject({
      registry: foreignName
        .meta({ examples: ['registry.acme.io'] })
        .default('docker.langfuse.com')
        .describe('Registry of the images of web and worker.'),
      tag: foreignName
        .meta({ examples: [LANGFUSE_VERSION] })
        .optional()
        .describe(
          `Version of Langfuse, ${LANGFUSE_VERSION} when absent. Needed where \`version\` pins another chart: the Job that migrates the databases must be of the same version as the pods.`,
        ),
    })
    .prefault({})
    .describe('Images of web and worker.'),
  signUp: z.boolean().default(false).describe('Whether anybody who reaches the UI may make an account.'),
  internet: z
    .boolean()
    .default(false)
    .describe(
      'Whether Langfuse may call out on port 443: for single sign-on, the playground, evaluations by a model, webhooks.',
    ),
  admin: z
    .strictObject({
      email: z
        .email()
        .meta({ examples: ['platform@acme.io'] })
        .default('admin@example.com')
        .describe('Signs in with the password in Secret langfuse-admin.'),
    })
    .prefault({})
    .describe('The user that exists from the start.'),
  organization: line.default('observability').describe('Name of the organisation that exists from the start.'),
  project: line.default('default').describe('Name of the project that exists from the start.'),
  external: z
    .strictObject({
      url: webAddress
        .meta({ examples: ['https://langfuse.acme.io'] })
        .describe('Address of Langfuse, e.g. https://langfuse.acme.io: that of another cluster, or of Langfuse Cloud.'),
      caSecretName,
      secretName: dnsLabel(253)
        .optional()
        .describe(
          'Secret with the keys `public-key`, `secret-key` and `authorization` (`Basic` with both, as a header has it) in the namespace of the stack; when absent it comes from the secrets provider.',
        ),
    })
    .superRefine(({ url, caSecretName }, context) => refuseIdleAuthorityOf(url, caSecretName, context))
    .optional()
    .describe('Where Langfuse is, in mode external: traces go to the project whose keys these are.'),
});

export type LangfuseSettings = z.output<typeof settings> & CommonSettings;
