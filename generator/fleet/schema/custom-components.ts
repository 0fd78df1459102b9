/** Components that a fleet describes itself: what is deployed, who talks to whom, and what must be there before. */
import * as z from 'zod';
import { advised } from './advice.ts';
import { FOLDER } from './folder.ts';
import { foreignName, line } from './plain-text.ts';
import { cidr, dnsLabel, labelKey, labelValue, port, version } from './quantities.ts';
import { chartsUrl } from './registry.ts';

/** With that of a cluster it becomes the name of an Application, which is a label of at most 63 characters. */
const componentName = dnsLabel(22).refine((name) => !RESERVED.test(name), {
  error: 'is a name that generate gives to files and objects of its own',
});

/** Beside the files of components there are those of kustomizations, notifications, patched layers and upstream's manifests. */
const RESERVED = /^(kustomization|former-root|alert-.*|provider-.*|.*-patched|.*-upstream)$/;

const chart = z
  .strictObject({
    repository: chartsUrl.describe(
      'oci://… for a registry, without the name of the chart, or https://… for a chart repository.',
    ),
    name: z
      .string()
      .regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/, {
        error: 'is not the name of a chart: lower-case letters, digits, - and .',
      })
      .meta({ examples: ['weather'] })
      .describe('Name of the chart.'),
    version: version
      .meta({ examples: ['1.2.3'] })
      .describe('Its version, as upstream writes it. `version` of the component pins another one at any level.'),
    secretName: dnsLabel(253)
      .optional()
      .describe(
        'Secret in the namespace of Flux with the credentials. Argo CD finds its own credentials by the address.',
      ),
  })
  .optional()
  .describe('The Helm chart that it is.');

const folder = z
  .string()
  .regex(FOLDER, { error: 'is not a folder of this fleet, written relative to the folder of fleet.yaml' })
  .meta({ title: 'path', examples: ['manifests/acme'] })
  .optional()
  .describe(
    'Instead of a chart: a folder of manifests with a kustomization.yaml, relative to the folder of fleet.yaml.',
  );

const namespace = z
  .strictObject({
    name: dnsLabel()
      .meta({ examples: ['weather'] })
      .describe('Name of the namespace. Components of your own can share one.'),
    podSecurity: z
      .strictObject({
        level: z.enum(['baseline', 'privileged']).describe('Pod Security level that its pods need.'),
        reason: line.meta({ examples: ['reads logs of the node'] }).describe('Why, for whoever reviews it.'),
      })
      .optional()
      .describe('Another Pod Security level than restricted.'),
  })
  .describe('The namespace that it runs in, which the stack creates.');

const selector = z
  .record(labelKey, labelValue)
  .refine((labels) => Object.keys(labels).length > 0, { error: 'is empty, which selects all pods' })
  .meta({ examples: [{ 'app.kubernetes.io/name': 'weather' }] });

const workloads = z
  .record(dnsLabel(30), z.strictObject({ selector: selector.describe('Labels by which its pods are selected.') }))
  .meta({ examples: [{ server: { selector: { 'app.kubernetes.io/name': 'weather' } } }] })
  .default({})
  .describe(
    'Its pods, by a name for flows. Each gets a network policy that denies all traffic but that of flows, and DNS.',
  );

/** Parties outside the stack that need no further words. */
export const PARTIES = ['anywhere', 'applications', 'engines', 'kubernetes-api', 'nodes'] as const;

const WORKLOAD = /^[a-z0-9-]+\.[A-Za-z0-9-]+$/;

const NO_PEER = `must be a workload such as weather.server, or one of ${PARTIES.join(', ')}, or {namespaces: […], selector: {…}}, or {cidr: …}`;

const peer = z
  .union(
    [
      z.enum(PARTIES),
      z.string().regex(WORKLOAD, { error: NO_PEER }),
      z.strictObject({
        namespaces: z
          .array(dnsLabel())
          .min(1)
          .meta({ examples: [['billing']] })
          .describe('Namespaces outside the stack: their pods.'),
        selector: selector.optional().describe('Labels of the pods; by default every pod of the namespaces.'),
      }),
      z.strictObject({ cidr: cidr.describe('Addresses outside the cluster.') }),
    ],
    { error: NO_PEER },
  )
  .meta({ examples: ['weather.server'] });

