/** Single sign-on: every example of the documentation, and what Langfuse and Grafana get of it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { entraTenant, issuerOf } from '../../generator/components/sign-on/providers.ts';
import { roleAttributePath } from '../../generator/components/sign-on/roles.ts';
import { isList, isObject, type Json, type JsonObject } from '../../generator/data/json.ts';
import { at } from '../engines/live-object.ts';
import { watchedCluster } from '../telemetry/rules/watched-cluster.ts';

const PAGE = readFileSync(join(import.meta.dirname, '../../docs/sign-on.md'), 'utf8');

/** `spec` of each example, by the heading above it. */
const EXAMPLES = PAGE.split(/^## /m).flatMap((section) => {
  const [title = ''] = section.split('\n');
  return [...section.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = '']): readonly [string, JsonObject] => {
    const { spec } = parse(text) as { readonly spec: JsonObject };
    return [title, spec];
  });
});

function exampleOf(title: string): JsonObject {
  const found = EXAMPLES.find(([one]) => one === title);
  if (found === undefined) throw new Error(`the page has no example below ${title}`);
  return found[1];
}

function on(cluster: JsonObject) {
  const answers = watchedCluster({ cluster });
  const web = at(answers.get('langfuse')?.values, 'langfuse', 'web', 'pod', 'additionalEnv');
  const variables = (isList(web) ? web : []).filter(isObject);
  return {
    langfuse: Object.fromEntries(
      variables.map(({ name, value = null, valueFrom = null }) => [name, value ?? valueFrom]),
    ),
    features: at(answers.get('langfuse')?.values, 'langfuse', 'features'),
    ini: at(answers.get('grafana')?.values, 'grafana.ini') as Readonly<Record<string, JsonObject>>,
    grafana: answers.get('grafana')?.values,
    secret: (name: string) =>
      answers
        .get('credentials')
        ?.manifests.find(({ metadata, kind }) => kind === 'ExternalSecret' && metadata.name === name),
  };
}

