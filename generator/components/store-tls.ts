/**
 * TLS for external servers: the modes of PostgreSQL are used for every server, whatever names the clients have for them.
 * A mode that the client of a server does not support is rejected, so that no mode is weaker than its name says.
 */
import * as z from 'zod';
import type { JsonObject } from '../data/json.ts';
import { advised } from '../fleet/schema/advice.ts';
import { dnsLabel } from '../fleet/schema/quantities.ts';

/** `require` encrypts and accepts any certificate; `verify-full` also requires a certificate of a trusted authority, for the requested host. */
export type SslMode = 'disable' | 'require' | 'verify-full';

export const sslMode = z.enum(['disable', 'require', 'verify-full']).meta({ examples: ['verify-full'] });

export const SSL_MODES =
  'disable (plain text), require (encrypted, but the certificate is not verified), or verify-full (encrypted; the certificate must be valid for this host and from a trusted authority)';

/** As cert-manager, trust-manager and CloudNativePG call it. */
const AUTHORITY_KEY = 'ca.crt';

export const caSecretName = dnsLabel(253)
  .meta({ examples: ['acme-authority'] })
  .optional()
  .describe(
    `Secret in the namespace of the stack whose key \`${AUTHORITY_KEY}\` holds the authorities for the server's certificate, in PEM; public authorities by default.`,
  );

interface Verified {
  readonly sslMode: SslMode;
  readonly caSecretName?: string | undefined;
}

/** Rejects an authority that has no effect because certificates are not verified. */
export function refuseIdleAuthority(said: Verified, context: z.RefinementCtx): void {
  if (said.caSecretName === undefined || said.sslMode === 'verify-full') return;
  context.addIssue({
    ...advised(`has no effect: with sslMode ${said.sslMode} certificates are not verified`, 'set sslMode: verify-full'),
    path: ['caSecretName'],
  });
}

/** The same for an address whose scheme turns TLS on: every client verifies the certificate then. */
export function refuseIdleAuthorityOf(address: string, authority: string | undefined, context: z.RefinementCtx): void {
  if (authority === undefined || /^https:/i.test(address)) return;
  context.addIssue({
    ...advised('has no effect: the address does not begin with https://', 'set an address with https://'),
    path: ['caSecretName'],
  });
}

/** A key of a Secret, as objects of operators name it. */
export function authorityKey(secretName: string): { readonly name: string; readonly key: string } {
  return { name: secretName, key: AUTHORITY_KEY };
}

/** Folder in a pod for the authorities of one server. */
export function authorityFolder(server: string): string {
  return `/etc/lang-observatory/authorities/${server}`;
}

export function authorityFile(server: string): string {
  return `${authorityFolder(server)}/${AUTHORITY_KEY}`;
}

const volumeName = (server: string): string => `authority-${server}`;

/** A volume of a pod with nothing of the Secret but the certificates. */
export function authorityVolume(server: string, secretName: string) {
  return {
    name: volumeName(server),
    secret: { secretName, items: [{ key: AUTHORITY_KEY, path: AUTHORITY_KEY }] },
  } as const satisfies JsonObject;
}

export function authorityMount(server: string): JsonObject {
  return { name: volumeName(server), mountPath: authorityFolder(server), readOnly: true };
}
