/** The Secrets in the namespace of OpenLIT. */
import type { Manifest } from '../../kubernetes/manifest.ts';
import { STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import { secretCopy } from '../../kubernetes/secret-copy.ts';
import type { Secret, SecretKey, Stack } from '../../stack/component.ts';
import { clickhouse, openlitDatabase } from '../clickhouse/handle.ts';
import { credentials } from '../credentials/handle.ts';
import { OWNER, openlit } from './handle.ts';
import type { OauthProvider, OpenlitSettings } from './settings.ts';

/** The user that OpenLIT creates at its first start (openlit/openlit:src/client/prisma/seed.js). */
const OWNER_EMAIL = 'user@openlit.io';

export const OPENLIT_CORE = 'openlit-core';
/** User and password in ClickHouse. */
export const DATABASE_SECRET = 'openlit-database';

export const CORE: Secret = {
  name: OPENLIT_CORE,
  purpose: "encryption of OpenLIT's vault, and the header of its own jobs; losing it loses what the vault holds",
  keys: { 'vault-encryption-key': { generate: 'alphanumeric' }, 'cron-job-secret': { generate: 'alphanumeric' } },
};

/** Sign-in of the first user, whose password OpenLIT has published. */
export const OWNER_SECRET: Secret = {
  name: OWNER,
  purpose: "sign-in of OpenLIT's first user",
  keys: { email: { value: OWNER_EMAIL }, password: { generate: 'alphanumeric' } },
};

const OAUTH = 'openlit-oauth';

export function oauthKey(provider: OauthProvider, what: 'ID' | 'SECRET'): string {
  return `${provider}-client-${what.toLowerCase()}`;
}

/** The Secret with the clients of the OAuth providers; empty without any. */
export function oauthSecretName({ oauth }: OpenlitSettings): string {
  return oauth === undefined ? '' : (oauth.secretName ?? OAUTH);
}

/** That Secret, unless somebody else makes it. */
export function oauthSecret({ oauth }: OpenlitSettings): readonly Secret[] {
  if (oauth === undefined || oauth.secretName !== undefined) return [];
  const keys = oauth.providers.flatMap((provider) =>
    (['ID', 'SECRET'] as const).map((what): readonly [string, SecretKey] => [
      oauthKey(provider, what),
      {
        given: `client ${what === 'ID' ? 'ID' : 'secret'} of OpenLIT at ${provider}`,
        setting: ['oauth', 'secretName'],
      },
    ]),
  );
  return [{ name: OAUTH, purpose: 'sign-in to OpenLIT with accounts of others', keys: Object.fromEntries(keys) }];
}

/** The credentials of ClickHouse's user, which ClickHouse has in its own namespace. Somebody else makes them where the Secrets are not ours. */
export function databaseSecret(stack: Stack): readonly Manifest[] {
  if (!stack.deploys(credentials)) return [];
  const { username, secretName, passwordKey } = openlitDatabase(stack.of(clickhouse));
  return secretCopy({
    component: openlit.name,
    from: { name: secretName, namespace: STACK_NAMESPACE },
    to: { name: DATABASE_SECRET, namespace: openlit.namespace.name },
    data: { username, password: `{{ index . ${JSON.stringify(passwordKey)} }}` },
  });
}
