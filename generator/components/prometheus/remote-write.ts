/** External monitoring: other servers that Prometheus sends its samples to as well. */
import * as z from 'zod';
import type { JsonObject } from '../../data/json.ts';
import { line } from '../../fleet/schema/plain-text.ts';
import { dnsLabel, portOf, webAddress } from '../../fleet/schema/quantities.ts';
import type { Flow, Secret, SecretKey } from '../../stack/component.ts';
import { authorityKey, caSecretName, refuseIdleAuthorityOf } from '../store-tls.ts';
import { prometheus } from './handle.ts';

const secretName = (keys: string) =>
  dnsLabel(253)
    .optional()
    .describe(`Secret in the namespace of the stack with ${keys}; when absent it comes from the secrets provider.`);

const SIGN_IN = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none').describe('Nobody signs in.') }),
  z.strictObject({
    kind: z.literal('basic').describe('User name and password.'),
    secretName: secretName('keys username and password'),
  }),
  z.strictObject({
    kind: z.literal('bearer').describe('A token.'),
    secretName: secretName('key token'),
  }),
]);

/** By its name not one that carries a credential: it would stand in Git. */
const header = z.string().regex(/^(?!.*(authorization|cookie|key|token|secret|password))[A-Za-z0-9-]+$/i, {
  error: 'is no header, or one that carries a credential, which belongs into the Secret of signIn',
});

export const remoteWrite = z
  .array(
    z
      .strictObject({
        name: dnsLabel(40).describe('Name of the target, which its metrics carry as remote_name.'),
        url: webAddress
          .meta({ examples: ['https://metrics.acme.io/api/v1/write'] })
          .describe('Address that takes remote write, e.g. https://metrics.acme.io/api/v1/write.'),
        caSecretName,
        signIn: SIGN_IN.default({ kind: 'none' }).describe('How Prometheus signs in.'),
        headers: z
          .record(header, line)
          .meta({ examples: [{ 'X-Scope-OrgID': 'acme' }] })
          .default({})
          .describe('Further headers, such as X-Scope-OrgID.'),
        keep: line
          .meta({ examples: ['gen_ai_.*|slo:.*'] })
          .optional()
          .describe('Regular expression of the metrics that are sent, e.g. gen_ai_.*|slo:.*; all when absent.'),
      })
      .superRefine(({ url, caSecretName }, context) => refuseIdleAuthorityOf(url, caSecretName, context)),
  )
  .refine((targets) => new Set(targets.map(({ name }) => name)).size === targets.length, {
    error: 'two targets have the same name',
  })
  .default([])
  .describe('Other servers that get every sample as well.');

export type RemoteWrite = z.output<typeof remoteWrite>[number];

/** The chart's value `prometheusSpec.remoteWrite`. */
export function remoteWriteValues(targets: readonly RemoteWrite[]): readonly JsonObject[] {
  return targets.map((target) => ({
    name: target.name,
    url: target.url,
    headers: target.headers,
    ...credentials(target),
    ...(target.caSecretName === undefined ? {} : { tlsConfig: { ca: { secret: authorityKey(target.caSecretName) } } }),
    ...(target.keep === undefined
      ? {}
      : { writeRelabelConfigs: [{ sourceLabels: ['__name__'], regex: target.keep, action: 'keep' }] }),
  }));
}

function credentials({ name, signIn }: RemoteWrite): JsonObject {
  if (signIn.kind === 'none') return {};
  const from = (key: string): JsonObject => ({ name: signIn.secretName ?? secretOf(name), key });
  return signIn.kind === 'basic'
    ? { basicAuth: { username: from('username'), password: from('password') } }
    : { authorization: { credentials: from('token') } };
}

function secretOf(target: string): string {
  return `remote-write-${target}`;
}

/** The Secrets that the secrets provider is to bring. */
export function remoteWriteSecrets(targets: readonly RemoteWrite[]): readonly Secret[] {
  return targets.flatMap(({ name, signIn }, index): readonly Secret[] => {
    if (signIn.kind === 'none' || signIn.secretName !== undefined) return [];
    const given = (what: string): SecretKey => ({
      given: `${what} for remote write to ${name}`,
      setting: ['remoteWrite', index, 'signIn', 'secretName'],
    });
    const keys: Secret['keys'] =
      signIn.kind === 'basic'
        ? { username: given('user name'), password: given('password') }
        : { token: given('token') };
    return [{ name: secretOf(name), purpose: `Prometheus signs in at ${name} with it`, keys }];
  });
}

export function remoteWriteFlows(targets: readonly RemoteWrite[]): readonly Flow[] {
  return targets.map(({ name, url }) => ({
    from: prometheus.prometheus,
    to: { outside: 'anywhere' },
    ports: [portOf(url)],
    purpose: `remote write to ${name}`,
  }));
}
