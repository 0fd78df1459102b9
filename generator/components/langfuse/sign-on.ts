/**
 * Single sign-on to Langfuse. Each known issuer has variables of its own, which know what is special about it: Keycloak for example answers
 * with fields that Langfuse's database has no columns for (langfuse/langfuse:web/src/server/auth.ts).
 */
import type { JsonObject } from '../../data/json.ts';
import { fromSecret } from '../../kubernetes/secret-variable.ts';
import type { Secret, Stack } from '../../stack/component.ts';
import { gateway, publicHost } from '../gateway/handle.ts';
import { type Client, clientOf, clientSecret, DOMAIN, SECRET_KEY, takesPasswords } from '../sign-on/client.ts';
import { entraTenant, type LangfuseProvider } from '../sign-on/providers.ts';
import { langfuse } from './handle.ts';
import type { LangfuseSettings } from './settings.ts';
import { ORGANIZATION } from './variables.ts';

export function langfuseClient(s: LangfuseSettings, stack: Stack): Client | undefined {
  return clientOf(langfuse.name, s, stack);
}

export function signOnSecret(s: LangfuseSettings, stack: Stack): readonly Secret[] {
  const client = langfuseClient(s, stack);
  const path = `/api/auth/callback/${client?.at.callback ?? ''}`;
  return clientSecret(client, { title: 'Langfuse', host: publicHost(stack.of(gateway), langfuse.name, DOMAIN), path });
}

/**
 * Whether who is new gets an account. One switch of Langfuse is for both ways in: with single sign-on alone it must be open, and
 * without passwords nobody gets in by the other one (langfuse/langfuse:web/src/server/auth.ts, `createUser`;
 * web/src/features/auth-credentials/server/signupApiHandler.ts).
 */
export function takesNewUsers(s: LangfuseSettings, stack: Stack): boolean {
  return takesPasswords(stack) ? s.signUp : true;
}

export function signOn(s: LangfuseSettings, stack: Stack): readonly JsonObject[] {
  const client = langfuseClient(s, stack);
  if (client === undefined) return [];
  const { variables } = client.at;
  const named = (name: string): string => `AUTH_${variables}_${name}`;
  const texts = {
    CLIENT_ID: client.clientId,
    ALLOW_ACCOUNT_LINKING: String(client.oidc.linkAccounts),
    ...SPECIAL[variables](client),
  };
  return [
    ...Object.entries(texts).map(([name, value]) => ({ name: named(name), value })),
    fromSecret(named('CLIENT_SECRET'), client.secretName, SECRET_KEY),
    { name: 'AUTH_DISABLE_USERNAME_PASSWORD', value: String(!takesPasswords(stack)) },
    // Roles in a project need a licence: in the organisation they are free, and hold for its projects.
    { name: 'LANGFUSE_DEFAULT_ORG_ID', value: ORGANIZATION },
    { name: 'LANGFUSE_DEFAULT_ORG_ROLE', value: s.oidc.role.toUpperCase() },
  ];
}

type Variables = Readonly<Record<string, string>>;

const SPECIAL: Readonly<Record<LangfuseProvider['variables'], (client: Client) => Variables>> = {
  GOOGLE: ({ oidc: { allowedDomains = [] } }) => ({ ALLOWED_DOMAINS: allowedDomains.join(',') }),
  OKTA: ({ oidc: { issuer } }) => ({ ISSUER: issuer }),
  AZURE_AD: ({ oidc: { issuer } }) => ({ TENANT_ID: entraTenant(issuer) ?? '' }),
  KEYCLOAK: ({ oidc: { issuer, scopes } }) => ({ ISSUER: issuer, SCOPE: scopes.join(' ') }),
  CUSTOM: ({ oidc: { issuer, scopes }, at }) => ({ ISSUER: issuer, NAME: at.name, SCOPE: scopes.join(' ') }),
};
