/** Certificates that the controller of the class cannot serve. */
import { hasOwnCertificates } from '../../kubernetes/ingress-annotations.ts';
import type { Mistake } from '../../stack/component.ts';
import { hasProxyPods } from './handle.ts';
import type { GatewaySettings } from './settings.ts';

export function certificateMistakes(s: GatewaySettings): readonly Mistake[] {
  const { from } = s.certificate;
  const wrong = { code: 'invalid-value', path: ['certificate', 'from'] } as const;
  if (from === 'load-balancer' && hasProxyPods(s))
    return [
      {
        ...wrong,
        message: 'is not possible with class nginx: its proxies end TLS themselves, with the certificate of a Secret',
        hint: 'set from: issuer or from: secret, or the class of a load balancer that has certificates',
      },
    ];
  if (from !== 'load-balancer' && s.kind === 'ingress' && hasOwnCertificates(s.className))
    return [
      {
        ...wrong,
        message: `is ${from}, but load balancers of class ${s.className} serve certificates of AWS alone`,
        hint: 'set components.gateway.certificate.from: load-balancer; it finds a certificate of AWS Certificate Manager by the host name',
      },
    ];
  return [];
}
