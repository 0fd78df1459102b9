/** The connection of consumers, to a managed or an external server. */
import { STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import { defineHandle } from '../../stack/handle.ts';
import { STACK } from '../../stack/namespaces.ts';
import type { SslMode } from '../store-tls.ts';
import type { ValkeySettings } from './settings.ts';

const NAME = 'valkey';

/** The Secret of its user, where none is named. */
export const VALKEY_SECRET = 'valkey-credentials';

export interface ValkeyConnection {
  readonly host: string;
  readonly port: number;
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
      caSecretName: external.caSecretName,
      secretName: external.secretName ?? VALKEY_SECRET,
      passwordKey: 'password',
    };
  return {
    host: `${NAME}.${STACK_NAMESPACE}.svc`,
    port: 6379,
    sslMode: 'disable',
    caSecretName: undefined,
    username: 'default',
    secretName: VALKEY_SECRET,
    passwordKey: 'password',
  };
}
