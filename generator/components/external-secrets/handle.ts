import { defineHandle, type PodLabels } from '../../stack/handle.ts';
import { EXTERNAL_SECRETS } from '../../stack/namespaces.ts';

/** The chart names each part's pods by `app.kubernetes.io/name`. */
function labels(name: string): PodLabels {
  return { 'app.kubernetes.io/instance': 'external-secrets', 'app.kubernetes.io/name': name };
}

export const externalSecrets = defineHandle()({
  name: 'external-secrets',
  namespace: EXTERNAL_SECRETS,
  workloads: {
    controller: { podLabels: labels('external-secrets') },
    webhook: { podLabels: labels('external-secrets-webhook') },
    'cert-controller': { podLabels: labels('external-secrets-cert-controller') },
  },
});
