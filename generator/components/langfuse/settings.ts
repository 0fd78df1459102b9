/** The settings of Langfuse. */
import * as z from 'zod';
import type { CommonSettings } from '../../fleet/model.ts';
import { foreignName, line } from '../../fleet/schema/plain-text.ts';
import { dnsLabel, domain, resources, webAddress } from '../../fleet/schema/quantities.ts';
import { replicaRange } from '../../stack/autoscaling.ts';
import { LANGFUSE_VERSION } from '../charts.ts';
import { egress } from '../egress.ts';
import { ownClient } from '../sign-on/settings.ts';
import { caSecretName, refuseIdleAuthorityOf } from '../store-tls.ts';

const part = z.strictObject({
  replicas: replicaRange('the Deployment').default({ min: 2, max: 4 }),
  resources: resources.prefault({}),
});

export const settings = z.strictObject({
  web: part.prefault({}).describe('The UI and API.'),
  worker: part
    .prefault({})
    .describe('The worker, which processes events from the queues and writes them to ClickHouse.'),
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
          `Version of Langfuse, by default ${LANGFUSE_VERSION}. Required if \`version\` pins another chart version: the Job that migrates the databases must have the same version as the pods.`,
        ),
    })
    .prefault({})
    .describe('Images of web and worker.'),
  signUp: z.boolean().default(false).describe('Whether anybody who can reach the UI may create an account.'),
  oidc: z
    .strictObject({
      ...ownClient,
      role: z
        .enum(['none', 'viewer', 'member', 'admin'])
        .default('viewer')
        .describe(
          'Role in the initial organisation of who signs in for the first time. Langfuse does not read groups: its owners change roles.',
        ),
    })
    .prefault({})
    .describe('Langfuse as a client of the issuer in `auth.oidc`.'),
  internet: z
    .boolean()
    .default(false)
    .describe(
      'Whether Langfuse may connect to any address on port 443, for the playground, evaluations by a model and webhooks.',
    ),
  egress: egress('web and worker', 'models inside the cluster and a mail server'),
  privateHosts: z
    .array(domain.meta({ examples: ['litellm.gateways.svc.cluster.local'] }))
    .default([])
    .describe(
      'Hosts of models and webhooks with a private address, as a Service of the cluster has one: Langfuse refuses other hosts with such an address. `egress` opens the way to them.',
    ),
  admin: z
    .strictObject({
      email: z
        .email()
        .meta({ examples: ['platform@acme.io'] })
        .default('admin@example.com')
        .describe('E-mail address of the user; the password is in Secret langfuse-admin.'),
    })
    .prefault({})
    .describe('The initial user.'),
  organization: line.default('observability').describe('Name of the initial organisation.'),
  project: line.default('default').describe('Name of the initial project.'),
  external: z
    .strictObject({
      url: webAddress
        .meta({ examples: ['https://langfuse.acme.io'] })
        .describe('Address of Langfuse in another cluster or of Langfuse Cloud, e.g. https://langfuse.acme.io.'),
      caSecretName,
      secretName: dnsLabel(253)
        .optional()
        .describe(
          'Secret in the namespace of the stack with the keys `public-key`, `secret-key` and `authorization` (the value of the HTTP header for basic authentication with both); by default it comes from the secrets provider.',
        ),
    })
    .superRefine(({ url, caSecretName }, context) => refuseIdleAuthorityOf(url, caSecretName, context))
    .optional()
    .describe('Connection to Langfuse, in mode external: traces go to the project that the keys belong to.'),
});

export type LangfuseSettings = z.output<typeof settings> & CommonSettings;
