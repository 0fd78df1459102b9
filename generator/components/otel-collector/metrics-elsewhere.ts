/**
 * The way of metrics to the Prometheus of somebody else, by remote write. Its exporters are said for each cluster, like those of other
 * backends: Helm cannot take one away that a layer above has said.
 */
import type { JsonObject } from '../../data/json.ts';
import { portOf } from '../../fleet/schema/quantities.ts';
import { fromSecret } from '../../kubernetes/secret-variable.ts';
import type { Flow, Stack } from '../../stack/component.ts';
import type { Workload } from '../../stack/handle.ts';
import { type MetricsElsewhere, metricsElsewhere, prometheus } from '../prometheus/handle.ts';
import { type SignIn, signInKeys, signInVariable } from '../sign-in.ts';
import { regionOf, signerAccount, signerFlows } from '../sigv4.ts';
import { authorityFile, authorityMount, authorityVolume } from '../store-tls.ts';
import { collectorHeaders } from './headers.ts';
import { remoteWriteExporter } from './remote-write.ts';

const KIND = 'prometheus_remote_write/external';

/** The names of the exporters, one for each address. */
export function exportersElsewhere({ writeUrls }: MetricsElsewhere): readonly string[] {
  return writeUrls.map((_, index) => `${KIND}/${index}`);
}

/** Parts of the configuration of a collector; empty where Prometheus is ours, or there is none. */
export function metricsElsewhereParts(stack: Stack): JsonObject {
  const store = metricsElsewhere(stack.of(prometheus));
  if (store === undefined) return {};
  const { writeUrls, signIn, headers, caSecretName } = store;
  const ways = writeUrls.map((url) => ({ url, authenticator: AUTHENTICATORS[signIn.kind](url) }));
  const exporters = ways.map(({ url, authenticator }, index) => [
    `${KIND}/${index}`,
    {
      ...remoteWriteExporter(url),
      headers: collectorHeaders({ headers, secretHeaders: [], secretName: undefined }, prometheus.name),
      ...(authenticator === undefined ? {} : { auth: { authenticator: authenticator.name } }),
      ...(caSecretName === undefined ? {} : { tls: { ca_file: authorityFile(prometheus.name) } }),
    },
  ]);
  const extensions = ways.flatMap(({ authenticator }) =>
    authenticator === undefined ? [] : [[authenticator.name, authenticator.says]],
  );
  return {
    exporters: Object.fromEntries(exporters),
    ...(extensions.length === 0 ? {} : { extensions: Object.fromEntries(extensions) }),
  };
}

interface Authenticator {
  readonly name: string;
  readonly says: JsonObject;
}

const read = (key: string): string => `\${env:${signInVariable(prometheus.name, key)}}`;

/**
 * Extensions of the collector for an address (open-telemetry/opentelemetry-collector-contrib:extension/{basicauth,bearertokenauth,sigv4auth}extension).
 * The last one needs the service too: it only guesses that of addresses outside of a VPC.
 */
const AUTHENTICATORS: Readonly<Record<SignIn['kind'], (url: string) => Authenticator | undefined>> = {
  none: () => undefined,
  basic: () => ({
    name: 'basicauth/prometheus',
    says: { client_auth: { username: read('username'), password: read('password') } },
  }),
  bearer: () => ({ name: 'bearertokenauth/prometheus', says: { token: read('token') } }),
  sigv4: (url) => ({ name: `sigv4auth/${regionOf(url)}`, says: { region: regionOf(url), service: 'aps' } }),
};

/** Environment variables that the extensions read. */
export function metricsElsewhereVariables(stack: Stack): readonly JsonObject[] {
  const store = metricsElsewhere(stack.of(prometheus));
  if (store === undefined) return [];
  return signInKeys(store.signIn).map((key) => fromSecret(signInVariable(prometheus.name, key), store.secretName, key));
}

/** The volume with its authorities. */
export function metricsAuthority(stack: Stack) {
  const caSecretName = metricsElsewhere(stack.of(prometheus))?.caSecretName;
  return {
    volumes: caSecretName === undefined ? [] : [authorityVolume(prometheus.name, caSecretName)],
    mounts: caSecretName === undefined ? [] : [authorityMount(prometheus.name)],
  };
}

/** Ports of Prometheus for writers, ours or somebody else's. */
export function writePorts(stack: Stack): readonly number[] {
  const store = metricsElsewhere(stack.of(prometheus));
  return store === undefined ? [9090] : [...new Set(store.writeUrls.map(portOf))];
}

/** Values of the service account of a collector that writes, for a cluster alone. */
export function writerAccount(stack: Stack): JsonObject {
  return signerAccount(metricsElsewhere(stack.of(prometheus))?.signIn);
}

/** To what gives the collector its credentials. */
export function writerFlows(from: Workload, stack: Stack): readonly Flow[] {
  const store = metricsElsewhere(stack.of(prometheus));
  return store === undefined ? [] : signerFlows(from, store.signIn, store.writeUrls);
}
