/** The section `auth` of the input: how people sign in to Langfuse and Grafana. */
import * as z from 'zod';
import { advised } from '../../fleet/schema/advice.ts';
import { foreignName } from '../../fleet/schema/plain-text.ts';
import { domain, objectName, webAddress } from '../../fleet/schema/quantities.ts';
import { isEntra, issuerOf } from './providers.ts';

/** Tokens travel there. */
const httpsAddress = webAddress
  .refine((url) => /^https:/i.test(url), { error: 'is not an https:// address: tokens would travel in plain text' })
  .refine((url) => !/[?#]|\/$/.test(url), { error: 'has a query, a fragment or a slash at its end' });

/** One of the addresses that its discovery document names. */
function endpoint(name: string) {
  return httpsAddress.meta({ examples: [`https://dex.acme.io/${name}`] });
}

/**
 * It becomes part of an expression in an INI file: without quotation marks, backslashes, comments and variables.
 * Keycloak writes groups as paths, LDAP as distinguished names, Entra as object IDs.
 */
const group = z
  .string()
  .regex(/^[\p{L}\p{N}_/][\p{L}\p{N}\p{M} _./:@+~=,&()-]*$/u, {
    error:
      'may contain letters, digits, spaces and _ . / : @ + ~ = , & ( ) -, and must begin with a letter, a digit, _ or /',
  })
  .meta({ examples: ['llm-platform'] });

function groupsWith(role: string, rest: string) {
  return z.array(group).min(1).optional().describe(`Groups whose members are ${role} in Grafana.${rest}`);
}

const roles = z
  .strictObject({
    admin: groupsWith('administrators', ''),
    editor: groupsWith('editors', ''),
    viewer: groupsWith(
      'viewers',
      ' Then nobody else may sign in to Grafana. Without it, everybody who is in none of the other groups is a viewer.',
    ),
  })
  .refine((all) => Object.values(all).some((groups) => groups !== undefined), { error: 'names no group' });

const secretName = objectName
  .optional()
  .describe(
    'Secret in the namespace of the stack with the key client-secret; by default it comes from the secrets provider, one for each component.',
  );

const oidcFields = z.strictObject({
  issuer: httpsAddress
    .meta({ examples: ['https://login.acme.io/realms/acme'] })
    .describe('Address of the issuer, as its discovery document says it.'),
  clientId: foreignName
    .meta({ examples: ['lang-observatory'] })
    .optional()
    .describe(
      'ID of the client at the issuer. A component may have a client of its own instead, in its `oidc.clientId`.',
    ),
  secretName,
  scopes: z
    .array(foreignName)
    .meta({ examples: [['openid', 'profile', 'email', 'groups']] })
    .default(['openid', 'profile', 'email'])
    .describe('Scopes that are asked for. Many issuers tell the groups only to a client that asks for `groups`.'),
  endpoints: z
    .strictObject({
      authorizationUrl: endpoint('auth').describe('Where browsers are sent to sign in.'),
      tokenUrl: endpoint('token').describe('Where a code is exchanged for tokens.'),
      userinfoUrl: endpoint('userinfo').describe('Where the claims of a user are read.'),
      logoutUrl: endpoint('logout')
        .optional()
        .describe('Where browsers are sent to sign out (`end_session_endpoint`).'),
    })
    .meta({
      examples: [
        {
          authorizationUrl: 'https://dex.acme.io/auth',
          tokenUrl: 'https://dex.acme.io/token',
          userinfoUrl: 'https://dex.acme.io/userinfo',
        },
      ],
    })
    .optional()
    .describe(
      'Addresses of the issuer, from its discovery document, which Grafana does not read. They follow from the issuer for Google, Okta, Microsoft Entra and Keycloak.',
    ),
  allowedDomains: z
    .array(domain.meta({ examples: ['acme.io'] }))
    .min(1)
    .optional()
    .describe(
      'For Google, where it is required: domains of its customers whose people may sign in. Other issuers say themselves who may use a client.',
    ),
  groupsClaim: foreignName
    .meta({ examples: ['groups'] })
    .optional()
    .describe(
      'Claim with the groups of a user, which `roles` needs. Dots lead into a claim, as in realm_access.roles, unless it is a URL.',
    ),
  roles: roles
    .optional()
    .describe(
      'Roles in Grafana by group. Without it, who is new is a viewer, and administrators change roles in Grafana.',
    ),
  linkAccounts: z
    .boolean()
    .default(true)
    .describe(
      'Whether who signs in gets the account in Langfuse that has the same e-mail address: so the first user comes to the organisation that it owns. The issuer must not let people choose an address that is not theirs.',
    ),
});

export const auth = z.strictObject({
  oidc: oidcFields
    .superRefine((oidc, context) => {
      for (const { path, message, hint } of mistakesIn(oidc)) context.addIssue({ ...advised(message, hint), path });
    })
    .meta({
      examples: [
        {
          issuer: 'https://login.acme.io/realms/acme',
          clientId: 'lang-observatory',
          groupsClaim: 'groups',
          roles: { admin: ['llm-platform'] },
        },
      ],
    })
    .optional()
    .describe('Single sign-on to Langfuse and Grafana with OpenID Connect.'),
  passwords: z
    .boolean()
    .optional()
    .describe(
      'Whether people may sign in with a password too. True without `oidc`, and false with it. In Langfuse, true together with `oidc` lets only those sign in who have an account, unless `components.langfuse.signUp` lets anybody make one.',
    ),
});

/** Fields of a component's setting `oidc`, for a client of its own. */
export const ownClient = {
  clientId: foreignName
    .meta({ examples: ['langfuse'] })
    .optional()
    .describe('ID of a client of its own at the issuer, instead of `auth.oidc.clientId`.'),
  secretName: objectName
    .optional()
    .describe(
      'Secret in the namespace of the stack with the key client-secret of the client; by default it comes from the secrets provider.',
    ),
};

export interface OwnClient {
  readonly clientId?: string | undefined;
  readonly secretName?: string | undefined;
}

export type Oidc = z.output<typeof oidcFields>;

interface Mistake {
  readonly path: string[];
  readonly message: string;
  readonly hint: string;
}

function mistakesIn(oidc: Oidc): readonly Mistake[] {
  const { hostname } = new URL(oidc.issuer);
  const { kind, endpoints } = issuerOf(oidc.issuer);
  const isGoogle = kind === 'google';
  const rules: readonly (readonly [boolean, string, string, string])[] = [
    [
      /(?:^|\.)github\.com$/.test(hostname),
      'issuer',
      'is GitHub, which is not an issuer of OpenID Connect, and signs in anybody who has an account',
      'put an issuer such as Dex before it, which knows your organisation: see docs/sign-on.md',
    ],
    [
      isEntra(oidc.issuer) && kind !== 'entra',
      'issuer',
      'is not the issuer of one tenant of Microsoft Entra',
      'write https://login.microsoftonline.com/<tenant ID>/v2.0',
    ],
    [
      kind === 'other' && endpoints === undefined && oidc.endpoints === undefined,
      'issuer',
      'is not Google, Okta, Microsoft Entra or Keycloak, so its other addresses are not known',
      'set endpoints, with the addresses in its /.well-known/openid-configuration',
    ],
    [
      isGoogle && oidc.allowedDomains === undefined,
      'issuer',
      'is Google, which signs in anybody who has an account',
      'set allowedDomains to the domains of your organisation',
    ],
    [
      !isGoogle && oidc.allowedDomains !== undefined,
      'allowedDomains',
      'has no effect: Langfuse reads domains of Google only',
      'say at the issuer who may use the client, and remove it',
    ],
    [
      isGoogle && oidc.roles !== undefined,
      'roles',
      'cannot be told: Google tells no groups',
      'remove it, and change roles in Grafana, or use an issuer that tells groups',
    ],
    [
      oidc.roles !== undefined && oidc.groupsClaim === undefined,
      'roles',
      'needs the claim that the groups are in',
      'set groupsClaim, for example groups',
    ],
    [
      oidc.groupsClaim !== undefined && oidc.roles === undefined,
      'groupsClaim',
      'has no effect while roles is not set',
      'set roles too, or remove it',
    ],
    [
      !['openid', 'email'].every((scope) => oidc.scopes.includes(scope)),
      'scopes',
      'leaves out openid or email: without the first there is no ID token, and users are known by their e-mail address',
      'add both',
    ],
  ];
  const found = rules.filter(([isBroken]) => isBroken);
  // What comes first about a field is mended first.
  return found
    .filter(([, field], index) => found.findIndex(([, other]) => other === field) === index)
    .map(([, field, message, hint]) => ({ path: [field], message, hint }));
}
