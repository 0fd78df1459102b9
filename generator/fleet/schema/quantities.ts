/** Zod types for the notations of Kubernetes, so that mistakes are found in the input and not in a cluster. */
import * as z from 'zod';
import { amountOf } from '../../data/quantity.ts';
import { isAddressText } from './address-text.ts';
import { advised } from './advice.ts';

const NOT_A_QUANTITY = 'is not a Kubernetes quantity such as 500m, 4Gi or 0.5';

/** Kubernetes quantity, e.g. `500m`, `4Gi`, `0.5`. A bare number is taken as written. */
function quantity(title: string, example: string) {
  return z
    .union([z.string(), z.number().nonnegative()], { error: NOT_A_QUANTITY })
    .meta({ title, examples: [example] })
    .transform(String)
    .superRefine((text, context) => {
      if (/^(\d+(\.\d+)?|\.\d+)(m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?$/.test(text)) return;
      context.addIssue({ ...advised(NOT_A_QUANTITY, quantityMeant(text)), continue: false });
    });
}

/** For other common notations of an amount. */
function quantityMeant(text: string): string | undefined {
  const [, amount = '', prefix = '', unit = ''] =
    /^(\d{1,12}(?:\.\d{1,12})?) {0,4}([kmgtpe])?(ib|i|b|bytes)?$/i.exec(text) ?? [];
  const [, processors] = /^(\d{1,12}(?:\.\d{1,12})?) {0,4}v?(?:cpus?|cores?)$/i.exec(text) ?? [];
  if (processors !== undefined) return `did you mean ${processors}?`;
  if (prefix === '') return undefined;
  const letter = prefix.toUpperCase();
  const binary = `${amount}${letter}i`;
  if (unit.toLowerCase().startsWith('i')) return `did you mean ${binary}?`;
  return `did you mean ${amount}${letter === 'K' ? 'k' : letter} or ${binary}?`;
}

/** A quantity of memory or storage: to Kubernetes `512m` is half a byte, and nothing runs in less than this. */
export const bytes = bytesSuchAs('20Gi');

function bytesSuchAs(example: string) {
  return quantity('quantity of bytes', example).superRefine((text, context) => {
    const [, amount] = /^([1-9]\d*)m$/.exec(text) ?? [];
    const hint = amount === undefined ? undefined : `did you mean ${amount}Mi?`;
    // An invalid amount is not compared with a limit.
    const refuse = (message: string) => context.addIssue({ ...advised(message, hint), continue: false });
    if (text.endsWith('m')) refuse('has the suffix m, which means thousandths of a byte');
    else if (amountOf(text) < amountOf('1Mi')) refuse('is less than 1Mi');
  });
}

const NOT_A_DURATION = 'is not a duration such as 30s, 15d or 1h30m';

const DURATION = /^(?=.)(\d+y)?(\d+w)?(\d+d)?(\d+h)?(\d+m)?(\d+s)?(\d+ms)?$/;

/** Duration as Prometheus and Alertmanager write it, units from the largest on, e.g. `15d`, `1h30m`. */
export const duration = z
  .string({ error: NOT_A_DURATION })
  .superRefine((text, context) => {
    if (DURATION.test(text)) return;
    context.addIssue({ ...advised(NOT_A_DURATION, durationMeant(text)), continue: false });
  })
  .meta({ title: 'duration', examples: ['1m'] });

/** For units that are spelled out, or separated by spaces. */
function durationMeant(text: string): string | undefined {
  const spelt = text.replaceAll(/ {0,4}(\d{1,9}) {0,4}([a-z]{1,12})\b/gi, (whole, amount: string, word: string) => {
    const unit = UNITS.find(([form]) => form.test(word))?.[1];
    return unit === undefined ? whole : `${amount}${unit}`;
  });
  return spelt !== text && DURATION.test(spelt) ? `did you mean ${spelt}?` : undefined;
}

const UNITS: readonly (readonly [RegExp, string])[] = [
  [/^(?:ms|millis(?:econds?)?|milliseconds?)$/i, 'ms'],
  [/^(?:s|secs?|seconds?)$/i, 's'],
  [/^(?:m|mins?|minutes?)$/i, 'm'],
  [/^(?:h|hrs?|hours?)$/i, 'h'],
  [/^(?:d|days?)$/i, 'd'],
  [/^(?:w|weeks?)$/i, 'w'],
  [/^(?:y|yrs?|years?)$/i, 'y'],
];

/** A duration of an interval or a retention. */
export const period = duration.refine((text) => /[1-9]/.test(text), { error: 'must be longer than zero' });

const DNS_LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

/** DNS-1123 label of at most `max` characters. */
export function dnsLabel(max = 63): z.ZodString {
  return z
    .string()
    .max(max, { error: `is longer than ${max} characters` })
    .regex(DNS_LABEL, {
      error: 'is not a DNS-1123 label: lower-case letters, digits and hyphens, a letter or digit at both ends',
    })
    .meta({ title: 'DNS label', examples: ['acme'] });
}

/** The namespace of an operator in mode `existing`: network policies of its workloads allow traffic from there. */
export const existingNamespace = dnsLabel()
  .meta({ examples: ['operators'] })
  .optional()
  .describe('Namespace of the operator, in mode existing. Network policies let it reach its workloads from there.');

/** DNS-1123 subdomain, e.g. `obs.acme.io`. */
export const domain = z
  .string()
  .max(253, { error: 'is longer than 253 characters' })
  .refine((text) => text.split('.').every((label) => label.length <= 63 && DNS_LABEL.test(label)), {
    error: 'is not a domain name such as obs.acme.io',
  })
  .meta({ title: 'domain name', examples: ['obs.acme.io'] });

/** Name of an object of Kubernetes, as most kinds have it. */
export const objectName = z
  .string()
  .refine((text) => domain.safeParse(text).success, {
    error: 'is not the name of an object: lower-case letters, digits, hyphens and dots',
  })
  .meta({ title: 'name of an object', examples: ['acme'] });

/** The setting of a component with a volume, or several. What says nothing takes `storageClass` of the level. */
export function storageClassOf(what: 'volume' | 'volumes') {
  return objectName
    .meta({ examples: ['fast-ssd'] })
    .optional()
    .describe(
      `StorageClass of the ${what}; by default the \`storageClass\` of all volumes, or else the default StorageClass of the cluster.`,
    );
}

const LABEL = /^([A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?$/;

/** Value of a Kubernetes label. */
export const labelValue = z.string().regex(LABEL, {
  error:
    'is not a label value: at most 63 letters, digits, hyphens, underscores and dots, with a letter or digit at both ends',
});

/** Key of a Kubernetes label, with or without a prefix. */
export const labelKey = z.string().refine(isLabelKey, { error: 'is not a label key such as team or acme.io/team' });

function isLabelKey(key: string): boolean {
  const [name, prefix, ...rest] = key.split('/').reverse();
  return (
    rest.length === 0 &&
    name !== '' &&
    LABEL.test(name ?? '') &&
    (prefix === undefined || domain.safeParse(prefix).success)
  );
}

/** An exact semantic version: with a range, the engines would choose a version. */
export const version = z
  .string()
  .meta({ title: 'version' })
  .regex(/^v?\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/, { error: 'is not an exact version such as 2.0.0' });

export const cidr = z
  .union([z.cidrv4(), z.cidrv6()], { error: 'is not a CIDR such as 10.0.0.0/8' })
  .meta({ title: 'CIDR', examples: ['10.0.0.0/8'] });

/** Without a credential: everybody who can read the repository could read it. */
export const webAddress = z
  .url({ protocol: /^https?$/, error: 'is not an address such as https://vault.acme.io', abort: true })
  .superRefine((url, context) => {
    if (!isAddressText(url))
      context.addIssue(advised('contains a character that must be encoded in an address', ENCODE));
    // As clients read it: HTTPS:// and https:/// are https:// too.
    const { username, password } = new URL(url);
    if (username + password !== '') context.addIssue(advised('contains a credential', 'name a Secret instead'));
  })
  .meta({ title: 'URL' });

const ENCODE =
  'write it percent-encoded, for example %20 for a space and %24 for $, and a host in the form that begins with xn--';

/** The port of a web address. */
export function portOf(address: string): number {
  const { port: own, protocol } = new URL(address);
  if (own !== '') return Number(own);
  return protocol === 'https:' ? 443 : 80;
}

/** The host of a server. IPv6 addresses are refused, because URLs are built from it without brackets. */
export const host = z
  .string()
  .refine((text) => domain.safeParse(text).success, {
    error: 'is not a host name or an IPv4 address, without a scheme or port',
  })
  .meta({ title: 'host name or IPv4 address', examples: ['db.acme.io'] });

export const port = z
  .number()
  .int()
  .min(1)
  .max(65535)
  .meta({ title: 'port', examples: [8443] });

/** Kubernetes accepts `500Mi` as an amount of CPU too. */
function processorsSuchAs(example: string) {
  return quantity('quantity of CPU', example).refine((text) => /[\dm]$/.test(text), {
    error: 'is not a quantity of CPU such as 500m or 2',
  });
}

/** The same for requests and limits: the cluster decides about an amount that is left out. */
function amounts(purpose: string, cpu: string, memory: string) {
  return z
    .strictObject({
      cpu: processorsSuchAs(cpu).optional().describe(`CPU that a pod ${purpose}.`),
      memory: bytesSuchAs(memory).optional().describe(`Memory that a pod ${purpose}.`),
    })
    .optional();
}

export const resources = z
  .strictObject({
    requests: amounts('is guaranteed', '500m', '64Mi').describe('What the scheduler reserves for each pod.'),
    limits: amounts('may use at most', '4', '16Gi').describe('What a pod may use at most.'),
  })
  .superRefine(({ requests, limits }, context) => {
    for (const resource of ['cpu', 'memory'] as const) {
      const [request, limit] = [requests?.[resource], limits?.[resource]];
      if (request === undefined || limit === undefined || amountOf(request) <= amountOf(limit)) continue;
      // One of the two may be a default of the size, which is not in the input.
      const message = `${request} exceeds the limit (${limit}); Kubernetes rejects such a pod`;
      const hint = `raise limits.${resource}, or lower requests.${resource}`;
      context.addIssue({ ...advised(message, hint), path: ['requests', resource] });
    }
  })
  .describe('Requests and limits of each pod.');
