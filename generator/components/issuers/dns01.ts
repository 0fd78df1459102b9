/**
 * DNS-01: cert-manager proves with an entry in the DNS zone that the host names are ours, so nothing must be reachable from the internet.
 * The words are those of cert-manager (docs: configuration/acme/dns01). Where the zone is at a cloud, no key is needed but at Azure.
 */
import * as z from 'zod';
import type { JsonObject } from '../../data/json.ts';
import { advised } from '../../fleet/schema/advice.ts';
import { iamRole } from '../../fleet/schema/iam-role.ts';
import { foreignName } from '../../fleet/schema/plain-text.ts';
import { domain, objectName } from '../../fleet/schema/quantities.ts';
import type { Secret } from '../../stack/component.ts';

const PROVIDERS = ['route53', 'cloudDNS', 'azureDNS', 'cloudflare', 'rfc2136'] as const;

/** A Secret in the namespace of cert-manager with one key. */
function ownSecret(key: string) {
  return objectName
    .meta({ examples: ['dns-zone'] })
    .optional()
    .describe(
      `Secret in the namespace cert-manager whose key \`${key}\` holds it; by default it comes from the secrets provider.`,
    );
}

const tenant = z
  .uuid({ error: 'is not an ID such as 72f988bf-86f1-41af-91ab-2d7cd011db47' })
  .meta({ title: 'UUID', examples: ['72f988bf-86f1-41af-91ab-2d7cd011db47'] });

export const dns01 = z
  .strictObject({
    route53: z
      .strictObject({
        region: foreignName.meta({ examples: ['eu-west-1'] }).describe('Region of AWS STS.'),
        role: iamRole('dns-zone').describe(
          'IAM role that the service account `cert-manager/lang-observatory-dns01` may assume.',
        ),
        hostedZoneID: foreignName
          .meta({ examples: ['Z0123456789ABCDEFGHIJ'] })
          .optional()
          .describe('The zone; by default it is looked up by name, which the role must be allowed to.'),
      })
      .optional()
      .describe('Amazon Route 53, with a role and without a key.'),
    cloudDNS: z
      .strictObject({
        project: foreignName.meta({ examples: ['acme-dns'] }).describe('Project of the zone.'),
        hostedZoneName: foreignName
          .meta({ examples: ['obs-acme-io'] })
          .optional()
          .describe('Name of the zone in Cloud DNS; by default it is looked up.'),
      })
      .optional()
      .describe(
        'Google Cloud DNS, with the identity that the service account `cert-manager/cert-manager` has at Google.',
      ),
    azureDNS: z
      .strictObject({
        subscriptionID: tenant.describe('Subscription of the zone.'),
        resourceGroupName: foreignName.meta({ examples: ['dns'] }).describe('Resource group of the zone.'),
        hostedZoneName: domain.describe('The zone.'),
        tenantID: tenant.describe('Tenant of the application.'),
        clientID: tenant.describe('Application (client) ID with the role DNS Zone Contributor.'),
        secretName: ownSecret('client-secret'),
      })
      .optional()
      .describe('Azure DNS, with an application and its client secret.'),
    cloudflare: z
      .strictObject({ secretName: ownSecret('api-token') })
      .optional()
      .describe('Cloudflare, with a token that may edit the zone.'),
    rfc2136: z
      .strictObject({
        nameserver: z
          .string()
          .regex(/^(\d{1,3}(\.\d{1,3}){3}|\[[0-9a-fA-F:]+\])(:\d{1,5})?$/, {
            error: 'is not an IP address with or without a port, such as 192.0.2.53:53',
          })
          .meta({ title: 'address', examples: ['192.0.2.53:53'] })
          .describe('Address of the name server that takes updates. cert-manager wants an IP address.'),
        tsigKeyName: foreignName.meta({ examples: ['observatory'] }).describe('Name of the key of TSIG.'),
        tsigAlgorithm: z
          .enum(['HMACSHA256', 'HMACSHA512', 'HMACSHA1', 'HMACMD5'])
          .default('HMACSHA256')
          .describe('Its algorithm.'),
        secretName: ownSecret('tsig-key'),
      })
      .optional()
      .describe('A name server with dynamic updates (BIND, Knot, PowerDNS, Active Directory with TSIG).'),
  })
  .superRefine((said, context) => {
    const chosen = Object.entries(said).filter(([, solver]) => solver !== undefined);
    if (chosen.length === 1) return;
    const message = chosen.length === 0 ? 'names no provider of the zone' : 'names more than one provider of the zone';
    context.addIssue(
      advised(message, `keep exactly one of ${PROVIDERS.join(', ')}; null takes one of a higher level away`),
    );
  })
  .optional()
  .meta({ examples: [{ route53: { region: 'eu-west-1', role: 'arn:aws:iam::123456789012:role/dns-zone' } }] })
  .describe(
    'Prove with entries in the DNS zone that the host names are yours, in place of HTTP-01: for UIs that the internet cannot reach. Exactly one provider.',
  );

