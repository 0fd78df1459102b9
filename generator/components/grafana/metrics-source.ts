/** The data source with the metrics: our Prometheus, or that of somebody else. */
import type { JsonObject } from '../../data/json.ts';
import { portOf } from '../../fleet/schema/quantities.ts';
import type { Stack } from '../../stack/component.ts';
import { type MetricsElsewhere, metricsElsewhere, prometheus } from '../prometheus/handle.ts';
import { signInKeys, signInVariable } from '../sign-in.ts';
import { authorityKey } from '../store-tls.ts';
import { SIGNING_PLUGIN, signedReading } from './signed-source.ts';
import { numberedHeaders, openHeader } from './source-headers.ts';

/** How often Prometheus scrapes: what $__rate_interval is computed from. */
const INTERVAL = { timeInterval: '30s' };

/** What a dashboard and what configures Grafana name it by. */
export const METRICS_SOURCE = { name: 'Prometheus', uid: 'prometheus' } as const;

export function metricsSource(stack: Stack): JsonObject {
  const store = metricsElsewhere(stack.of(prometheus));
  return {
    ...METRICS_SOURCE,
    type: store?.signIn.kind === 'sigv4' ? SIGNING_PLUGIN : 'prometheus',
    access: 'proxy',
    url: store?.url ?? prometheus.connection.url,
    isDefault: true,
    ...(store === undefined ? { jsonData: INTERVAL } : reading(store)),
  };
}

/** In braces, as `validate` knows a placeholder from a secret in plain text. */
const variable = (key: string): string => `\${${signInVariable(prometheus.name, key)}}`;

function reading({ url, signIn, headers, caSecretName }: MetricsElsewhere): JsonObject {
  const { names, values } = numberedHeaders([
    ...Object.entries(headers).map(([name, value]) => openHeader(name, value)),
    ...(signIn.kind === 'bearer' ? [['Authorization', `Bearer ${variable('token')}`] as const] : []),
  ]);
  return {
    ...(signIn.kind === 'basic' ? { basicAuth: true, basicAuthUser: variable('username') } : {}),
    jsonData: {
      ...INTERVAL,
      ...names,
      ...(signIn.kind === 'sigv4' ? signedReading(url) : {}),
      ...(caSecretName === undefined ? {} : { tlsAuthWithCACert: true }),
    },
    secureJsonData: {
      ...values,
      ...(signIn.kind === 'basic' ? { basicAuthPassword: variable('password') } : {}),
      ...(caSecretName === undefined ? {} : { tlsCACert: variable(AUTHORITY) }),
    },
  };
}

/** The name that its variable ends with. */
const AUTHORITY = 'authority';

/** Environment variables with what it signs in with and whom it trusts, by name as Grafana's chart wants them. */
export function metricsVariables(stack: Stack): JsonObject {
  const store = metricsElsewhere(stack.of(prometheus));
  if (store === undefined) return {};
  const { caSecretName, secretName } = store;
  const from = (name: string, secret: { readonly name: string; readonly key: string }) => [
    signInVariable(prometheus.name, name),
    { secretKeyRef: secret },
  ];
  return Object.fromEntries([
    ...signInKeys(store.signIn).map((key) => from(key, { name: secretName, key })),
    ...(caSecretName === undefined ? [] : [from(AUTHORITY, authorityKey(caSecretName))]),
  ]);
}

/** The port that Prometheus answers queries at. */
export function queryPort(stack: Stack): number {
  return portOf(metricsElsewhere(stack.of(prometheus))?.url ?? prometheus.connection.url);
}
