import { defineHandle, type PodLabels } from '../../stack/handle.ts';
import { CERT_MANAGER } from '../../stack/namespaces.ts';

function labels(part: string): PodLabels {
  return { 'app.kubernetes.io/component': part, 'app.kubernetes.io/instance': 'cert-manager' };
}

export const certManager = defineHandle()({
  name: 'cert-manager',
  namespace: CERT_MANAGER,
  workloads: {
    controller: { podLabels: labels('controller') },
    webhook: { podLabels: labels('webhook') },
    cainjector: { podLabels: labels('cainjector') },
  },
});

/** Where ACME servers and the challenges are asked for, unless an issuer says otherwise. */
export const ACME_PORTS: readonly number[] = [80, 443];
