/** Probes the endpoints that users and orchestrators use: the health of Langfuse and OpenLIT is known from their responses only. */
import * as z from 'zod';
import type { JsonObject } from '../../data/json.ts';
import { period, resources } from '../../fleet/schema/quantities.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import { probe } from '../../kubernetes/monitor.ts';
import { podsAt } from '../../kubernetes/pod-places.ts';
import { resourceRequirements } from '../../kubernetes/resources.ts';
import { RESTRICTED_CONTAINER, RESTRICTED_POD, resources as usage } from '../../kubernetes/security.ts';
import { serviceUrl } from '../../kubernetes/service-url.ts';
import { defineComponent, type Stack } from '../../stack/component.ts';
import type { Handle, Workload } from '../../stack/handle.ts';
import { startsLater } from '../../stack/standby.ts';
import { CHARTS } from '../charts.ts';
import { gateway, publicHost } from '../gateway/handle.ts';
import { LANGFUSE_WEB, LANGFUSE_WORKER, langfuse } from '../langfuse/handle.ts';
import { openlit } from '../openlit/handle.ts';
import { prometheus } from '../prometheus/handle.ts';
import { prometheusCrds } from '../prometheus-crds/handle.ts';
import { hasOwnAuthority, type PublicUi, publicUis } from '../public-uis.ts';
import { blackbox } from './handle.ts';

const PORT = 9115;

const USAGE = usage('10m', '32Mi', '64Mi');

const settings = z.strictObject({
  interval: period.default('30s').describe('Interval between the probes of an endpoint.'),
  public: z
    .boolean()
    .default(true)
    .describe('Whether the UIs are also probed by their public host names, through DNS, gateway and certificate.'),
  resources: resources.prefault({}),
});

type BlackboxSettings = z.output<typeof settings>;

interface Inside {
  readonly component: Handle;
  readonly pods: Workload;
  readonly port: number;
  /** Addresses, by the job of their probes. */
  readonly targets: Readonly<Record<string, string>>;
}

/** What is probed at its Service, where it is deployed. */
const INSIDE: readonly Inside[] = [
  {
    component: langfuse,
    pods: langfuse.web,
    port: LANGFUSE_WEB.port,
    targets: {
      [langfuse.probes.health]: `${serviceUrl(LANGFUSE_WEB)}/api/public/health?failIfDatabaseUnavailable=true`,
      [langfuse.probes.ready]: `${serviceUrl(LANGFUSE_WEB)}/api/public/ready`,
    },
  },
  {
    component: langfuse,
    pods: langfuse.worker,
    port: LANGFUSE_WORKER.port,
    targets: {
      [langfuse.probes.worker]: `${serviceUrl(LANGFUSE_WORKER)}/api/health?failIfQueueConsumptionStuck=true`,
    },
  },
  {
    component: openlit,
    pods: openlit.server,
    port: openlit.connection.port,
    // It has no endpoint for its health. Its first page would lead to this one.
    targets: { [openlit.probes.health]: `${serviceUrl(openlit.connection, openlit.namespace.name)}/login` },
  },
];

export const blackboxComponent = defineComponent(blackbox, {
  description: 'Probes that request Langfuse and the UIs as users do.',
  chart: CHARTS[blackbox.name],
  pods: podsAt(['']),
  modes: ['managed', 'disabled'],
  settings,
  sizes: { small: { resources: USAGE }, medium: { resources: USAGE }, large: { resources: USAGE } },
  requires: () => [prometheusCrds],
  flows: (s, stack) => [
    { from: prometheus.prometheus, to: blackbox.exporter, ports: [PORT], purpose: 'probes' },
    ...present(stack).map(({ pods, port }) => ({
      from: blackbox.exporter,
      to: pods,
      ports: [port],
      purpose: 'probes',
    })),
    ...(probed(s, stack).length > 0
      ? [
          {
            from: blackbox.exporter,
            to: { outside: 'anywhere' as const },
            ports: [443],
            purpose: 'probes of the public host names',
          },
        ]
      : []),
  ],
  values: (s, stack) => ({
    fullnameOverride: blackbox.name,
    automountServiceAccountToken: false,
    podSecurityContext: RESTRICTED_POD,
    securityContext: { ...RESTRICTED_CONTAINER, runAsNonRoot: true, runAsUser: 1000, runAsGroup: 1000 },
    resources: resourceRequirements(s.resources),
    serviceMonitor: { selfMonitor: { enabled: true } },
    config: { modules: modules(stack) },
  }),
  manifests: (s, stack) => [...inside(s, stack), ...outside(s, stack, stack.fleet.domain)],
  perCluster: (s, stack, { domain }) => ({ manifests: outside(s, stack, domain) }),
});

function modules(stack: Stack): JsonObject {
  const http = {
    valid_http_versions: ['HTTP/1.1', 'HTTP/2.0'],
    preferred_ip_protocol: 'ip4',
    ip_protocol_fallback: true,
  };
  return {
    http_2xx: { prober: 'http', timeout: '10s', http: { ...http, follow_redirects: true } },
    // The exporter, like everybody outside the cluster, does not trust the cluster's own authority.
    https_2xx: {
      prober: 'http',
      timeout: '10s',
      http: {
        ...http,
        follow_redirects: true,
        fail_if_not_ssl: true,
        tls_config: { insecure_skip_verify: hasOwnAuthority(stack) },
      },
    },
  };
}

function present(stack: Stack): readonly Inside[] {
  return INSIDE.filter(({ component }) => stack.deploys(component) && !startsLater(component, stack));
}

function inside(s: BlackboxSettings, stack: Stack): readonly Manifest[] {
  return present(stack)
    .flatMap(({ targets }) => Object.entries(targets))
    .map(([name, target]) => probe({ ...probeOf(s, name), module: 'http_2xx', target }));
}

function probed(s: BlackboxSettings, stack: Stack): readonly PublicUi[] {
  return s.public ? publicUis(stack) : [];
}

function outside(s: BlackboxSettings, stack: Stack, domain: string): readonly Manifest[] {
  return probed(s, stack).map(({ ui, open }) =>
    probe({
      ...probeOf(s, ui.probes.ui),
      module: 'https_2xx',
      target: `https://${publicHost(stack.of(gateway), ui.name, domain)}${open}`,
    }),
  );
}

function probeOf({ interval }: BlackboxSettings, name: string) {
  return {
    name,
    namespace: STACK_NAMESPACE,
    component: blackbox.name,
    interval,
    prober: `${blackbox.name}.${STACK_NAMESPACE}.svc:${PORT}`,
  };
}
