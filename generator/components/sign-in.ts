/** How a client of metrics authenticates at a server, Prometheus where it writes or scrapes, and the Secret that it does so with. */
import * as z from 'zod';
import type { JsonObject } from '../data/json.ts';
import { dnsLabel } from '../fleet/schema/quantities.ts';
import type { Secret, SecretKey } from '../stack/component.ts';
import { sigv4 } from './sigv4.ts';

const secretName = (keys: string) =>
  dnsLabel(253)
    .optional()
    .describe(`Secret in the namespace of the stack with the ${keys}; by default it comes from the secrets provider.`);

const ANYWHERE = [
  z.strictObject({ kind: z.literal('none').describe('No authentication.') }),
  z.strictObject({
    kind: z.literal('basic').describe('User name and password.'),
    secretName: secretName('keys username and password'),
  }),
  z.strictObject({
    kind: z.literal('bearer').describe('A token.'),
    secretName: secretName('key token'),
  }),
] as const;

const WHO = 'How Prometheus authenticates.';

export const signIn = z.discriminatedUnion('kind', ANYWHERE).default({ kind: 'none' }).describe(WHO);

/** At a server that keeps metrics, which may be one of Amazon. */
export const storeSignIn = z
  .discriminatedUnion('kind', [...ANYWHERE, sigv4])
  .default({ kind: 'none' })
  .describe(WHO);

export type SignIn = z.output<typeof storeSignIn>;

type WithSecret = Extract<SignIn, { readonly kind: 'basic' | 'bearer' }>;

function hasSecret(how: SignIn): how is WithSecret {
  return how.kind === 'basic' || how.kind === 'bearer';
}

/** Fields of an endpoint in the prometheus-operator's resources. `name` is that of the Secret from the secrets provider. */
export function signInFields(how: SignIn, name: string): JsonObject {
  if (!hasSecret(how)) return {};
  const from = (key: string): JsonObject => ({ name: how.secretName ?? name, key });
  return how.kind === 'basic'
    ? { basicAuth: { username: from('username'), password: from('password') } }
    : { authorization: { credentials: from('token') } };
}

/** The keys of the Secret. */
export function signInKeys(how: SignIn): readonly string[] {
  if (!hasSecret(how)) return [];
  return how.kind === 'basic' ? ['username', 'password'] : ['token'];
}

/** The Secret that the user names; undefined without one. */
export function namedSecret(how: SignIn): string | undefined {
  return hasSecret(how) ? how.secretName : undefined;
}

/** Of an environment variable with a key of the Secret for a server. */
export function signInVariable(server: string, key: string): string {
  return `${server}_${key}`.toUpperCase().replaceAll('-', '_');
}

interface Wanted extends Pick<Secret, 'name' | 'purpose'> {
  /** Completes "password for …". */
  readonly subject: string;
  /** Where `signIn` is, below the component. */
  readonly path: readonly (string | number)[];
}

/** The Secret that the secrets provider must provide, if there is one. */
export function signInSecret(how: SignIn, { name, purpose, subject, path }: Wanted): readonly Secret[] {
  if (!hasSecret(how) || how.secretName !== undefined) return [];
  const given = (what: string): SecretKey => ({
    given: `${what} for ${subject}`,
    setting: [...path, 'signIn', 'secretName'],
  });
  const keys: Secret['keys'] =
    how.kind === 'basic' ? { username: given('user name'), password: given('password') } : { token: given('token') };
  return [{ name, purpose, keys }];
}
