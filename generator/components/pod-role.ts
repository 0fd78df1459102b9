/**
 * The IAM role of pods on EKS, with which they need no key of Amazon. A service account with the annotation has a role (IAM roles for
 * service accounts); without one EKS Pod Identity knows it by its name.
 */
import { iamRole } from '../fleet/schema/iam-role.ts';
import type { Flow } from '../stack/component.ts';
import type { Workload } from '../stack/handle.ts';

const ROLE_ARN = 'eks.amazonaws.com/role-arn';

/** The setting that says it. `role` is the name in its example. */
export function podRole(role: string) {
  return iamRole(role)
    .optional()
    .describe('IAM role that the service accounts may assume; by default EKS Pod Identity gives them one.');
}

/** Of the service accounts of the pods. */
export function roleAnnotations(roleArn: string | undefined): Readonly<Record<string, string>> {
  return roleArn === undefined ? {} : { [ROLE_ARN]: roleArn };
}

/** Of what gives credentials to a pod. */
const STS_PORT = 443;
const AGENT_PORT = 80;
export const ROLE_PORTS = [STS_PORT, AGENT_PORT] as const;

/**
 * To AWS STS, for a role that is said, and to the agent on the node otherwise. Clients ask the STS of the region that they sign for. The agent
 * has an address of the node, which no policy for a range of addresses lets pods reach where Cilium is the network plugin
 * (cilium/cilium:Documentation/security/policy/language.rst, "CIDR based").
 */
export function roleFlows(from: Workload, roleArn: string | undefined, regions: readonly string[]): readonly Flow[] {
  const purpose = 'credentials of the IAM role';
  return roleArn === undefined
    ? [{ from, to: { outside: 'anywhere' }, ports: [AGENT_PORT], purpose }]
    : regions.map((region) => ({ from, to: { outside: 'host', name: stsHost(region) }, ports: [STS_PORT], purpose }));
}

/** In all partitions (docs.aws.amazon.com: general/latest/gr/sts.html). */
function stsHost(region: string): string {
  return `sts.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
}
