/**
 * Access to a bucket of Amazon S3 without a key: the pods that use it have an identity of the cloud. A service account with the annotation
 * has a role (IAM roles for service accounts); without one EKS Pod Identity knows it by its name.
 */
import * as z from 'zod';
import { advised } from '../../fleet/schema/advice.ts';
import { iamRole } from '../../fleet/schema/iam-role.ts';

const ROLE_ARN = 'eks.amazonaws.com/role-arn';

/** Endpoints of Amazon S3 in all partitions, also those of a VPC (docs.aws.amazon.com: general/latest/gr/s3.html). */
const AMAZON_S3 = /(^|\.)(amazonaws\.com|amazonaws\.com\.cn|api\.aws)$/;

export const identity = z
  .strictObject({
    roleArn: iamRole('observatory-bucket')
      .optional()
      .describe('IAM role that the service accounts may assume; by default EKS Pod Identity gives them one.'),
  })
  .optional()
  .meta({ examples: [{ roleArn: 'arn:aws:iam::123456789012:role/observatory-bucket' }] })
  .describe(
    'Access without a key, to Amazon S3: the pods have an IAM role. There is no Secret then. docs/clusters.md says what must exist at AWS.',
  );

interface Said {
  readonly endpoint: string;
  readonly secretName?: string | undefined;
  readonly identity?: z.output<typeof identity>;
}

/** Rejects an identity that the store cannot know, and a Secret beside it. */
export function refuseIdentity({ endpoint, secretName, identity: said }: Said, context: z.RefinementCtx): void {
  if (said === undefined) return;
  if (!isAmazonS3(endpoint))
    context.addIssue({
      ...advised(
        'is of no use with this endpoint: only Amazon S3 knows IAM roles',
        'remove it, and give the key of the bucket in the Secret of secretName or in the secrets provider',
      ),
      path: ['identity'],
    });
  if (secretName !== undefined)
    context.addIssue({
      ...advised('has no effect: with an identity no pod reads a key', 'remove it, or identity'),
      path: ['secretName'],
    });
}

function isAmazonS3(endpoint: string): boolean {
  const { protocol, hostname } = new URL(endpoint);
  return protocol === 'https:' && AMAZON_S3.test(hostname);
}

/** Of the service accounts of pods that use the bucket. */
export function identityAnnotations(said: z.output<typeof identity>): Readonly<Record<string, string>> {
  return said?.roleArn === undefined ? {} : { [ROLE_ARN]: said.roleArn };
}

/** What gives credentials to a pod: AWS STS, and the agent of EKS Pod Identity on the node. */
export const IDENTITY_PORTS = [443, 80] as const;
