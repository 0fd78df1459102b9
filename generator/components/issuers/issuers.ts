import * as z from 'zod';
import type { JsonObject } from '../../data/json.ts';
import { portOf, webAddress } from '../../fleet/schema/quantities.ts';
import { clusterIssuer, ISSUER, rootCertificate } from '../../kubernetes/certificate.ts';
import { STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import { GATEWAY_NAME } from '../../kubernetes/route.ts';
import { defineComponent, type Flow } from '../../stack/component.ts';
import { ACME_PORTS, CERT_MANAGER_NAMESPACE } from '../cert-manager/cert-manager.ts';
import { challengeFlow, gateway, HTTP01_SOLVER } from '../gateway/gateway.ts';

const ROOT_CA = 'lang-observatory-ca';
const SELF_SIGNED = 'lang-observatory-self-signed';

export const issuers = defineComponent({
  name: 'issuers',
  description: 'The ClusterIssuer that the certificates of the stack come from.',
  namespace: CERT_MANAGER_NAMESPACE,
  modes: ['on-demand', 'managed', 'existing', 'disabled'],
  settings: z.strictObject({
    kind: z
      .enum(['self-signed', 'acme'])
      .default('self-signed')
      .describe('A certificate authority inside the cluster, or an ACME server.'),
    acme: z
      .strictObject({
        server: webAddress
          .default('https://acme-v02.api.letsencrypt.org/directory')
          .describe('Directory of the ACME server.'),
        email: z.email().optional().describe('Where the ACME server sends warnings.'),
      })
      .prefault({})
      .describe('For kind acme: HTTP-01 challenges, so the host names must be reachable from the server.'),
  }),
  clusterKinds: ['cert-manager.io/ClusterIssuer'],
  requires: () => ['cert-manager'],
  workloads: (s) => (s.kind === 'acme' ? [HTTP01_SOLVER] : []),
  flows: (s, stack) =>
    s.kind === 'acme'
      ? [
          challengeFlow(stack.of(gateway), 'issuers/http01-solver'),
          ...(stack.deploys('cert-manager') ? serverFlow(s.acme.server) : []),
        ]
      : [],
  extras: (s, stack) =>
    s.kind === 'acme'
      ? [clusterIssuer(ISSUER, 'issuers', { acme: acme(s.acme, stack.of(gateway)) })]
      : [
          clusterIssuer(ISSUER, 'issuers', { ca: { secretName: ROOT_CA } }),
          clusterIssuer(SELF_SIGNED, 'issuers', { selfSigned: {} }),
          rootCertificate(ROOT_CA, CERT_MANAGER_NAMESPACE.name, 'issuers', {
            kind: 'ClusterIssuer',
            name: SELF_SIGNED,
          }),
        ],
});

/** To a port that cert-manager does not use anyway. */
function serverFlow(server: string): readonly Flow[] {
  const port = portOf(server);
  if (ACME_PORTS.includes(port)) return [];
  return [{ from: 'cert-manager/controller', to: { outside: 'anywhere' }, ports: [port], purpose: 'the ACME server' }];
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
