/** External monitoring: other servers that Prometheus sends its samples to as well. */
import type * as z from 'zod';
import type { JsonObject } from '../../data/json.ts';
import { portOf } from '../../fleet/schema/quantities.ts';
import type { Flow, Secret, Stack } from '../../stack/component.ts';
import { partyAt } from '../../stack/party-at.ts';
import { hasProxy } from '../../stack/proxy.ts';
import { signInFields, signInSecret } from '../sign-in.ts';
import { regionOf, signerAccount, signerFlows } from '../sigv4.ts';
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
    ...(target.signIn.kind === 'sigv4'
      ? { sigv4: { region: regionOf(target.url) } }
      : signInFields(target.signIn, secretOf(target.name))),
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

/** Values of the service account of Prometheus, for a cluster alone. */
export function remoteWriteAccount(targets: readonly RemoteWrite[]): JsonObject {
  return signerAccount(targets.map(({ signIn }) => signIn).find(({ kind }) => kind === 'sigv4'));
}

export function remoteWriteFlows(targets: readonly RemoteWrite[]): readonly Flow[] {
  const from = prometheus.prometheus;
  return targets.flatMap(({ name, url, signIn }): readonly Flow[] => [
    { from, to: partyAt(url), ports: [portOf(url)], purpose: `remote write to ${name}` },
    ...signerFlows(from, signIn, [url]),
  ]);
}
