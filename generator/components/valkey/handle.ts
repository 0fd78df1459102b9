/** The connection of consumers, to a managed or an external server. */
import { STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import { defineHandle } from '../../stack/handle.ts';
import { STACK } from '../../stack/namespaces.ts';
import type { SslMode } from '../store-tls.ts';
import type { ValkeySettings } from './settings.ts';
import { DEFAULT_USER } from './topology.ts';

const NAME = 'valkey';

/** The Secret of its user, where none is named. */
export const VALKEY_SECRET = 'valkey-credentials';

export interface ValkeyConnection {
  readonly host: string;
  readonly port: number;
  /** For network policies: of the server, and of Sentinels before it. */
  readonly ports: readonly number[];
  /** Addresses with ports of a cluster or of Sentinels; of a single server its own. */
  readonly nodes: readonly string[];
  readonly topology: 'standalone' | 'cluster' | 'sentinel';
  readonly sentinel: { readonly masterName: string; readonly secretName?: string | undefined } | undefined;
  readonly sslMode: SslMode;
  /** The Secret with the authorities of its certificate; undefined for public authorities. */
  readonly caSecretName: string | undefined;
  readonly username: string;
  readonly secretName: string;
  readonly passwordKey: 'password';
}

export const valkey = defineHandle<ValkeySettings>()({
  name: NAME,
  namespace: STACK,
  workloads: { server: { podLabels: { 'app.kubernetes.io/name': 'valkey', 'app.kubernetes.io/instance': NAME } } },
  connection: valkeyConnection,
});

function valkeyConnection({ mode, external }: ValkeySettings): ValkeyConnection {
  if (mode === 'external' && external !== undefined)
    return {
      ...external,
      ports: [...new Set([external.port, ...(external.sentinel === undefined ? [] : [external.sentinel.serverPort])])],
      nodes: [external.host, ...external.nodes].map((host) => `${host}:${external.port}`),
      sentinel: external.sentinel,
      caSecretName: external.caSecretName,
      secretName: external.secretName ?? VALKEY_SECRET,
      passwordKey: 'password',
    };
  return {
    host: `${NAME}.${STACK_NAMESPACE}.svc`,
    port: 6379,
    ports: [6379],
    nodes: [`${NAME}.${STACK_NAMESPACE}.svc:6379`],
    topology: 'standalone',
    sentinel: undefined,
    sslMode: 'disable',
    caSecretName: undefined,
    username: DEFAULT_USER,
    secretName: VALKEY_SECRET,
    passwordKey: 'password',
  };
}
