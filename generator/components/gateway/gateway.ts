/**
 * How users reach the UIs: one Gateway with one certificate, or classic Ingress. The controller behind a Gateway is
 * another component, so that a cloud's own GatewayClass works as well.
 */

import type { JsonObject } from '../../data/json.ts';
import { certificate } from '../../kubernetes/certificate.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { namespaced, STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import { podMonitor } from '../../kubernetes/monitor.ts';
import { disruptionBudget } from '../../kubernetes/placement.ts';
import { certificateSecret, GATEWAY_NAME, GATEWAY_TLS_SECRET, isGoogleClass } from '../../kubernetes/route.ts';
import { defineComponent, type Flow, type Stack } from '../../stack/component.ts';
import { gatewayCrds } from '../gateway-crds/handle.ts';
import { grafana } from '../grafana/handle.ts';
import { issuerReference, issuers } from '../issuers/handle.ts';
import { langfuse } from '../langfuse/handle.ts';
import { nginxGateway } from '../nginx-gateway/handle.ts';
import { objectStore } from '../object-store/handle.ts';
import { hasPublicUi, openlit } from '../openlit/handle.ts';
import { LARGEST_BODY_MIB } from '../otel-collector/limits.ts';
import { outsideApplications } from '../outside-applications.ts';
import { prometheus } from '../prometheus/handle.ts';
import { prometheusCrds } from '../prometheus-crds/handle.ts';
import { hasPublicDownloads } from '../public-downloads.ts';
import { GATEWAY_ALERTS } from './alerts.ts';
import { certificateMistakes } from './certificate-mistakes.ts';
import {
  asksForCertificate,
  challengeFlow,
  gateway,
  hasProxyPods,
  OTLP_HOST,
  type PublicHost,
  publicHost,
} from './handle.ts';
import { type GatewaySettings, settings } from './settings.ts';

const PROXY_FLOWS: readonly Flow[] = [
  { from: { outside: 'anywhere' }, to: gateway.proxy, ports: [80, 443], purpose: 'requests of users' },
  { from: gateway.proxy, to: nginxGateway.controller, ports: [8443], purpose: 'configuration for the proxy' },
  { from: prometheus.prometheus, to: gateway.proxy, ports: [9113], purpose: 'metrics' },
];

/** Neither the chart nor the controller gives the proxies a disruption budget or a monitor. */
const PROXIES = {
  name: 'gateway-proxy',
  namespace: STACK_NAMESPACE,
  component: gateway.name,
  matchLabels: gateway.proxy.podLabels,
};

export const gatewayComponent = defineComponent(gateway, {
  description: 'A Gateway or Ingress with a certificate for the public host names.',
  modes: ['managed', 'disabled'],
  settings,
  alerts: GATEWAY_ALERTS,
  requires: (s) => [
    ...(asksForCertificate(s) ? [issuers] : []),
    ...(s.kind === 'gateway-api' ? [gatewayCrds] : []),
    ...(hasProxyPods(s) ? [nginxGateway, prometheusCrds] : []),
  ],
  workloads: (s, stack) => ({ proxy: hasProxyPods(s), 'http01-solver': mayBeChallenged(s, stack) }),
  flows: (s, stack) => [
    ...(hasProxyPods(s) ? PROXY_FLOWS : []),
    ...(mayBeChallenged(s, stack) ? [challengeFlow(s, gateway['http01-solver'])] : []),
  ],
  mistakes: certificateMistakes,
  manifests: (s, stack) => [
    ...(asksForCertificate(s) ? [certificateFor([], stack)] : []),
    ...(s.kind === 'gateway-api' ? [gatewayObject(s, stack), httpsRedirect()] : []),
    ...(hasProxyPods(s)
      ? [clientSettings(), disruptionBudget(PROXIES), podMonitor({ ...PROXIES, port: 'metrics' })]
      : []),
  ],
  perCluster: (s, stack, { domain }) => {
    if (!asksForCertificate(s)) return {};
    // An Ingress in another namespace needs a certificate there.
    const further = s.kind === 'gateway-api' && leadsToOpenlit(stack) ? [openlit] : [];
    const uis = [langfuse, grafana, ...further].filter((ui) => stack.deploys(ui));
    const hosts: readonly PublicHost[] = [
      ...uis.map(({ name }) => name),
      ...(hasPublicDownloads(stack) ? [objectStore.name] : []),
      ...(outsideApplications(stack).length > 0 ? [OTLP_HOST] : []),
    ];
    const names = hosts.map((host) => publicHost(s, host, domain)).sort();
    // A certificate without host names would be rejected.
    return { manifests: [certificateFor(names.length > 0 ? names : [domain], stack)] };
  },
});

