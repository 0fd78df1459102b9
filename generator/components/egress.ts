/** Ways out of a workload that only the user knows: a mail server, a model behind a gateway, a data source. Everything else is closed. */
import * as z from 'zod';
import { advised } from '../fleet/schema/advice.ts';
import { cidr, dnsLabel, domain, labelKey, labelValue, port } from '../fleet/schema/quantities.ts';
import type { Flow, Outside } from '../stack/component.ts';
import type { Workload } from '../stack/handle.ts';
import { isInCluster } from '../stack/party-at.ts';

const ports = z
  .array(port.meta({ examples: [4000] }))
  .min(1)
  .describe('TCP ports that the other side listens on: those of the containers, where a Service has others.');

const hostOutside = z
  .string()
  .superRefine((name, context) => {
    if (/^[\d.]+$/.test(name))
      context.addIssue(advised('is an address', 'set to: addresses and a cidr, such as 192.0.2.1/32'));
    else if (!domain.safeParse(name.replace(/^\*\./, '')).success)
      context.addIssue(
        advised('is not a host name such as mail.acme.io or *.acme.io', 'write it without a scheme or port'),
      );
    else if (isInCluster(name))
      context.addIssue(advised('is a name inside of the cluster', 'set to: pods and the namespaces of its pods'));
  })
  .meta({ title: 'host name', examples: ['mail.acme.io'] });

const destination = z.discriminatedUnion('to', [
  z.strictObject({
    to: z.literal('pods').describe('Pods in the same cluster.'),
    namespaces: z
      .array(dnsLabel().meta({ examples: ['models'] }))
      .min(1)
      .describe('Namespaces of the pods.'),
    selector: z
      .record(labelKey, labelValue)
      .meta({ examples: [{ 'app.kubernetes.io/name': 'litellm' }] })
      .refine((labels) => Object.keys(labels).length > 0, {
        error: 'has no labels: leave it out for every pod of the namespaces',
      })
      .optional()
      .describe('Labels of the pods; by default every pod of the namespaces.'),
    ports,
  }),
  z.strictObject({
    to: z.literal('addresses').describe('Addresses, in or out of the cluster.'),
    cidr: cidr.describe('The addresses; 0.0.0.0/0 for every IPv4 address.'),
    ports,
  }),
  z.strictObject({
    to: z.literal('host').describe('A server outside the cluster by its name.'),
    host: hostOutside.describe(
      'Its name, or `*.` and a domain for every name one level below it. With `hostPolicies` the ports are open to it alone, and to every address without.',
    ),
    ports,
  }),
]);

export const destinations = z.array(destination);

/** `who` and `examples` complete "Further destinations that … may connect to, such as …". */
export function egress(who: string, examples: string) {
  return destinations.default([]).describe(`Further destinations that ${who} may connect to, such as ${examples}.`);
}

type Egress = Readonly<z.output<typeof destinations>>;

/** A flow from each workload to each destination. */
export function egressFlows(workloads: readonly Workload[], destinations: Egress): readonly Flow[] {
  return workloads.flatMap((from) =>
    destinations.map((destination) => ({
      from,
      to: partyOf(destination),
      ports: destination.ports,
      purpose: 'a destination of the user',
    })),
  );
}

function partyOf(destination: Egress[number]): Outside {
  if (destination.to === 'addresses') return { outside: 'addresses', cidr: destination.cidr };
  if (destination.to === 'host') return { outside: 'host', name: destination.host };
  const { namespaces: names, selector } = destination;
  return { outside: 'namespaces', names, ...(selector === undefined ? {} : { podLabels: selector }) };
}
