/** Answers the challenge of a registry (RFC 7235; distribution/distribution: docs/content/spec/auth/token.md and oauth.md). */
import { textAt } from '../../data/fields.ts';
import { parsedJson } from '../../data/parsed-json.ts';
import type { Account, Credential } from './credential.ts';
import { type Got, get, post, Unasked, urlIn } from './get.ts';

const LOG_IN = '`docker login` or `helm registry login` stores them';

/** Why a registry cannot be asked that refuses what it was sent. */
export function refusal(credential: Credential | undefined): Unasked {
  if (credential !== undefined) return refused();
  return new Unasked(`it wants credentials, and there are none for it: ${LOG_IN}`);
}

export function refused(): Unasked {
  return new Unasked('it does not accept the credentials that are stored for it, or they may not read there');
}

export function basic({ username, password }: Account): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

/** The value of the header `authorization`; `base` is the address of the registry. Throws Unasked. */
export async function authorizationFor(
  { headers }: Got,
  base: string,
  credential: Credential | undefined,
): Promise<string> {
  const header = headers['www-authenticate'];
  const challenge = typeof header === 'string' ? header : '';
  if (!/\bBearer\s/i.test(challenge)) {
    if (credential === undefined || 'refreshToken' in credential) throw refusal(undefined);
    return basic(credential);
  }
  return `Bearer ${await tokenFor(challenge, base, credential)}`;
}

/** With no credential that which everybody gets. The registry says who gives it, as Docker and Helm take it too. */
async function tokenFor(challenge: string, base: string, credential: Credential | undefined): Promise<string> {
  const field = (name: string): string | undefined =>
    new RegExp(`(?:\\bBearer\\s+|,\\s*)${name}="([^"]*)"`, 'i').exec(challenge)?.[1];
  const realm = urlIn(field('realm') ?? '');
  if (realm === undefined || (realm.protocol !== 'https:' && realm.origin !== new URL(base).origin))
    throw refusal(undefined);
  const asked = Object.fromEntries(
    ['service', 'scope'].flatMap((name) => {
      const value = field(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
  const { status, text } = await tokenAnswer(realm, asked, credential);
  if (credential !== undefined && (status === 400 || status === 401 || status === 403)) throw refusal(credential);
  const answer = parsedJson(text);
  const token = textAt(answer, 'token') || textAt(answer, 'access_token');
  if (token === '') throw new Unasked(`it gives no token without an account: ${LOG_IN}`);
  return token;
}

function tokenAnswer(
  realm: URL,
  asked: Readonly<Record<string, string>>,
  credential: Credential | undefined,
): Promise<Got> {
  if (credential !== undefined && 'refreshToken' in credential)
    return post(realm.href, {
      ...asked,
      grant_type: 'refresh_token',
      client_id: 'lang-observatory',
      refresh_token: credential.refreshToken,
    });
  for (const [name, value] of Object.entries(asked)) realm.searchParams.set(name, value);
  return get(realm.href, credential === undefined ? {} : { authorization: basic(credential) });
}
