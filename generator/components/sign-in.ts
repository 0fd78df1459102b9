/** How Prometheus authenticates at a server that it writes to or scrapes, and the Secret that it does so with. */
import * as z from 'zod';
import type { JsonObject } from '../data/json.ts';
import { dnsLabel } from '../fleet/schema/quantities.ts';
import type { Secret, SecretKey } from '../stack/component.ts';

const secretName = (keys: string) =>
  dnsLabel(253)
    .optional()
    .describe(`Secret in the namespace of the stack with the ${keys}; by default it comes from the secrets provider.`);

export const signIn = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('none').describe('No authentication.') }),
    z.strictObject({
      kind: z.literal('basic').describe('User name and password.'),
      secretName: secretName('keys username and password'),
    }),
    z.strictObject({
      kind: z.literal('bearer').describe('A token.'),
      secretName: secretName('key token'),
    }),
  ])
  .default({ kind: 'none' })
  .describe('How Prometheus authenticates.');

export type SignIn = z.output<typeof signIn>;

/** Fields of an endpoint in the prometheus-operator's resources. `name` is that of the Secret from the secrets provider. */
export function signInFields(how: SignIn, name: string): JsonObject {
  if (how.kind === 'none') return {};
  const from = (key: string): JsonObject => ({ name: how.secretName ?? name, key });
  return how.kind === 'basic'
    ? { basicAuth: { username: from('username'), password: from('password') } }
    : { authorization: { credentials: from('token') } };
}

interface Wanted extends Pick<Secret, 'name' | 'purpose'> {
  /** Completes "password for …". */
  readonly subject: string;
  /** Where `signIn` is, below the component. */
  readonly path: readonly (string | number)[];
}

/** The Secret that the secrets provider must provide, if there is one. */
export function signInSecret(how: SignIn, { name, purpose, subject, path }: Wanted): readonly Secret[] {
  if (how.kind === 'none' || how.secretName !== undefined) return [];
  const given = (what: string): SecretKey => ({
    given: `${what} for ${subject}`,
    setting: [...path, 'signIn', 'secretName'],
  });
  const keys: Secret['keys'] =
    how.kind === 'basic' ? { username: given('user name'), password: given('password') } : { token: given('token') };
  return [{ name, purpose, keys }];
}
