import type { JsonObject } from '../../data/json.ts';
import { portOf } from '../../fleet/schema/quantities.ts';
import { clusterIssuer, ISSUER, rootCertificate } from '../../kubernetes/certificate.ts';
import { STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import { podsAt } from '../../kubernetes/pod-places.ts';
import { GATEWAY_NAME } from '../../kubernetes/route.ts';
import { defineComponent, type Flow } from '../../stack/component.ts';
import { ACME_PORTS, certManager } from '../cert-manager/handle.ts';
import { challengeFlow, gateway } from '../gateway/handle.ts';
import { issuers } from './handle.ts';
import { settings } from './settings.ts';

const ROOT_CA = 'lang-observatory-ca';
const SELF_SIGNED = 'lang-observatory-self-signed';

export const issuersComponent = defineComponent(issuers, {
  description: 'The ClusterIssuer for the certificates of the stack.',
  pods: podsAt([]),
  modes: ['on-demand', 'managed', 'existing', 'disabled'],
  settings,
  clusterKinds: ['cert-manager.io/ClusterIssuer'],
  requires: () => [certManager],
  workloads: (s) => ({ 'http01-solver': s.kind === 'acme' }),
  flows: (s, stack) =>
    s.kind === 'acme'
      ? [
          challengeFlow(stack.of(gateway), issuers['http01-solver']),
          ...(stack.deploys(certManager) ? serverFlow(s.acme.server) : []),
        ]
      : [],
  manifests: (s, stack) =>
    s.kind === 'acme'
      ? [clusterIssuer(ISSUER, issuers.name, { acme: acme(s.acme, stack.of(gateway)) })]
      : [
          clusterIssuer(ISSUER, issuers.name, { ca: { secretName: ROOT_CA } }),
          clusterIssuer(SELF_SIGNED, issuers.name, { selfSigned: {} }),
          rootCertificate(ROOT_CA, issuers.namespace.name, issuers.name, {
            kind: 'ClusterIssuer',
            name: SELF_SIGNED,
          }),
        ],
});

/** To a port that cert-manager does not use anyway. */
function serverFlow(server: string): readonly Flow[] {
  const port = portOf(server);
  if (ACME_PORTS.includes(port)) return [];
  return [{ from: certManager.controller, to: { outside: 'anywhere' }, ports: [port], purpose: 'the ACME server' }];
}

function acme(
  { server, email }: { readonly server: string; readonly email?: string | undefined },
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
    solvers: [{ http01 }],
  };
}
