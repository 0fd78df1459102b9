/** A component as a client of the issuer. */
import { portOf } from '../../fleet/schema/quantities.ts';
import type { Flow, Secret, Stack } from '../../stack/component.ts';
import type { Workload } from '../../stack/handle.ts';
import { partyAt } from '../../stack/party-at.ts';
import { alerting } from '../alerting/handle.ts';
import { type Endpoints, type Issuer, issuerOf } from './providers.ts';
import type { Oidc, OwnClient } from './settings.ts';

export const SECRET_KEY = 'client-secret';

/** For the domain of a cluster, in texts that are the same for all of them. */
export const DOMAIN = 'DOMAIN';

export interface Client {
  readonly oidc: Oidc;
  readonly at: Issuer;
  readonly clientId: string;
  readonly secretName: string;
  /** Whether somebody else makes the Secret. */
  readonly isUserProvided: boolean;
  readonly endpoints: Endpoints;
}

/** Of the Secret that the secrets provider provides. */
export function defaultSecretName(component: string): string {
  return `${component}-oidc`;
}

/** Undefined without single sign-on. */
export function clientOf(
  component: string,
  { oidc: own }: { readonly oidc: OwnClient },
  stack: Stack,
): Client | undefined {
  const { oidc } = stack.of(alerting).auth;
  // `judge/idle-reasons.ts` tries single switches, of which this one has no issuer.
  if (oidc?.issuer === undefined) return undefined;
  const at = issuerOf(oidc.issuer);
  const endpoints = oidc.endpoints ?? at.endpoints;
  if (endpoints === undefined) throw new Error(`${oidc.issuer} has no known endpoints: its schema lets none through`);
  // A client of its own has a secret of its own.
  const named = own.secretName ?? (own.clientId === undefined ? oidc.secretName : undefined);
  return {
    oidc,
    at,
    endpoints,
    // A rule about the fleet sees to it that there is one.
    clientId: own.clientId ?? oidc.clientId ?? '',
    secretName: named ?? defaultSecretName(component),
    isUserProvided: named !== undefined,
  };
}

/** Whether people may sign in with a password. */
export function takesPasswords(stack: Stack): boolean {
  const { oidc, passwords } = stack.of(alerting).auth;
  return oidc === undefined || passwords === true;
}

/** Where the issuer sends people back to: it refuses every address that is not registered there. */
export interface Registered {
  /** As people know the component. */
  readonly title: string;
  /** Its public host name. */
  readonly host: string;
  readonly path: string;
}

/** The Secret that the secrets provider must provide. */
export function clientSecret(client: Client | undefined, { title, host, path }: Registered): readonly Secret[] {
  if (client === undefined || client.isUserProvided) return [];
  return [
    {
      name: client.secretName,
      purpose: `single sign-on to ${title}`,
      keys: {
        [SECRET_KEY]: {
          given: `client secret of ${title} at ${client.oidc.issuer}, for the redirect URI https://${host}${path}`,
          setting: ['oidc', 'secretName'],
        },
      },
    },
  ];
}

export function issuerFlow(from: Workload, client: Client | undefined): readonly Flow[] {
  if (client === undefined) return [];
  const { oidc, endpoints } = client;
  const addresses = [...new Set([oidc.issuer, endpoints.tokenUrl, endpoints.userinfoUrl])];
  return addresses.map((address) => ({
    from,
    to: partyAt(address),
    ports: [portOf(address)],
    purpose: 'single sign-on',
  }));
}
