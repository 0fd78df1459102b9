/**
 * Requests that pods sign with their IAM role (AWS Signature Version 4), as Amazon Managed Service for Prometheus wants them. The region
 * that they sign for is in the address.
 */
import * as z from 'zod';
import type { JsonObject } from '../data/json.ts';
import { advised } from '../fleet/schema/advice.ts';
import type { Flow } from '../stack/component.ts';
import type { Workload } from '../stack/handle.ts';
import { podRole, roleAnnotations, roleFlows } from './pod-role.ts';

const WORKSPACE = 'https://aps-workspaces.eu-west-1.amazonaws.com/workspaces/ws-1234';

export const sigv4 = z.strictObject({
  kind: z
    .literal('sigv4')
    .describe(
      'Requests are signed with the IAM role of the pods, for Amazon Managed Service for Prometheus. docs/clusters.md says what must exist at AWS.',
    ),
  roleArn: podRole('observatory-metrics'),
});

export type Sigv4 = z.output<typeof sigv4>;

/** Any way of signing in: of this one only the kind counts. */
type How = Sigv4 | { readonly kind: 'none' | 'basic' | 'bearer' };

/**
 * Hosts of workspaces in all partitions, with FIPS, with IPv6, and of a VPC (docs.aws.amazon.com: general/latest/gr/prometheus-service.html,
 * prometheus/latest/userguide/AMP-and-interface-VPC.html).
 */
const HOST =
  /^(?:.+\.)?aps-workspaces(?:-fips)?\.([a-z]+(?:-[a-z]+)+-\d+)\.(?:vpce\.)?(?:amazonaws\.com(?:\.cn)?|api\.aws)$/;

/** The region of the workspace at an address; undefined if it is none of the service. */
function regionAt(address: string): string | undefined {
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' ? HOST.exec(hostname)?.[1] : undefined;
}

/** The region to sign for. The address is one that `refuseSigv4` accepts. */
export function regionOf(address: string): string {
  const region = regionAt(address);
  if (region === undefined)
    throw new Error(`${address} is not of a workspace of Amazon Managed Service for Prometheus`);
  return region;
}

/** Rejects signed requests to servers that know no IAM roles. */
export function refuseSigv4(how: How, addresses: readonly string[], context: z.RefinementCtx): void {
  const other = how.kind === 'sigv4' ? addresses.find((address) => regionAt(address) === undefined) : undefined;
  if (other === undefined) return;
  context.addIssue({
    ...advised(
      `is of no use with ${other}: only workspaces of Amazon Managed Service for Prometheus, at https://, know IAM roles`,
      `set the address of a workspace, such as ${WORKSPACE}, or choose another kind`,
    ),
    path: ['signIn', 'kind'],
  });
}

/**
 * Helm values of the service account of pods that sign, as charts have it; empty without a role. They belong to a cluster alone: Helm cannot
 * take an annotation away that a layer above has said.
 */
export function signerAccount(how: How | undefined): JsonObject {
  if (how?.kind !== 'sigv4' || how.roleArn === undefined) return {};
  return { serviceAccount: { annotations: roleAnnotations(how.roleArn) } };
}

/** To what gives them their credentials; the ways to the addresses are not among them. */
export function signerFlows(from: Workload, how: How, addresses: readonly string[]): readonly Flow[] {
  return how.kind === 'sigv4' ? roleFlows(from, how.roleArn, [...new Set(addresses.map(regionOf))]) : [];
}
