/** What is so for every bucket that is used by the API of its provider, and not by that of S3. */
import type { ObjectStoreConnection } from './connection.ts';
import type { ObjectStoreSettings } from './settings.ts';

type External = NonNullable<ObjectStoreSettings['external']>;

type Native = Pick<
  ObjectStoreConnection,
  'publicEndpoint' | 'region' | 'bucket' | 'prefix' | 'forcePathStyle' | 'caSecretName' | 'key'
>;

/** The provider has one address, which everybody reaches, and pods have an identity. */
export function nativeBucket({ bucket, prefix }: External): Native {
  return {
    publicEndpoint: undefined,
    region: '',
    bucket,
    prefix: prefixOfKeys(prefix),
    forcePathStyle: false,
    caSecretName: undefined,
    key: undefined,
  };
}

/** What the keys of all objects begin with: nothing, or a folder with a slash at its end. */
export function prefixOfKeys(prefix: string | undefined): string {
  return prefix === undefined ? '' : `${prefix}/`;
}
