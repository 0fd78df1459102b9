/** Asks what people and orchestrators ask: Langfuse has no metrics of its own, so its health is what its endpoints answer. */
import * as z from 'zod';
import type { JsonObject } from '../../data/json.ts';
import { period, resources } from '../../fleet/schema/quantities.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import { probe } from '../../kubernetes/monitor.ts';
import { resourceRequirements } from '../../kubernetes/resources.ts';
import { RESTRICTED_CONTAINER, RESTRICTED_POD, resources as usage } from '../../kubernetes/security.ts';
import { serviceUrl } from '../../kubernetes/service-url.ts';
import { defineComponent, type Stack } from '../../stack/component.ts';
import { CHARTS } from '../charts.ts';
import { gateway, isExposed, PUBLIC_HOSTS } from '../gateway/gateway.ts';
import { issuers } from '../issuers/issuers.ts';
import { LANGFUSE_WEB } from '../langfuse/connection.ts';
import { LANGFUSE_WORKER } from '../langfuse/langfuse.ts';
import { STACK } from '../namespaces/namespaces.ts';

const NAME = 'blackbox';
const PORT = 9115;
const LABELS = { 'app.kubernetes.io/name': 'prometheus-blackbox-exporter', 'app.kubernetes.io/instance': NAME };

const USAGE = usage('10m', '32Mi', '64Mi');

const settings = z.strictObject({
  interval: period.default('30s').describe('How often each endpoint is asked.'),
  public: z
    .boolean()
    .default(true)
    .describe('Whether the UIs are asked by their public host names too, through DNS, gateway and certificate.'),
  resources: resources.prefault({}),
});

type BlackboxSettings = z.output<typeof settings>;

/** Names of the probes: the label `job` of their series. */
export const PROBES = { health: 'langfuse-health', ready: 'langfuse-ready', worker: 'langfuse-worker' } as const;

/** The probe of a UI by its public host name. */
export function publicProbe(component: keyof typeof PUBLIC_HOSTS): string {
  return `${component}-ui`;
}

const INSIDE: Readonly<Record<string, string>> = {
  [PROBES.health]: `${serviceUrl(LANGFUSE_WEB)}/api/public/health?failIfDatabaseUnavailable=true`,
  [PROBES.ready]: `${serviceUrl(LANGFUSE_WEB)}/api/public/ready`,
  [PROBES.worker]: `${serviceUrl(LANGFUSE_WORKER)}/api/health?failIfQueueConsumptionStuck=true`,
};

/** What answers without signing in. */
const PUBLIC_PATHS: Readonly<Record<keyof typeof PUBLIC_HOSTS, string>> = {
  langfuse: '/auth/sign-in',
  grafana: '/api/health',
};

export const blackbox = defineComponent({
  name: NAME,
  description: 'Probes of Langfuse and of the UIs, as users see them.',
  namespace: STACK,
  chart: CHARTS[NAME],
  modes: ['managed', 'disabled'],
  settings,
  sizes: { small: { resources: USAGE }, medium: { resources: USAGE }, large: { resources: USAGE } },
  requires: () => ['prometheus-crds'],
  workloads: () => [{ name: 'exporter', podLabels: LABELS }],
  flows: (s, stack) => [
    { from: 'prometheus/prometheus', to: 'blackbox/exporter', ports: [PORT], purpose: 'probes' },
    ...(stack.deploys('langfuse')
      ? [
          { from: 'blackbox/exporter', to: 'langfuse/web', ports: [LANGFUSE_WEB.port], purpose: 'probes' },
          { from: 'blackbox/exporter', to: 'langfuse/worker', ports: [LANGFUSE_WORKER.port], purpose: 'probes' },
        ]
      : []),
    ...(publicComponents(s, stack).length > 0
      ? [
          {
            from: 'blackbox/exporter',
            to: { outside: 'anywhere' as const },
            ports: [443],
            purpose: 'probes of the public host names',
          },
        ]
      : []),
  ],
  values: (s, stack) => ({
    fullnameOverride: NAME,
    automountServiceAccountToken: false,
    podSecurityContext: RESTRICTED_POD,
    securityContext: { ...RESTRICTED_CONTAINER, runAsNonRoot: true, runAsUser: 1000, runAsGroup: 1000 },
    resources: resourceRequirements(s.resources),
    serviceMonitor: { selfMonitor: { enabled: true } },
    config: { modules: modules(stack) },
  }),
  extras: (s, stack) => [...inside(s, stack), ...outside(s, stack, stack.fleet.domain)],
  local: (s, stack, { domain }) => ({ extras: outside(s, stack, domain) }),
});

function modules(stack: Stack): JsonObject {
  const http = {
    valid_http_versions: ['HTTP/1.1', 'HTTP/2.0'],
    preferred_ip_protocol: 'ip4',
    ip_protocol_fallback: true,
  };
  return {
    http_2xx: { prober: 'http', timeout: '10s', http: { ...http, follow_redirects: true } },
    // Nobody outside the cluster trusts its own authority, and neither does the exporter.
    https_2xx: {
      prober: 'http',
      timeout: '10s',
      http: {
        ...http,
        follow_redirects: true,
        fail_if_not_ssl: true,
        tls_config: { insecure_skip_verify: stack.of(issuers).kind === 'self-signed' },
      },
    },
  };
}

function inside(s: BlackboxSettings, stack: Stack): readonly Manifest[] {
  if (!stack.deploys('langfuse')) return [];
  return Object.entries(INSIDE).map(([name, target]) => probe({ ...probeOf(s, name), module: 'http_2xx', target }));
}

function publicComponents(s: BlackboxSettings, stack: Stack): readonly (keyof typeof PUBLIC_HOSTS)[] {
  if (!s.public || !isExposed(stack.of(gateway))) return [];
  return (['langfuse', 'grafana'] as const).filter((component) => stack.deploys(component));
}

function outside(s: BlackboxSettings, stack: Stack, domain: string): readonly Manifest[] {
  return publicComponents(s, stack).map((component) =>
    probe({
      ...probeOf(s, publicProbe(component)),
      module: 'https_2xx',
      target: `https://${PUBLIC_HOSTS[component]}.${domain}${PUBLIC_PATHS[component]}`,
    }),
  );
}

function probeOf({ interval }: BlackboxSettings, name: string) {
  return {
    name,
    namespace: STACK_NAMESPACE,
    component: NAME,
    interval,
    prober: `${NAME}.${STACK_NAMESPACE}.svc:${PORT}`,
  };
}
