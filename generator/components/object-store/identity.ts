/** Access to a bucket without a key: the pods that use it have an identity of the cloud. */
import * as z from 'zod';
import { advised } from '../../fleet/schema/advice.ts';
import { podRole, ROLE_PORTS, roleAnnotations } from '../pod-role.ts';
import type { Provider } from './provider.ts';

/** Endpoints of Amazon S3 in all partitions, also those of a VPC (docs.aws.amazon.com: general/latest/gr/s3.html). */
const AMAZON_S3 = /(^|\.)(amazonaws\.com|amazonaws\.com\.cn|api\.aws)$/;

function guid(description: string): z.ZodString {
  return z
    .string()
    .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, {
      error: 'is not an ID of Entra, such as 5b0c2f0e-6a0f-4f0a-8d1b-6f6f5f1d2c3b',
    })
    .meta({ examples: ['5b0c2f0e-6a0f-4f0a-8d1b-6f6f5f1d2c3b'] })
    .describe(description);
}

export const identity = z
  .strictObject({
    roleArn: podRole('observatory-bucket'),
    serviceAccount: z
      .string()
      .regex(/^[a-z][a-z0-9-]{4,28}[a-z0-9]@[a-z0-9.-]+\.iam\.gserviceaccount\.com$/, {
        error:
          'is not a service account of Google, such as observatory@acme-prod.iam.gserviceaccount.com, with 6 to 30 characters before the @',
      })
      .meta({ examples: ['observatory@acme-prod.iam.gserviceaccount.com'] })
      .optional()
      .describe(
        'Service account of Google that the service accounts of Kubernetes may act as. By default those have the rights themselves, and then Langfuse can sign no links: there are no exports and no media.',
      ),
    clientId: guid('Client ID of the managed identity of Azure that the pods have.').optional(),
    tenantId: guid('Tenant of that identity; by default the one of the cluster.').optional(),
  })
  .optional()
  .meta({ examples: [{ roleArn: 'arn:aws:iam::123456789012:role/observatory-bucket' }] })
  .describe(
    'Access without a key: at Amazon S3 the pods have an IAM role. At Google there is no other access, and it says which service account they have there; at Azure it says which managed identity. docs/clusters.md says what must exist.',
  );

interface Said {
  readonly provider: Provider;
  readonly endpoint?: string | undefined;
  readonly secretName?: string | undefined;
  readonly identity?: z.output<typeof identity>;
}

/** Rejects an identity that the store cannot know, and a Secret beside it. */
export function refuseIdentity(
  { provider, endpoint, secretName, identity: said }: Said,
  context: z.RefinementCtx,
): void {
  if (said === undefined || provider !== 's3' || endpoint === undefined) return;
  if (!isAmazonS3(endpoint))
    context.addIssue({
      ...advised(
        'is of no use with this endpoint: only Amazon S3 knows IAM roles',
        'remove it, and give the key of the bucket in the Secret of secretName or in the secrets provider; for a bucket of Google set provider: google, without endpoint',
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
  return roleAnnotations(said?.roleArn);
}

/** Of what gives credentials to a pod. */
export const IDENTITY_PORTS = ROLE_PORTS;
