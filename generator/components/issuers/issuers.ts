import type { JsonObject } from '../../data/json.ts';
import { portOf } from '../../fleet/schema/quantities.ts';
import { clusterIssuer, ISSUER, rootCertificate } from '../../kubernetes/certificate.ts';
import { STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import { podsAt } from '../../kubernetes/pod-places.ts';
import { GATEWAY_NAME } from '../../kubernetes/route.ts';
import { defineComponent, type Flow } from '../../stack/component.ts';
import { partyAt } from '../../stack/party-at.ts';
import { ACME_PORTS, certManager } from '../cert-manager/handle.ts';
import { challengeFlow, gateway } from '../gateway/handle.ts';
import { type Dns01, dns01Ports, dns01Secrets, dns01Solver } from './dns01.ts';
import { dns01Account } from './dns01-account.ts';
import { issuers, usesHttp01 } from './handle.ts';
import { type IssuerSettings, settings } from './settings.ts';

const ROOT_CA = 'lang-observatory-ca';
const SELF_SIGNED = 'lang-observatory-self-signed';

export const issuersComponent = defineComponent(issuers, {
  description: 'The ClusterIssuer for the certificates of the stack.',
  pods: podsAt([]),
  modes: ['on-demand', 'managed', 'existing', 'disabled'],
  settings,
  clusterKinds: ['cert-manager.io/ClusterIssuer'],
  requires: () => [certManager],
  workloads: (s) => ({ 'http01-solver': usesHttp01(s) }),
  secrets: (s) => zoneOf(s).flatMap(dns01Secrets),
  flows: (s, stack) =>
    s.kind === 'acme'
      ? [
          ...(usesHttp01(s) ? [challengeFlow(stack.of(gateway), issuers['http01-solver'])] : []),
          ...(stack.deploys(certManager) ? [...serverFlow(s.acme.server), ...zoneOf(s).flatMap(zoneFlows)] : []),
        ]
      : [],
  manifests: (s, stack) =>
    s.kind === 'acme'
      ? [
          clusterIssuer(ISSUER, issuers.name, { acme: acme(s, stack.of(gateway)) }),
          ...zoneOf(s).flatMap(({ route53 }) => (route53 === undefined ? [] : dns01Account())),
        ]
      : [
          clusterIssuer(ISSUER, issuers.name, { ca: { secretName: ROOT_CA } }),
          clusterIssuer(SELF_SIGNED, issuers.name, { selfSigned: {} }),
          rootCertificate(ROOT_CA, issuers.namespace.name, issuers.name, {
            kind: 'ClusterIssuer',
            name: SELF_SIGNED,
          }),
        ],
});

/** The DNS zone of challenges, if there is one. */
function zoneOf({ kind, acme: { dns01 } }: IssuerSettings): readonly Dns01[] {
  return kind === 'acme' && dns01 !== undefined ? [dns01] : [];
}

function zoneFlows(zone: Dns01): readonly Flow[] {
  const ports = dns01Ports(zone);
  if (ports.length === 0) return [];
  const flow = { from: certManager.controller, to: { outside: 'anywhere' }, ports, purpose: 'the DNS zone' } as const;
  return zone.rfc2136 === undefined ? [flow] : [flow, { ...flow, protocol: 'UDP' }];
}

/** To a port that cert-manager does not use anyway. */
function serverFlow(server: string): readonly Flow[] {
  const port = portOf(server);
  if (ACME_PORTS.includes(port)) return [];
  return [{ from: certManager.controller, to: partyAt(server), ports: [port], purpose: 'the ACME server' }];
}

function acme(
  { acme: { server, email, dns01 } }: IssuerSettings,
  exposure: { readonly kind: 'gateway-api' | 'ingress'; readonly className: string },
): JsonObject {
  const http01: JsonObject =
    exposure.kind === 'gateway-api'
      ? {
          gatewayHTTPRoute: {
            parentRefs: [{ kind: 'Gateway', name: GATEWAY_NAME, namespace: STACK_NAMESPACE, sectionName: 'http' }],
          },
        }
      : { ingress: { ingressClassName: exposure.className } };
  return {
    server,
    ...(email === undefined ? {} : { email }),
    privateKeySecretRef: { name: 'lang-observatory-acme' },
    solvers: [dns01 === undefined ? { http01 } : { dns01: dns01Solver(dns01) }],
  };
}