export type Dns01 = NonNullable<z.output<typeof dns01>>;

/** The service account that assumes the role of Route 53. */
export const DNS01_ACCOUNT = 'lang-observatory-dns01';

interface Credential {
  readonly provider: 'azureDNS' | 'cloudflare' | 'rfc2136';
  readonly key: string;
  readonly what: string;
}

const CREDENTIALS: readonly Credential[] = [
  { provider: 'azureDNS', key: 'client-secret', what: 'client secret of the application that edits the DNS zone' },
  { provider: 'cloudflare', key: 'api-token', what: 'token of Cloudflare that may edit the DNS zone' },
  { provider: 'rfc2136', key: 'tsig-key', what: 'key of TSIG for updates of the DNS zone' },
];

function secretNameOf(said: Dns01, { provider }: Credential): string {
  return said[provider]?.secretName ?? DNS01_ACCOUNT;
}

/** What the secrets provider must provide, unless somebody else makes the Secret. */
export function dns01Secrets(said: Dns01): readonly Secret[] {
  return CREDENTIALS.filter(
    ({ provider }) => said[provider] !== undefined && said[provider]?.secretName === undefined,
  ).map(({ provider, key, what }) => ({
    name: DNS01_ACCOUNT,
    purpose: 'edits the DNS zone, for challenges of ACME',
    keys: { [key]: { given: what, setting: ['acme', 'dns01', provider, 'secretName'] } },
  }));
}

/** The solver in an issuer of ACME. */
export function dns01Solver(said: Dns01): JsonObject {
  const credential = CREDENTIALS.find(({ provider }) => said[provider] !== undefined);
  const from = credential === undefined ? {} : { name: secretNameOf(said, credential), key: credential.key };
  const { route53, cloudDNS, azureDNS, rfc2136 } = said;
  if (route53 !== undefined) {
    const { region, role, hostedZoneID } = route53;
    const auth = { kubernetes: { serviceAccountRef: { name: DNS01_ACCOUNT } } };
    return { route53: { region, role, ...(hostedZoneID === undefined ? {} : { hostedZoneID }), auth } };
  }
  if (cloudDNS !== undefined) {
    const { project, hostedZoneName } = cloudDNS;
    return { cloudDNS: { project, ...(hostedZoneName === undefined ? {} : { hostedZoneName }) } };
  }
  if (azureDNS !== undefined) {
    const { secretName: _, ...zone } = azureDNS;
    return { azureDNS: { ...zone, clientSecretSecretRef: from } };
  }
  if (rfc2136 !== undefined) {
    const { secretName: _, ...server } = rfc2136;
    return { rfc2136: { ...server, tsigSecretSecretRef: from } };
  }
  return { cloudflare: { apiTokenSecretRef: from } };
}

/** Ports that cert-manager needs beside 80 and 443, to change the zone. */
export function dns01Ports({ rfc2136, cloudDNS }: Dns01): readonly number[] {
  // The metadata server of a GKE node answers for pods on this one.
  if (cloudDNS !== undefined) return [988];
  if (rfc2136 === undefined) return [];
  return [Number(/^(?:\[[^\]]*\]|[^:]*):(\d+)$/.exec(rfc2136.nameserver)?.[1] ?? 53)];
}
