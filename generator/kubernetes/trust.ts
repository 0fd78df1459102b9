/** The certificates of private authorities in a pod: the volume, its mount, and what makes a program read them. */
import type { JsonObject } from '../data/json.ts';

const NAME = 'trust';
export const TRUST_FOLDER = '/etc/lang-observatory/trust';
const FILE = 'ca.crt';

/** `key` is that of the ConfigMap with the certificates. */
export function trustVolume({ configMap, key }: { readonly configMap: string; readonly key: string }): JsonObject {
  return { name: NAME, configMap: { name: configMap, items: [{ key, path: FILE }] } };
}

export const TRUST_MOUNT: JsonObject = { name: NAME, mountPath: TRUST_FOLDER, readOnly: true };

/**
 * Go reads every file of these folders besides the file with the public authorities (crypto/x509/root_unix.go): a variable for the file
 * would take the place of that one. The first two are those that Go reads without the variable.
 */
export const TRUST_OF_GO = {
  name: 'SSL_CERT_DIR',
  value: `/etc/ssl/certs:/etc/pki/tls/certs:${TRUST_FOLDER}`,
} as const;

/** Node.js adds the certificates of one file to those that it was built with. */
export const TRUST_OF_NODE = { name: 'NODE_EXTRA_CA_CERTS', value: `${TRUST_FOLDER}/${FILE}` } as const;
