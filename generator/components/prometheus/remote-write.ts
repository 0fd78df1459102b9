/** External monitoring: other servers that Prometheus sends its samples to as well. */
import type * as z from 'zod';
import type { JsonObject } from '../../data/json.ts';
import { portOf } from '../../fleet/schema/quantities.ts';
import type { Flow, Secret, SecretKey } from '../../stack/component.ts';
import { authorityKey } from '../store-tls.ts';
import { prometheus } from './handle.ts';
import type { remoteWrite } from './remote-write-settings.ts';

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

/** The Secrets that the secrets provider must provide. */
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
    return [{ name: secretOf(name), purpose: `credentials of Prometheus for ${name}`, keys }];
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
