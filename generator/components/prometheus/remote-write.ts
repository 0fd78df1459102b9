/** External monitoring: other servers that Prometheus sends its samples to as well. */
import type * as z from 'zod';
import type { JsonObject } from '../../data/json.ts';
import { portOf } from '../../fleet/schema/quantities.ts';
import type { Flow, Secret, Stack } from '../../stack/component.ts';
import { hasProxy } from '../../stack/proxy.ts';
import { signInFields, signInSecret } from '../sign-in.ts';
import { authorityKey } from '../store-tls.ts';
import { prometheus } from './handle.ts';
import type { remoteWrite } from './remote-write-settings.ts';

export type RemoteWrite = z.output<typeof remoteWrite>[number];

/** The chart's value `prometheusSpec.remoteWrite`. */
export function remoteWriteValues(targets: readonly RemoteWrite[], stack: Pick<Stack, 'proxy'>): readonly JsonObject[] {
  return targets.map((target) => ({
    name: target.name,
    url: target.url,
    headers: target.headers,
    ...(hasProxy(stack) ? { proxyFromEnvironment: true } : {}),
    ...signInFields(target.signIn, secretOf(target.name)),
    ...(target.caSecretName === undefined ? {} : { tlsConfig: { ca: { secret: authorityKey(target.caSecretName) } } }),
    ...(target.keep === undefined
      ? {}
      : { writeRelabelConfigs: [{ sourceLabels: ['__name__'], regex: target.keep, action: 'keep' }] }),
  }));
}

function secretOf(target: string): string {
  return `remote-write-${target}`;
}

/** The Secrets that the secrets provider must provide. */
export function remoteWriteSecrets(targets: readonly RemoteWrite[]): readonly Secret[] {
  return targets.flatMap(({ name, signIn }, index) =>
    signInSecret(signIn, {
      name: secretOf(name),
      purpose: `credentials of Prometheus for ${name}`,
      subject: `remote write to ${name}`,
      path: ['remoteWrite', index],
    }),
  );
}

export function remoteWriteFlows(targets: readonly RemoteWrite[]): readonly Flow[] {
  return targets.map(({ name, url }) => ({
    from: prometheus.prometheus,
    to: { outside: 'anywhere' },
    ports: [portOf(url)],
    purpose: `remote write to ${name}`,
  }));
}