describe('an example of the page', () => {
  it.each(EXAMPLES)('is a valid fleet: %s', (_, spec) => {
    const { ini, langfuse } = on(spec);
    expect(at(ini, 'auth.generic_oauth', 'enabled')).toBe(true);
    expect(langfuse.AUTH_DISABLE_USERNAME_PASSWORD).toBe('true');
  });

  it('is there for every issuer', () => {
    expect(EXAMPLES.map(([title]) => title)).toEqual(
      expect.arrayContaining(['Google', 'Okta', 'Microsoft Entra', 'Keycloak', 'GitHub']),
    );
  });

  it.each([
    ['Google', 'GOOGLE', { ALLOWED_DOMAINS: 'acme.io' }],
    ['Okta', 'OKTA', { ISSUER: 'https://acme.okta.com' }],
    ['Microsoft Entra', 'AZURE_AD', { TENANT_ID: '72f988bf-86f1-41af-91ab-2d7cd011db47' }],
    ['Keycloak', 'KEYCLOAK', { ISSUER: 'https://login.acme.io/realms/acme', SCOPE: 'openid profile email groups' }],
    ['GitHub', 'CUSTOM', { ISSUER: 'https://dex.acme.io', NAME: 'single sign-on' }],
  ])('reaches Langfuse by the variables that it has for it: %s', (title, variables, special) => {
    const { langfuse } = on(exampleOf(title));
    const oidc = at(exampleOf(title), 'auth', 'oidc');
    expect(langfuse).toMatchObject({
      [`AUTH_${variables}_CLIENT_ID`]: at(oidc, 'clientId'),
      [`AUTH_${variables}_CLIENT_SECRET`]: { secretKeyRef: { name: 'langfuse-oidc', key: 'client-secret' } },
      [`AUTH_${variables}_ALLOW_ACCOUNT_LINKING`]: 'true',
      ...Object.fromEntries(Object.entries(special).map(([name, value]) => [`AUTH_${variables}_${name}`, value])),
    });
  });

  it.each(['Google', 'Okta', 'Microsoft Entra', 'Keycloak', 'GitHub'])('tells Grafana every address: %s', (title) => {
    const section = on(exampleOf(title)).ini['auth.generic_oauth'] ?? {};
    for (const key of ['auth_url', 'token_url', 'api_url']) expect(section[key]).toMatch(/^https:\/\//);
    expect(section.use_pkce).toBe(true);
  });

  it('names for each issuer the redirect URI that is registered', () => {
    const rows = [...PAGE.matchAll(/^\| ([^|]+) \| `([a-z-]+)` \|$/gm)].map(([, issuer, callback]) => [
      issuer,
      callback,
    ]);
    const told = Object.fromEntries(rows) as Readonly<Record<string, string>>;
    for (const title of ['Google', 'Okta', 'Microsoft Entra', 'Keycloak', 'GitHub']) {
      const issuer = String(at(exampleOf(title), 'auth', 'oidc', 'issuer'));
      const row = Object.keys(told).find((name) => name.startsWith(title)) ?? 'every other';
      expect([title, told[row]]).toEqual([title, issuerOf(issuer).callback]);
    }
  });
});

const KEYCLOAK = { issuer: 'https://login.acme.io/realms/acme', clientId: 'obs' };

describe('single sign-on', () => {
  it('opens Langfuse for who is new, and closes it for passwords', () => {
    const { features, langfuse, ini } = on({ auth: { oidc: KEYCLOAK } });
    expect(features).toMatchObject({ signUpDisabled: false });
    expect(langfuse).toMatchObject({
      AUTH_DISABLE_USERNAME_PASSWORD: 'true',
      LANGFUSE_DEFAULT_ORG_ID: langfuse.LANGFUSE_INIT_ORG_ID,
      LANGFUSE_DEFAULT_ORG_ROLE: 'VIEWER',
    });
    expect(ini.auth).toEqual({ disable_login_form: true });
  });

  it('opens Langfuse for nobody new as long as there are passwords', () => {
    const { features, langfuse, ini } = on({ auth: { oidc: KEYCLOAK, passwords: true } });
    expect(features).toMatchObject({ signUpDisabled: true });
    expect(langfuse.AUTH_DISABLE_USERNAME_PASSWORD).toBe('false');
    expect(ini.auth).toEqual({ disable_login_form: false });
  });

  it('is off by default', () => {
    const { features, langfuse, ini, secret } = on({});
    expect(features).toMatchObject({ signUpDisabled: true });
    expect(Object.keys(langfuse).filter((name) => name.startsWith('AUTH_'))).toEqual([]);
    expect(ini['auth.generic_oauth']?.enabled).toBe(false);
    expect(secret('grafana-oidc')).toBeUndefined();
  });

  it('has a Secret for each component, unless the input names one for both', () => {
    const own = on({ auth: { oidc: KEYCLOAK } });
    expect(own.secret('langfuse-oidc')).toBeDefined();
    expect(own.secret('grafana-oidc')).toBeDefined();
    const named = on({ auth: { oidc: { ...KEYCLOAK, secretName: 'acme-oidc' } } });
    expect(named.secret('langfuse-oidc')).toBeUndefined();
    expect(at(named.grafana, 'envValueFrom', 'GF_AUTH_GENERIC_OAUTH_CLIENT_SECRET')).toEqual({
      secretKeyRef: { name: 'acme-oidc', key: 'client-secret', optional: false },
    });
  });

  it('has a Secret of its own for a client of its own', () => {
    const { langfuse, ini } = on({
      auth: { oidc: { ...KEYCLOAK, secretName: 'acme-oidc' } },
      components: { langfuse: { oidc: { clientId: 'langfuse', role: 'member' } } },
    });
    expect(langfuse).toMatchObject({
      AUTH_KEYCLOAK_CLIENT_ID: 'langfuse',
      AUTH_KEYCLOAK_CLIENT_SECRET: { secretKeyRef: { name: 'langfuse-oidc' } },
      LANGFUSE_DEFAULT_ORG_ROLE: 'MEMBER',
    });
    expect(ini['auth.generic_oauth']?.client_id).toBe('obs');
  });

  it('lets the pods that need it reach the issuer, on its port', () => {
    const oidc = { ...KEYCLOAK, issuer: 'https://login.acme.io:18443/realms/acme' };
    const all = [...watchedCluster({ cluster: { auth: { oidc } } }).values()].flatMap(({ manifests }) => manifests);
    const policies = all.filter(({ kind }) => kind === 'NetworkPolicy');
    const out = policies.filter((policy) => JSON.stringify(at(policy.spec, 'egress') ?? null).includes('18443'));
    expect(out.map(({ metadata }) => metadata.name).sort()).toEqual(['grafana', 'langfuse-web']);
  });

  it('brings people back to Grafana after they have signed out', () => {
    const { ini } = on({ auth: { oidc: KEYCLOAK } });
    expect(ini['auth.generic_oauth']?.signout_redirect_url).toBe(
      'https://login.acme.io/realms/acme/protocol/openid-connect/logout?post_logout_redirect_uri=https%3A%2F%2Fgrafana.eu-1.obs.acme.io%2Flogin',
    );
  });
});

describe('the address of an issuer', () => {
  it.each([
    ['https://acme.okta.com', 'https://acme.okta.com/oauth2/v1/token'],
    ['https://acme.okta.com/oauth2/default', 'https://acme.okta.com/oauth2/default/v1/token'],
    ['https://login.acme.io/auth/realms/acme', 'https://login.acme.io/auth/realms/acme/protocol/openid-connect/token'],
  ])('says where its tokens are: %s', (issuer, token) => {
    expect(issuerOf(issuer).endpoints?.tokenUrl).toBe(token);
  });

  it.each([
    'https://okta.com.example',
    'https://evilokta.com',
    'https://acme.io/realms',
    'https://accounts.google.com.example',
  ])('is not taken for a known one: %s', (issuer) => expect(issuerOf(issuer).kind).toBe('other'));

  it('of Entra names one tenant', () => {
    expect(entraTenant('https://login.microsoftonline.com/common/v2.0')).toBeUndefined();
  });
});

describe('roles by groups', () => {
  const path = (groupsClaim: string, roles: { admin?: string[]; editor?: string[]; viewer?: string[] }): Json =>
    roleAttributePath({ groupsClaim, roles });

  it('take the highest, and otherwise a viewer', () => {
    expect(path('groups', { admin: ['a', 'b'], editor: ['c'] })).toBe(
      "contains(not_null(groups[*], ''), 'a') && 'Admin' || contains(not_null(groups[*], ''), 'b') && 'Admin' || contains(not_null(groups[*], ''), 'c') && 'Editor' || 'Viewer'",
    );
  });

  it('refuse everybody else where viewers are named', () => {
    expect(path('groups', { viewer: ['v'] })).toBe("contains(not_null(groups[*], ''), 'v') && 'Viewer'");
    const { ini } = on({ auth: { oidc: { ...KEYCLOAK, groupsClaim: 'groups', roles: { viewer: ['v'] } } } });
    expect(ini['auth.generic_oauth']).toMatchObject({ role_attribute_strict: true, skip_org_role_sync: false });
  });

  it.each([
    ['realm_access.roles', 'realm_access.roles[*]'],
    ['https://acme.io/groups', '"https://acme.io/groups"[*]'],
    ['cognito:groups', '"cognito:groups"[*]'],
    ['acme-groups', '"acme-groups"[*]'],
  ])('are read from the claim %s', (claim, expression) => {
    expect(path(claim, { viewer: ['v'] })).toContain(`not_null(${expression}, '')`);
  });
});
