/**
 * How people reach the UIs: one Gateway with one certificate, or classic Ingress. The controller behind a Gateway is
 * another component, so that a cloud's own GatewayClass works as well.
 */

import * as z from 'zod';
import type { CommonSettings } from '../../fleet/model.ts';
import { labelKey, objectName } from '../../fleet/schema/quantities.ts';
import { certificate } from '../../kubernetes/certificate.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { namespaced, STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import { podMonitor } from '../../kubernetes/monitor.ts';
import { disruptionBudget } from '../../kubernetes/placement.ts';
import { GATEWAY_NAME, GATEWAY_TLS_SECRET } from '../../kubernetes/route.ts';
import { defineComponent, type Flow, type Peer, type Workload } from '../../stack/component.ts';
import { STACK } from '../namespaces/namespaces.ts';
import { LARGEST_BODY_MIB } from '../otel-collector/limits.ts';
import { GATEWAY_ALERTS } from './alerts.ts';

const settings = z.strictObject({
  kind: z
    .enum(['gateway-api', 'ingress'])
    .default('gateway-api')
    .describe('HTTPRoutes on a Gateway, or classic Ingress objects.'),
  className: objectName
    .default('nginx')
    .describe(
      "GatewayClass or IngressClass. A Gateway of class nginx gets NGINX Gateway Fabric; another class is the cluster's own.",
    ),
  annotations: z
    .record(labelKey, z.string())
    .default({})
    .describe(
      "Annotations for what the Gateway makes, such as a cloud's load balancer settings; with kind ingress, of each Ingress.",
    ),
});

type GatewaySettings = z.output<typeof settings> & CommonSettings;

/** Host names below a cluster's domain that are reachable from outside, by the component that answers. */
export const PUBLIC_HOSTS = { langfuse: 'langfuse', grafana: 'grafana' } as const;

/** Whether NGINX Gateway Fabric, which runs its proxy pods beside the Gateway, is what serves it. */
function hasProxyPods({ kind, className }: GatewaySettings): boolean {
  return kind === 'gateway-api' && className === 'nginx';
}

/** Whether public Services get a route at all. */
export function isExposed({ mode }: GatewaySettings): boolean {
  return mode === 'managed';
}

/**
 * What must be there before a route: its definition, and not a Gateway that is ready. Its certificate may wait for a DNS entry
 * that somebody makes only when the load balancer has an address.
 */
export function routeRequirements(gatewaySettings: GatewaySettings): readonly string[] {
  return isExposed(gatewaySettings) && gatewaySettings.kind === 'gateway-api' ? ['gateway-crds'] : [];
}

/** Where requests to a public Service come from. */
export function exposedFrom(gatewaySettings: GatewaySettings): Peer {
  return hasProxyPods(gatewaySettings) ? 'gateway/proxy' : { outside: 'anywhere' };
}

/** Whether the stack has a Gateway. */
export function servesGatewayApi({ mode, kind }: GatewaySettings): boolean {
  return mode === 'managed' && kind === 'gateway-api';
}

/** Pods that NGINX Gateway Fabric makes for a Gateway carry the Gateway API's own label. */
export const PROXY_LABELS = { 'gateway.networking.k8s.io/gateway-name': GATEWAY_NAME } as const;

/** Pods of ACME's HTTP-01 challenges, which cert-manager runs where the certificate is asked for: beside the Gateway. */
export const HTTP01_SOLVER: Workload = {
  name: 'http01-solver',
  podLabels: { 'acme.cert-manager.io/http01-solver': 'true' },
  namespace: STACK_NAMESPACE,
};

/** `to` is the solver of the component that knows of it. */
export function challengeFlow(gatewaySettings: GatewaySettings, to: Peer): Flow {
  return { from: exposedFrom(gatewaySettings), to, ports: [8089], purpose: 'HTTP-01 challenges' };
}

const PROXY: Workload = { name: 'proxy', podLabels: PROXY_LABELS };

const PROXY_FLOWS: readonly Flow[] = [
  { from: { outside: 'anywhere' }, to: 'gateway/proxy', ports: [80, 443], purpose: 'requests of users' },
  { from: 'gateway/proxy', to: 'nginx-gateway/controller', ports: [8443], purpose: 'configuration for the proxy' },
  { from: 'prometheus/prometheus', to: 'gateway/proxy', ports: [9113], purpose: 'metrics' },
];

