/** External Secrets' objects (`external-secrets.io/v1`, generators `v1alpha1`) as this stack uses them. */
import type { JsonObject } from '../data/json.ts';
import type { Manifest } from './manifest.ts';
import { clusterScoped, namespaced } from './metadata.ts';

/** Name of the ClusterSecretStore, and of the generators with their kind of text behind it. */
const SECRET_STORE = 'lang-observatory';

export type GeneratedText = 'alphanumeric' | 'hex';

function generatorName(text: GeneratedText): string {
  return `${SECRET_STORE}-${text}`;
}

/** Only ExternalSecrets in these namespaces may read from it: otherwise anybody who may create one in any namespace could read every entry. */
export function clusterSecretStore(component: string, provider: JsonObject, namespaces: readonly string[]): Manifest {
  return {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ClusterSecretStore',
    metadata: clusterScoped(SECRET_STORE, { component }),
    spec: { conditions: [{ namespaces }], provider },
  };
}

/** A generator of passwords; the length is counted before the encoding, which for hex doubles it. */
export function passwordGenerator(component: string, text: GeneratedText): Manifest {
  const passwordSpec = { length: 32, digits: 8, symbols: 0, noUpper: false, allowRepeat: true };
  return {
    apiVersion: 'generators.external-secrets.io/v1alpha1',
    kind: 'ClusterGenerator',
    metadata: clusterScoped(generatorName(text), { component }),
    spec: {
      kind: 'Password',
      generator: { passwordSpec: text === 'hex' ? { ...passwordSpec, encoding: 'hex' } : passwordSpec },
    },
  };
}

interface ExternalSecretOptions {
  readonly name: string;
  readonly namespace: string;
  readonly component: string;
  readonly type: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Templates of the Secret's keys, over what the source brings. */
  readonly data: Readonly<Record<string, string>>;
}

/** Where an ExternalSecret reads. */
export interface StoreReference {
  readonly kind: 'ClusterSecretStore' | 'SecretStore';
  readonly name: string;
}

const OF_THE_STACK: StoreReference = { kind: 'ClusterSecretStore', name: SECRET_STORE };

/** A Secret that is kept in sync with an entry of a store, which is that of the stack unless another is given. */
export function storedSecret(options: ExternalSecretOptions, entry: string, store = OF_THE_STACK): Manifest {
  return externalSecret(options, false, {
    refreshInterval: '1h0m0s',
    secretStoreRef: { ...store },
    target: target(options, 'Owner'),
    // Defaults of the webhook are explicit: fields that it adds would show as drift.
    dataFrom: [
      { extract: { key: entry, conversionStrategy: 'Default', decodingStrategy: 'None', metadataPolicy: 'None' } },
    ],
  });
}

/**
 * A Secret that is generated once and never changed: it is data that cannot be generated again. It is immutable, because an ExternalSecret that
 * is restored from a backup has no status of the first generation, and would generate other values (external-secrets/external-secrets:
 * pkg/controllers/externalsecret/externalsecret_controller.go: an immutable Secret is not changed then).
 */
export function generatedSecret(
  options: ExternalSecretOptions,
  keys: readonly (readonly [key: string, text: GeneratedText])[],
): Manifest {
  return externalSecret(options, true, {
    refreshPolicy: 'CreatedOnce',
    target: { ...target(options, 'Orphan'), immutable: true },
    dataFrom: keys.map(([key, text]) => ({
      sourceRef: {
        generatorRef: {
          apiVersion: 'generators.external-secrets.io/v1alpha1',
          kind: 'ClusterGenerator',
          name: generatorName(text),
        },
      },
      // A generator puts its result into the key `password`.
      rewrite: [{ regexp: { source: '^password$', target: key } }],
    })),
  });
}

function externalSecret(options: ExternalSecretOptions, keep: boolean, spec: JsonObject): Manifest {
  return {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: namespaced(options.name, options.namespace, { component: options.component, keep }),
    spec,
  };
}

function target({ name, type, labels, data }: ExternalSecretOptions, creationPolicy: 'Owner' | 'Orphan'): JsonObject {
  const metadata = Object.keys(labels).length > 0 ? { metadata: { labels } } : {};
  return {
    name,
    creationPolicy,
    deletionPolicy: 'Retain',
    template: { engineVersion: 'v2', mergePolicy: 'Replace', type, ...metadata, data },
  };
}
