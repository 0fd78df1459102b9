/** Where EKS Pod Identity gives pods the IAM role that their input does not name. */
import type { Cluster } from '../fleet/model.ts';

/** Why it gives none, as the message of a mistake; undefined on AWS, and on machines of one's own, which may be hybrid nodes of EKS with its agent. */
export function withoutPodIdentity({ provider: { name } }: Pick<Cluster, 'provider'>): string | undefined {
  if (name === 'aws' || name === 'bare') return undefined;
  return `names no IAM role, and on a cluster whose provider is ${name} there is no EKS Pod Identity that gives pods one`;
}