/** Neither the chart nor the controller gives the proxies a disruption budget or a monitor. */
const PROXIES = { name: 'gateway-proxy', namespace: STACK_NAMESPACE, component: 'gateway', matchLabels: PROXY_LABELS };

export const gateway = defineComponent({
  name: 'gateway',
  description: 'The way in: a Gateway (or Ingress) with a certificate for the public host names.',
  namespace: STACK,
  modes: ['managed', 'disabled'],
  settings,
  alerts: GATEWAY_ALERTS,
  requires: (s) => [
    'issuers',
    ...(s.kind === 'gateway-api' ? ['gateway-crds'] : []),
    ...(hasProxyPods(s) ? ['nginx-gateway', 'prometheus-crds'] : []),
  ],
  // An issuer that is not ours may be one of ACME.
  workloads: (s, stack) => [...(hasProxyPods(s) ? [PROXY] : []), ...(stack.deploys('issuers') ? [] : [HTTP01_SOLVER])],
  flows: (s, stack) => [
    ...(hasProxyPods(s) ? PROXY_FLOWS : []),
    ...(stack.deploys('issuers') ? [] : [challengeFlow(s, 'gateway/http01-solver')]),
  ],
  extras: (s) => [
    certificateFor([]),
    ...(s.kind === 'gateway-api' ? [gatewayObject(s), httpsRedirect()] : []),
    ...(hasProxyPods(s)
      ? [clientSettings(), disruptionBudget(PROXIES), podMonitor({ ...PROXIES, port: 'metrics' })]
      : []),
  ],
  local: (_s, stack, { domain }) => {
    const hosts = Object.entries(PUBLIC_HOSTS).filter(([component]) => stack.deploys(component));
    const names = hosts.map(([, host]) => `${host}.${domain}`).sort();
    // A certificate for no name at all would be refused.
    return { extras: [certificateFor(names.length > 0 ? names : [domain])] };
  },
});

function certificateFor(hosts: readonly string[]): Manifest {
  return certificate({
    name: GATEWAY_TLS_SECRET,
    namespace: STACK_NAMESPACE,
    component: 'gateway',
    secretName: GATEWAY_TLS_SECRET,
    dnsNames: hosts,
  });
}

function gatewayObject({ className, annotations }: GatewaySettings): Manifest {
  const allowedRoutes = { namespaces: { from: 'Same' } };
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: namespaced(GATEWAY_NAME, STACK_NAMESPACE, { component: 'gateway' }),
    spec: {
      gatewayClassName: className,
      ...(Object.keys(annotations).length > 0 ? { infrastructure: { annotations } } : {}),
      listeners: [
        // For HTTP-01 challenges and the redirect; the UIs answer on https alone.
        { name: 'http', port: 80, protocol: 'HTTP', allowedRoutes },
        {
          name: 'https',
          port: 443,
          protocol: 'HTTPS',
          allowedRoutes,
          tls: { mode: 'Terminate', certificateRefs: [{ name: GATEWAY_TLS_SECRET }] },
        },
      ],
    },
  };
}

/** What Langfuse is sent may be much larger than the one megabyte that NGINX takes: prompts, images, batches of other clusters' spans. */
function clientSettings(): Manifest {
  return {
    apiVersion: 'gateway.nginx.org/v1alpha1',
    kind: 'ClientSettingsPolicy',
    metadata: namespaced(GATEWAY_NAME, STACK_NAMESPACE, { component: 'gateway' }),
    spec: {
      targetRef: { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: GATEWAY_NAME },
      body: { maxSize: `${LARGEST_BODY_MIB}m` },
    },
  };
}

/** A challenge's route names its host and path, and so goes before this one. */
function httpsRedirect(): Manifest {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: namespaced('https-redirect', STACK_NAMESPACE, { component: 'gateway' }),
    spec: {
      parentRefs: [{ name: GATEWAY_NAME, namespace: STACK_NAMESPACE, sectionName: 'http' }],
      rules: [{ filters: [{ type: 'RequestRedirect', requestRedirect: { scheme: 'https', statusCode: 301 } }] }],
    },
  };
}
