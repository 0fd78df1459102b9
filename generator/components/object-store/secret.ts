/** The Secret with the key of the bucket. */
import type { BucketKey } from './connection.ts';

/** Where none is named. */
export const OBJECT_STORE_SECRET = 'object-store-credentials';

export function keyIn(secretName: string = OBJECT_STORE_SECRET): BucketKey {
  return { secretName, accessKeyIdKey: 'access-key', secretAccessKeyKey: 'secret-key' };
}
