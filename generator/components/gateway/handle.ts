/** The gateway, for the components that are reached through it. */
import { HTTP01_SOLVER_LABELS } from '../../kubernetes/certificate.ts';
import { STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import { GATEWAY_NAME } from '../../kubernetes/route.ts';
import type { Flow, Outside } from '../../stack/component.ts';
import { defineHandle, type Workload } from '../../stack/handle.ts';
import { STACK } from '../../stack/namespaces.ts';
import type { GatewaySettings } from './settings.ts';

export const gateway = defineHandle<GatewaySettings>()({
  name: 'gateway',
  namespace: STACK,
  workloads: {
    // Pods that NGINX Gateway Fabric makes for a Gateway carry the Gateway API's own label.
    proxy: { podLabels: { 'gateway.networking.k8s.io/gateway-name': GATEWAY_NAME } },
    'http01-solver': { podLabels: HTTP01_SOLVER_LABELS },
  },
  probes: { proxy: `${STACK_NAMESPACE}/gateway-proxy` },
});

/** What has a host name of its own. */
export type PublicHost = keyof GatewaySettings['hosts'];

/** What applications outside of the cluster send to. */
export const OTLP_HOST = 'otlp' as const satisfies PublicHost;

/** The host name by which people reach a UI: the setting if that is a full name, or else below the domain of the cluster. */
export function publicHost({ hosts }: GatewaySettings, ui: PublicHost, domain: string): string {
  const host = hosts[ui];
  return host.includes('.') ? host : `${host}.${domain}`;
}

/** Whether NGINX Gateway Fabric, which runs its proxy pods beside the Gateway, is what serves it. */
export function hasProxyPods({ kind, className }: GatewaySettings): boolean {
  return kind === 'gateway-api' && className === 'nginx';
}

/** Whether public Services get a route at all. */
export function isExposed({ mode }: GatewaySettings): boolean {
  return mode === 'managed';
}

/**
 * Whether the stack has a Gateway, and public Services have HTTPRoutes: their definition must exist before them, but no ready Gateway
 * is needed. Its certificate may wait for a DNS entry that somebody creates only when the load balancer has an address.
 */
export function servesGatewayApi(settings: GatewaySettings): boolean {
  return isExposed(settings) && settings.kind === 'gateway-api';
}

/** Whether cert-manager gets the certificate of the UIs. */
export function asksForCertificate({ certificate: { from } }: GatewaySettings): boolean {
  return from === 'issuer';
}

/** Where requests to a public Service come from. */
export function exposedFrom(settings: GatewaySettings): Workload | Outside {
  return hasProxyPods(settings) ? gateway.proxy : { outside: 'anywhere' };
}

/** HTTP-01 challenges; `to` is the solver, named by the component that knows it. */
export function challengeFlow(settings: GatewaySettings, to: Workload): Flow {
  return { from: exposedFrom(settings), to, ports: [8089], purpose: 'HTTP-01 challenges' };
}

/** A certificate that is served must be valid for so many days. */
export const CERTIFICATE_DAYS = 7;
