/** Whose bucket an external store is, and what it needs to be known. */
import * as z from 'zod';
import { advised } from '../../fleet/schema/advice.ts';

const PROVIDERS = ['s3', 'google', 'azure'] as const;

export type Provider = (typeof PROVIDERS)[number];

export const provider = z
  .enum(PROVIDERS)
  .default('s3')
  .describe(
    'Whose bucket it is: `s3`, of Amazon or of another store with its API; `google`, of Google Cloud Storage, which the pods use without any key, by Workload Identity Federation for GKE; or `azure`, a container of Azure Blob Storage, which the pods use with Workload ID of AKS, and Langfuse with the key of the storage account. docs/clusters.md says what must exist there.',
  );

export const storageAccount = z
  .string()
  .regex(/^[a-z0-9]{3,24}$/, { error: 'is not a storage account of Azure: 3 to 24 small letters and digits' })
  .meta({ examples: ['acmeobservatory'] })
  .optional()
  .describe('Storage account of Azure; it needs one.');

interface Said {
  readonly provider: Provider;
  readonly endpoint?: string | undefined;
  readonly storageAccount?: string | undefined;
  readonly identity?: { readonly clientId?: string | undefined } | undefined;
}

/** Rejects a store without what its provider needs. Google has one address for all buckets, and knows service accounts by their names. */
export function refuseIncomplete(
  { provider, endpoint, storageAccount, identity }: Said,
  context: z.RefinementCtx,
): void {
  const refuse = (message: string, hint: string): void => context.addIssue({ ...advised(message, hint), path: [] });
  if (provider === 's3' && endpoint === undefined)
    refuse(
      'has no endpoint: with provider s3 it may be any store',
      'set endpoint, such as https://s3.eu-west-1.amazonaws.com, or another provider',
    );
  if (provider === 'azure' && storageAccount === undefined)
    refuse('has no storage account: with provider azure bucket is a container of one', 'set storageAccount');
  if (provider === 'azure' && identity?.clientId === undefined)
    refuse(
      'has no identity: backups use a container of Azure with a managed identity',
      'set identity.clientId, such as 5b0c2f0e-6a0f-4f0a-8d1b-6f6f5f1d2c3b',
    );
}
