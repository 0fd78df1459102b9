/** What consumers of the bucket are told about it. */
import type { Provider } from './provider.ts';

export interface ObjectStoreConnection {
  readonly provider: Provider;
  /** The bucket as Barman and people write it: `s3://acme`. */
  readonly url: string;
  readonly endpoint: string;
  /** For browsers and SDKs, where it is another one. */
  readonly publicEndpoint: string | undefined;
  /** Whether Langfuse can sign links to objects. */
  readonly signsLinks: boolean;
  /** Of the endpoints, and of what gives pods an identity, for network policies. */
  readonly ports: readonly number[];
  /** Empty where nobody asks for it. */
  readonly region: string;
  readonly bucket: string;
  /** Of the keys of everything: empty, or a folder with a slash at its end. */
  readonly prefix: string;
  readonly forcePathStyle: boolean;
  /** The Secret with the authorities of its certificate; undefined for public authorities. */
  readonly caSecretName: string | undefined;
  /** Undefined where pods have an identity instead. */
  readonly key: BucketKey | undefined;
  /** Undefined where it has an identity too. */
  readonly keyOfLangfuse: BucketKey | undefined;
  /** Of the service accounts of pods that use the bucket. */
  readonly serviceAccountAnnotations: Readonly<Record<string, string>>;
  /** Of those pods. */
  readonly podLabels: Readonly<Record<string, string>>;
}

/** A Secret in the namespace of the stack. */
export interface BucketKey {
  readonly secretName: string;
  readonly accessKeyIdKey: 'access-key';
  readonly secretAccessKeyKey: 'secret-key';
}
