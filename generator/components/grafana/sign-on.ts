/** Single sign-on to Grafana: sections of grafana.ini. */
import type { JsonObject } from '../../data/json.ts';
import type { Stack } from '../../stack/component.ts';
import { type Client, clientOf, defaultSecretName, SECRET_KEY, takesPasswords } from '../sign-on/client.ts';
import { isStrict, roleAttributePath } from '../sign-on/roles.ts';
import { grafana } from './handle.ts';
import type { GrafanaSettings } from './settings.ts';

const SECTION = 'auth.generic_oauth';

export function grafanaClient(s: GrafanaSettings, stack: Stack): Client | undefined {
  return clientOf(grafana.name, s, stack);
}

/** The same keys with and without single sign-on: Helm cannot take one away again. */
export function signOnSections(client: Client | undefined, stack: Stack): JsonObject {
  const path = client === undefined ? '' : roleAttributePath(client.oidc);
  return {
    // Hides the form. The administrator's password still opens the API, for emergencies.
    auth: { disable_login_form: !takesPasswords(stack) },
    [SECTION]: {
      enabled: client !== undefined,
      name: client?.at.name ?? '',
      client_id: client?.clientId ?? '',
      scopes: client?.oidc.scopes.join(' ') ?? '',
      auth_url: client?.endpoints.authorizationUrl ?? '',
      token_url: client?.endpoints.tokenUrl ?? '',
      api_url: client?.endpoints.userinfoUrl ?? '',
      use_pkce: true,
      allowed_domains: client?.oidc.allowedDomains?.join(' ') ?? '',
      role_attribute_path: path,
      role_attribute_strict: client !== undefined && isStrict(client.oidc),
      // Without an expression each sign-in would make an administrator a viewer again.
      skip_org_role_sync: path === '',
      signout_redirect_url: client?.endpoints.logoutUrl ?? '',
    },
  };
}

/** Where people come back to after they have signed out at the issuer, which gets a hint by Grafana who it is. */
export function signOut(client: Client | undefined, host: string): JsonObject {
  const logout = client?.endpoints.logoutUrl;
  if (logout === undefined) return {};
  const back = encodeURIComponent(`https://${host}/login`);
  return { [SECTION]: { signout_redirect_url: `${logout}?post_logout_redirect_uri=${back}` } };
}

/** The chart refuses the client's secret in grafana.ini (templates/_helpers.tpl, `assertNoLeakedSecrets`). */
export function clientSecretVariable(client: Client | undefined): JsonObject {
  const name = client?.secretName ?? defaultSecretName(grafana.name);
  return {
    GF_AUTH_GENERIC_OAUTH_CLIENT_SECRET: {
      secretKeyRef: { name, key: SECRET_KEY, optional: client === undefined },
    },
  };
}
