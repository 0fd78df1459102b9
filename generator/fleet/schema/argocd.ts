/** How Argo CD is installed, and what it does with the clusters of a level. */
import * as z from 'zod';
import { DEFAULT_ENGINE_INSTALLS, SYNCS } from '../engine-installs.ts';
import { advised } from './advice.ts';
import { cron } from './cron.ts';
import { foreignName } from './plain-text.ts';
import { dnsLabel, webAddress } from './quantities.ts';
import { timeZone } from './time-zone.ts';

const [ONLY] = DEFAULT_ENGINE_INSTALLS.argocd;

const namespace = dnsLabel().meta({ examples: ['openshift-gitops'] });
const workloads = dnsLabel(40).meta({ examples: ['openshift-gitops'] });

const instanceName = dnsLabel(20).meta({ examples: ['production'] });

const instances = z
  .array(
    z.strictObject({
      name: instanceName.describe('Name of the instance, which is part of the names of all objects in it.'),
      namespace: namespace.optional().describe('Namespace of the instance; `argocd.namespace` by default.'),
      workloads: workloads
        .optional()
        .describe('What the names of its workloads begin with; `argocd.workloads` by default.'),
    }),
  )
  .min(1)
  .superRefine((all, context) => {
    for (const [index, { name }] of all.entries())
      if (all.findIndex((other) => other.name === name) < index)
        context.addIssue({
          ...advised(`a second instance is called ${name}`, 'give each its own name'),
          path: [index, 'name'],
        });
  })
  .optional()
  .describe(
    'Several Argo CDs, in one cluster or in several. Each gets a root Application, and only its own clusters. A cluster that names none belongs to the first.',
  );

/** As Argo CD reads it: a duration of Go (argoproj/argo-cd:pkg/apis/application/v1alpha1/types.go). */
const windowDuration = z
  .string()
  .regex(/^(?=.*[1-9])(\d+h)?(\d+m)?$/, { error: 'is not a duration in hours and minutes such as 8h or 1h30m' })
  .meta({ title: 'duration', examples: ['8h'] });

const syncWindow = z.strictObject({
  kind: z.enum(['allow', 'deny']).describe('Whether Argo CD may sync in this time only, or may not in this time.'),
  schedule: cron.describe('When it begins.'),
  duration: windowDuration.describe('How long it lasts.'),
  timeZone: timeZone.default('UTC').describe('Time zone of the schedule.'),
  manualSync: z
    .boolean()
    .default(false)
    .describe('Whether a person may sync although Argo CD may not. Otherwise nobody can.'),
});

/** What each level may say; a lower one replaces it. */
const treatment = {
  sync: z
    .enum(SYNCS)
    .optional()
    .describe(
      'Who syncs the Applications of a cluster: `automatic`, Argo CD when Git or the cluster differs; `manual`, a person. automatic by default. It counts at once, whatever the wave.',
    ),
  syncWindows: z
    .array(syncWindow)
    .optional()
    .describe('Times at which Argo CD may sync a cluster, or may not; at any time by default, and when empty.'),
  preserveOnDeletion: z
    .boolean()
    .optional()
    .describe(
      'Whether everything that Argo CD deployed stays when the cluster, or a component of it, is no longer in Git. false by default: only what holds data stays.',
    ),
};

/** What fleet.yaml says of every Argo CD. */
export const fleetArgocd = z
  .strictObject({
    namespace: namespace
      .optional()
      .describe(`Namespace that Argo CD is installed in, with its Applications. ${ONLY.namespace} by default.`),
    workloads: workloads
      .optional()
      .describe(
        `What the names of its workloads begin with, as in ${ONLY.workloads}-application-controller: with an operator, the name of the ArgoCD object. ${ONLY.workloads} by default.`,
      ),
    instances,
    ...treatment,
  })
  .superRefine(({ instances: all, ...shared }, context) => {
    for (const field of ['namespace', 'workloads'] as const)
      if (shared[field] !== undefined && all?.every((one) => one[field] !== undefined) === true)
        context.addIssue({
          ...advised(`has no effect, because every instance has its own ${field}`, 'remove it'),
          path: [field],
        });
  })
  .meta({ examples: [{ sync: 'manual' }] })
  .optional()
  .describe('How Argo CD is installed, and how it treats the clusters.');

const instance = instanceName.optional().describe('The instance of Argo CD of its clusters; the first one by default.');

export const levelArgocd = z
  .strictObject({ instance, ...treatment })
  .optional()
  .describe('How Argo CD treats the clusters of this level.');

const ADDRESS = /^https?:\/\//i;

/** The name of a cluster in Argo CD can be anything; what looks like an address is one. */
const destination = foreignName
  .superRefine((text, context) => {
    if (!ADDRESS.test(text)) return;
    for (const { message } of webAddress.safeParse(text).error?.issues ?? [])
      context.addIssue({ ...advised(message, 'write the address that `argocd cluster list` shows'), continue: false });
  })
  .meta({ examples: ['gke_acme-prod_europe-west1_observability'] })
  .optional()
  .describe(
    'What Argo CD knows the cluster by: the name that it is registered with, or the address of its API server; the name of the cluster here by default.',
  );

/** Whether a destination is the address of an API server. */
export function isAddress(destination: string): boolean {
  return ADDRESS.test(destination);
}

export const clusterArgocd = z
  .strictObject({
    instance: instanceName.optional().describe("The instance of Argo CD, in place of the environment's."),
    destination,
    ...treatment,
  })
  .optional()
  .describe('How Argo CD treats this cluster.');