/** An issuer that is not ours may be one of ACME. */
function mayBeChallenged(s: GatewaySettings, stack: Stack): boolean {
  return asksForCertificate(s) && !stack.deploys(issuers);
}

/** It has a namespace of its own, and no host name unless it is asked for. */
function leadsToOpenlit(stack: Stack): boolean {
  return stack.deploys(openlit) && hasPublicUi(stack.of(openlit));
}

function certificateFor(hosts: readonly string[], stack: Stack): Manifest {
  return certificate({
    name: GATEWAY_TLS_SECRET,
    namespace: STACK_NAMESPACE,
    component: gateway.name,
    secretName: GATEWAY_TLS_SECRET,
    dnsNames: hosts,
    issuer: issuerReference(stack.of(issuers)),
  });
}

function gatewayObject(s: GatewaySettings, stack: Stack): Manifest {
  const { className, annotations } = s;
  const isGoogle = isGoogleClass(className);
  const allowedRoutes = { namespaces: { from: 'Same' } };
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: namespaced(GATEWAY_NAME, STACK_NAMESPACE, {
      component: gateway.name,
      // Google reads those of the Gateway itself.
      ...(isGoogle ? { annotations } : {}),
    }),
    spec: {
      gatewayClassName: className,
      ...(!isGoogle && Object.keys(annotations).length > 0 ? { infrastructure: { annotations } } : {}),
      listeners: [
        // For HTTP-01 challenges and the redirect; the UIs answer on https alone.
        { name: 'http', port: 80, protocol: 'HTTP', allowedRoutes },
        {
          name: 'https',
          port: 443,
          protocol: 'HTTPS',
          allowedRoutes: leadsToOpenlit(stack) ? routesFrom(STACK_NAMESPACE, openlit.namespace.name) : allowedRoutes,
          ...listenerTls(s),
        },
      ],
    },
  };
}

/** Without a Secret or options it is absent: annotations name the certificate then. */
function listenerTls(s: GatewaySettings): JsonObject {
  const name = certificateSecret(s);
  const { options } = s.certificate;
  if (name !== undefined) return { tls: { mode: 'Terminate', certificateRefs: [{ name }] } };
  return options === undefined ? {} : { tls: { mode: 'Terminate', options } };
}

function routesFrom(...values: readonly string[]): JsonObject {
  const matchExpressions = [{ key: 'kubernetes.io/metadata.name', operator: 'In', values }];
  return { namespaces: { from: 'Selector', selector: { matchExpressions } } };
}

/** Requests to Langfuse may be much larger than NGINX's default limit of one megabyte: prompts, images, batches of spans of other clusters. */
function clientSettings(): Manifest {
  return {
    apiVersion: 'gateway.nginx.org/v1alpha1',
    kind: 'ClientSettingsPolicy',
    metadata: namespaced(GATEWAY_NAME, STACK_NAMESPACE, { component: gateway.name }),
    spec: {
      targetRef: { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: GATEWAY_NAME },
      body: { maxSize: `${LARGEST_BODY_MIB}m` },
    },
  };
}

/** The route of a challenge has a host and a path, so it takes precedence over this one. */
function httpsRedirect(): Manifest {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: namespaced('https-redirect', STACK_NAMESPACE, { component: gateway.name }),
    spec: {
      parentRefs: [{ name: GATEWAY_NAME, namespace: STACK_NAMESPACE, sectionName: 'http' }],
      rules: [{ filters: [{ type: 'RequestRedirect', requestRedirect: { scheme: 'https', statusCode: 301 } }] }],
    },
  };
}
