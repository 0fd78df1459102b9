/** How users reach OpenLIT, where it is public. */
import { certificate } from '../../kubernetes/certificate.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { GATEWAY_TLS_SECRET, publicRoutes } from '../../kubernetes/route.ts';
import type { Flow, Stack } from '../../stack/component.ts';
import type { Handle } from '../../stack/handle.ts';
import {
  asksForCertificate,
  challengeFlow,
  exposedFrom,
  gateway,
  isExposed,
  servesGatewayApi,
} from '../gateway/handle.ts';
import { gatewayCrds } from '../gateway-crds/handle.ts';
import { issuerReference, issuers, usesHttp01 } from '../issuers/handle.ts';
import { hasPublicUi, openlit } from './handle.ts';
import type { OpenlitSettings } from './settings.ts';

export function isPublic(s: OpenlitSettings, stack: Stack): boolean {
  return isExposed(stack.of(gateway)) && hasPublicUi(s);
}

/** A route of the Gateway, which has the certificate, or an Ingress, which needs one in its own namespace. */
export function routes(s: OpenlitSettings, stack: Stack, host?: string): readonly Manifest[] {
  if (!isPublic(s, stack)) return [];
  const { namespace, name } = openlit;
  const { service, port } = openlit.connection;
  return [
    ...publicRoutes(stack.of(gateway), {
      name,
      namespace: namespace.name,
      component: name,
      service,
      port,
      health: { path: '/login', port },
      ...(host === undefined ? {} : { host }),
    }),
    ...(hasCertificate(s, stack)
      ? [
          certificate({
            name: GATEWAY_TLS_SECRET,
            namespace: namespace.name,
            component: name,
            secretName: GATEWAY_TLS_SECRET,
            dnsNames: host === undefined ? [] : [host],
            issuer: issuerReference(stack.of(issuers)),
          }),
        ]
      : []),
  ];
}

export function routeRequirements(s: OpenlitSettings, stack: Stack): readonly Handle[] {
  if (!isPublic(s, stack)) return [];
  return [
    ...(servesGatewayApi(stack.of(gateway)) ? [gatewayCrds] : []),
    ...(hasCertificate(s, stack) ? [issuers] : []),
  ];
}

export function routeFlows(s: OpenlitSettings, stack: Stack): readonly Flow[] {
  if (!isPublic(s, stack)) return [];
  const exposure = stack.of(gateway);
  return [
    { from: exposedFrom(exposure), to: openlit.server, ports: [openlit.connection.port], purpose: 'requests of users' },
    ...(solvesChallenges(s, stack) ? [challengeFlow(exposure, openlit['http01-solver'])] : []),
  ];
}

/** Whether cert-manager may run solvers beside the Ingress. An issuer that is not ours may be one of ACME. */
export function solvesChallenges(s: OpenlitSettings, stack: Stack): boolean {
  return hasCertificate(s, stack) && (!stack.deploys(issuers) || usesHttp01(stack.of(issuers)));
}

/** An Ingress needs one in its own namespace. */
function hasCertificate(s: OpenlitSettings, stack: Stack): boolean {
  const exposure = stack.of(gateway);
  return isPublic(s, stack) && exposure.kind === 'ingress' && asksForCertificate(exposure);
}
