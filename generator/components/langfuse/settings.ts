/** The settings of Langfuse. */
import * as z from 'zod';
import type { CommonSettings } from '../../fleet/model.ts';
import { advised } from '../../fleet/schema/advice.ts';
import { foreignName, line } from '../../fleet/schema/plain-text.ts';
import { dnsLabel, domain, resources, webAddress } from '../../fleet/schema/quantities.ts';
import { replicaRange } from '../../stack/autoscaling.ts';
import { LANGFUSE_VERSION } from '../charts.ts';
import { egress } from '../egress.ts';
import { ownClient } from '../sign-on/settings.ts';
import { caSecretName, refuseIdleAuthorityOf } from '../store-tls.ts';

/** It is part of names of objects, ports and variables. */
const projectName = dnsLabel(30)
  .refine((name) => name !== 'default', { error: 'is the name of the project that is always there' })
  .meta({ examples: ['search'] });

/** It is the ID of the organisation, too. */
const organizationName = dnsLabel(40).meta({ examples: ['retrieval'] });

interface Placed {
  readonly value: string;
  readonly path: (string | number)[];
}

/** An issue for each value that stands in the list before. */
function doubles(all: readonly Placed[]) {
  return all.flatMap(({ value, path }, index) =>
    all.findIndex((other) => other.value === value) === index
      ? []
      : [
          {
            ...advised(`${value} is in another project already`, 'a name and a namespace belong to one project'),
            path,
          },
        ],
  );
}

export const projects = z
  .array(
    z.strictObject({
      name: projectName.describe('Unique name of the project; it never changes.'),
      title: line.optional().describe('Name that people see at first; `name` by default.'),
      organization: organizationName
        .optional()
        .describe(
          'Name of the organisation that it belongs to, which is made too; the initial one by default. Who is in an organisation sees all of its projects.',
        ),
      namespaces: z
        .array(dnsLabel().meta({ examples: ['search'] }))
        .min(1)
        .describe('Namespaces of the applications that send to it. They cannot send to any other project.'),
    }),
  )
  .superRefine((projects, context) => {
    for (const issue of [
      ...doubles(projects.map(({ name }, index) => ({ value: name, path: [index, 'name'] }))),
      ...doubles(
        projects.flatMap(({ namespaces }, index) =>
          namespaces.map((value, place) => ({ value, path: [index, 'namespaces', place] })),
        ),
      ),
    ])
      context.addIssue(issue);
  });

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
  projects: projects
    .default([])
    .describe(
      'Further projects, each with keys of its own, for the applications of some namespaces. What is removed here stays in Langfuse.',
    ),
  retentionDays: z
    .int()
    .min(3)
    .max(3650)
    .optional()
    .meta({ examples: [90] })
    .describe(
      'Days that traces, observations, scores, raw events and exports are kept; without it for ever. Media, prompts, datasets and what people write stay. What is deleted comes back with a backup only. docs/stores.md says what a bucket elsewhere needs.',
    ),
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
