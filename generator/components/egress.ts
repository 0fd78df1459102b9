/** Ways out of a workload that only the user knows: a mail server, a model behind a gateway, a data source. Everything else is closed. */
import * as z from 'zod';
import { cidr, dnsLabel, labelKey, labelValue, port } from '../fleet/schema/quantities.ts';
import type { Flow, Outside } from '../stack/component.ts';
import type { Workload } from '../stack/handle.ts';

const ports = z
  .array(port.meta({ examples: [4000] }))
  .min(1)
  .describe('TCP ports that the other side listens on: those of the containers, where a Service has others.');

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
    cidr: cidr.describe('The addresses; 0.0.0.0/0 for every IPv4 address. A NetworkPolicy cannot name a host.'),
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
  const { namespaces: names, selector } = destination;
  return { outside: 'namespaces', names, ...(selector === undefined ? {} : { podLabels: selector }) };
}
