/**
 * What follows from the address of an issuer. Langfuse reads the rest from its discovery document; Grafana must be told every address
 * (grafana/grafana:pkg/login/social/connectors/generic_oauth.go).
 */

export interface Endpoints {
  /** Browsers are sent there. */
  readonly authorizationUrl: string;
  readonly tokenUrl: string;
  readonly userinfoUrl: string;
  /** Where a browser ends its session; some issuers have none. */
  readonly logoutUrl?: string | undefined;
}

/** How Langfuse names the sign-on: in its variables, and at the end of the address that users are sent back to. */
export interface LangfuseProvider {
  readonly variables: 'GOOGLE' | 'OKTA' | 'AZURE_AD' | 'KEYCLOAK' | 'CUSTOM';
  readonly callback: string;
}

export interface Issuer extends LangfuseProvider {
  /** On buttons. */
  readonly name: string;
  readonly kind: 'google' | 'okta' | 'entra' | 'keycloak' | 'other';
  /** Undefined where they do not follow from the issuer. */
  readonly endpoints: Endpoints | undefined;
}

const ENTRA_HOST = 'login.microsoftonline.com';

const TENANT = /^\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/v2\.0$/i;

/** Hosts of Okta's own domains. An organisation with a domain of its own is one of the others. */
const OKTA_HOST = /\.(?:okta|oktapreview|okta-emea)\.com$/;

export function issuerOf(issuer: string): Issuer {
  const { hostname, pathname } = new URL(issuer);
  if (issuer === 'https://accounts.google.com')
    return { name: 'Google', kind: 'google', variables: 'GOOGLE', callback: 'google', endpoints: GOOGLE };
  const tenant = entraTenant(issuer);
  if (tenant !== undefined)
    return {
      name: 'Microsoft Entra',
      kind: 'entra',
      variables: 'AZURE_AD',
      callback: 'azure-ad',
      endpoints: entra(tenant),
    };
  if (OKTA_HOST.test(hostname))
    return { name: 'Okta', kind: 'okta', variables: 'OKTA', callback: 'okta', endpoints: okta(issuer, pathname) };
  if (/\/realms\/[^/]+$/.test(pathname))
    return {
      name: 'Keycloak',
      kind: 'keycloak',
      variables: 'KEYCLOAK',
      callback: 'keycloak',
      endpoints: keycloak(issuer),
    };
  return { name: 'single sign-on', kind: 'other', variables: 'CUSTOM', callback: 'custom', endpoints: undefined };
}

/** The tenant in the issuer of Microsoft Entra; undefined for any other. */
export function entraTenant(issuer: string): string | undefined {
  const { hostname, pathname } = new URL(issuer);
  return hostname === ENTRA_HOST ? TENANT.exec(pathname)?.[1] : undefined;
}

export function isEntra(issuer: string): boolean {
  return new URL(issuer).hostname === ENTRA_HOST;
}

/** Of its discovery document. Google has no address to sign out at. */
const GOOGLE: Endpoints = {
  authorizationUrl: 'https://accounts.google.com/o/oauth2/v2/auth',
  tokenUrl: 'https://oauth2.googleapis.com/token',
  userinfoUrl: 'https://openidconnect.googleapis.com/v1/userinfo',
};

function entra(tenant: string): Endpoints {
  const base = `https://${ENTRA_HOST}/${tenant}/oauth2/v2.0`;
  return {
    authorizationUrl: `${base}/authorize`,
    tokenUrl: `${base}/token`,
    userinfoUrl: 'https://graph.microsoft.com/oidc/userinfo',
    logoutUrl: `${base}/logout`,
  };
}

/** The organisation itself is an issuer, and so is each of its authorization servers, below `/oauth2`. */
function okta(issuer: string, pathname: string): Endpoints {
  const base = pathname.startsWith('/oauth2/') ? `${issuer}/v1` : `${issuer}/oauth2/v1`;
  return {
    authorizationUrl: `${base}/authorize`,
    tokenUrl: `${base}/token`,
    userinfoUrl: `${base}/userinfo`,
    logoutUrl: `${base}/logout`,
  };
}

function keycloak(issuer: string): Endpoints {
  const base = `${issuer}/protocol/openid-connect`;
  return {
    authorizationUrl: `${base}/auth`,
    tokenUrl: `${base}/token`,
    userinfoUrl: `${base}/userinfo`,
    logoutUrl: `${base}/logout`,
  };
}