const WHO =
  'A workload of a component, such as `weather.server`; `anywhere`; `applications`, the namespaces that send telemetry; `engines`, Argo CD and Flux; `kubernetes-api`; `nodes`; or a map.';

const flow = z.strictObject({
  from: peer.describe(`Who connects. ${WHO}`),
  to: peer.describe('To whom, in the same words.'),
  ports: z
    .array(port)
    .min(1)
    .meta({ examples: [[8080]] })
    .describe('Ports of the containers, which network policies use.'),
  protocol: z.enum(['TCP', 'UDP']).default('TCP').describe('Protocol of the ports.'),
});

const kindName = z.string().regex(/^[A-Z][A-Za-z0-9]*$/, { error: 'is not a kind such as ClusterRole' });

const readiness = z.strictObject({
  apiVersion: z
    .string()
    .regex(/^([a-z0-9.-]+\/)?v[a-z0-9]+$/, { error: 'is not an API version such as apps/v1' })
    .meta({ examples: ['weather.acme.io/v1'] })
    .describe('API version of the objects.'),
  kind: kindName.meta({ examples: ['Station'] }).describe('Their kind.'),
  conditions: z
    .array(z.string().regex(/^[A-Za-z][A-Za-z0-9]*$/, { error: 'is not the type of a condition such as Available' }))
    .min(1)
    .meta({ examples: [['Available']] })
    .describe('Types of the conditions that are all True when others may use them.'),
});

export const customComponent = z
  .strictObject({
    description: line.meta({ examples: ['Weather reports.'] }).describe('What it is, in one sentence.'),
    chart,
    folder,
    namespace,
    workloads,
    requires: z
      .array(foreignName.meta({ examples: ['postgres'] }))
      .default([])
      .describe('Components that must be ready before, ours or your own. One that is on demand is deployed for it.'),
    flows: z
      .array(flow)
      .meta({
        examples: [[{ from: 'weather.worker', to: 'weather.server', ports: [8080] }]],
      })
      .default([])
      .describe(
        'Who talks to whom, one end being a workload of it. Both ends get their rule; everything else is denied.',
      ),
    clusterKinds: z
      .array(
        z.string().regex(/^([a-z0-9.-]+)?\/[A-Z][A-Za-z0-9]*$/, {
          error:
            'is not a group and a kind such as rbac.authorization.k8s.io/ClusterRole, or /Namespace of the core group',
        }),
      )
      .meta({ examples: [['rbac.authorization.k8s.io/ClusterRole']] })
      .default([])
      .describe('Cluster-scoped kinds that the chart makes, as group/Kind: Argo CD refuses others.'),
    readiness: z
      .array(readiness)
      .meta({ examples: [[{ apiVersion: 'weather.acme.io/v1', kind: 'Station', conditions: ['Available'] }]] })
      .default([])
      .describe(
        'Objects of it that are ready later than their condition Ready says: Flux lets components that require this one wait for them. Argo CD knows the health of an object by its own rules.',
      ),
  })
  .superRefine(({ chart: ofChart, folder: ofFolder }, context) => {
    const refuse = (message: string, hint: string): void => context.addIssue(advised(message, hint));
    if (ofChart !== undefined && ofFolder !== undefined)
      refuse('has a chart and a folder', 'say what is beside the chart in `manifests` of the component');
    if (ofChart === undefined && ofFolder === undefined)
      refuse('has neither a chart nor a folder', 'say what it is made of');
  });

export type CustomComponent = z.output<typeof customComponent>;

/** Every level is resolved for each of them. */
const MOST_COMPONENTS = 50;

export const customComponents = z
  .record(componentName, customComponent)
  .refine((all) => Object.keys(all).length <= MOST_COMPONENTS, {
    error: `has more than ${MOST_COMPONENTS} components`,
  })
  .meta({
    examples: [
      {
        weather: {
          description: 'Weather reports.',
          chart: { repository: 'oci://registry.acme.io/charts', name: 'weather', version: '1.2.3' },
          namespace: { name: 'weather' },
        },
      },
    ],
  })
  .default({})
  .describe(
    'Components of your own, by name. Each is deployed on every cluster; what `components` says of it changes that, as for ours: mode, version, values, patches and manifests at any level.',
  );
