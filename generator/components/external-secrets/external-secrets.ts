import * as z from 'zod';
import type { SecretsProvider } from '../../fleet/model.ts';
import { line } from '../../fleet/schema/plain-text.ts';
import { labelKey, resources } from '../../fleet/schema/quantities.ts';
import { KEEP_ANNOTATIONS } from '../../kubernetes/metadata.ts';
import { topologySpread } from '../../kubernetes/placement.ts';
import { podsAt } from '../../kubernetes/pod-places.ts';
import { resourceRequirements } from '../../kubernetes/resources.ts';
import { resources as usage } from '../../kubernetes/security.ts';
import { defineComponent } from '../../stack/component.ts';
import type { PodLabels } from '../../stack/handle.ts';
import { kubernetesApiFlow } from '../../stack/kubernetes-api-flow.ts';
import { CHARTS } from '../charts.ts';
import { prometheus } from '../prometheus/handle.ts';
import { prometheusCrds } from '../prometheus-crds/handle.ts';
import { EXTERNAL_SECRETS_ALERTS } from './alerts.ts';
import { externalSecrets } from './handle.ts';

/**
 * AWS and Google can identify a service account without an annotation (EKS Pod Identity, direct Workload Identity Federation).
 * Azure cannot (external-secrets/external-secrets:providers/v1/azure/keyvault/keyvault.go).
 */
const AZURE_IDENTITY = 'azure.workload.identity/client-id';

const USAGE = usage('20m', '128Mi', '256Mi');

export const externalSecretsComponent = defineComponent(externalSecrets, {
  description: 'Copies secrets from a store into the cluster, or generates them there.',
  chart: CHARTS['external-secrets'],
  pods: podsAt(['', 'webhook', 'certController']),
  modes: ['on-demand', 'managed', 'existing', 'disabled'],
  settings: z.strictObject({
    replicas: z
      .int()
      .min(1)
      .default(2)
      .describe('Replicas of the controller, the webhook and the certificate controller.'),
    resources: resources.prefault({}).describe('Requests and limits of the controller.'),
    serviceAccountAnnotations: z
      .record(labelKey, line)
      .meta({ examples: [{ 'eks.amazonaws.com/role-arn': 'arn:aws:iam::123456789012:role/external-secrets' }] })
      .default({})
      .describe(
        "Annotations that give the controller's service account an identity of the cloud, such as eks.amazonaws.com/role-arn, iam.gke.io/gcp-service-account or azure.workload.identity/client-id.",
      ),
  }),
  sizes: {
    small: { replicas: 1, resources: USAGE },
    medium: { replicas: 2, resources: USAGE },
    large: { replicas: 2, resources: usage('50m', '256Mi', '512Mi') },
  },
  clusterKinds: [
    'admissionregistration.k8s.io/ValidatingWebhookConfiguration',
    'apiextensions.k8s.io/CustomResourceDefinition',
    'rbac.authorization.k8s.io/ClusterRole',
    'rbac.authorization.k8s.io/ClusterRoleBinding',
  ],
  ignoreDifferences: Object.entries({ 'externalsecret-validate': 1, 'secretstore-validate': 2 }).map(
    ([name, webhooks]) => ({
      group: 'admissionregistration.k8s.io',
      kind: 'ValidatingWebhookConfiguration',
      name,
      paths: Array.from({ length: webhooks }, (_, index) => `/webhooks/${index}/clientConfig/caBundle`),
      reason: 'the certificate controller writes the certificate authority of its own certificates',
    }),
  ),
  alerts: EXTERNAL_SECRETS_ALERTS,
  requires: () => [prometheusCrds],
  flows: (_s, stack) => [
    ...Object.values(externalSecrets.workloads).flatMap((workload) => [
      kubernetesApiFlow(workload, stack),
      { from: prometheus.prometheus, to: workload, ports: [8080], purpose: 'metrics' },
    ]),
    {
      from: { outside: 'kubernetes-api' },
      to: externalSecrets.webhook,
      ports: [10250],
      purpose: 'admission of external secrets',
    },
    ...(stack.secretsProvider.provider === 'generated'
      ? []
      : [
          {
            from: externalSecrets.controller,
            to: { outside: 'anywhere' as const },
            ports: storePorts(stack.secretsProvider),
            purpose: 'the store of the secrets, and the identity for it',
          },
        ]),
  ],
  mistakes: ({ serviceAccountAnnotations }, { secretsProvider }) =>
    secretsProvider.provider === 'azure-key-vault' && serviceAccountAnnotations[AZURE_IDENTITY] === undefined
      ? [
          {
            code: 'invalid-value',
            path: ['serviceAccountAnnotations'],
            message: `sets no identity of the controller for Azure Key Vault, which would deny access`,
            hint: `set ${AZURE_IDENTITY} to the client ID of a managed identity that may read the secrets`,
          },
        ]
      : [],
  values: ({ replicas, resources, serviceAccountAnnotations }) => {
    const part = ({ podLabels }: { readonly podLabels: PodLabels }) => ({
      replicaCount: replicas,
      podDisruptionBudget: { enabled: replicas > 1, minAvailable: 1 },
      topologySpreadConstraints: topologySpread(podLabels),
    });
    return {
      installCRDs: true,
      // Deleting a definition deletes every object of its kind, and with those the passwords that only they brought.
      crds: { annotations: KEEP_ANNOTATIONS },
      leaderElect: true,
      ...part(externalSecrets.controller),
      resources: resourceRequirements(resources),
      serviceAccount: { annotations: serviceAccountAnnotations },
      webhook: { ...part(externalSecrets.webhook), resources: USAGE },
      certController: { ...part(externalSecrets['cert-controller']), resources: USAGE },
      // Without this the chart looks for the definition at render time, and Argo CD renders without a cluster.
      serviceMonitor: { enabled: true, renderMode: 'alwaysRender' },
    };
  },
});

/** Beside the store itself: the Pod Identity agent of EKS answers on 80, the metadata server of GKE on 80 and 988. */
function storePorts(secrets: Exclude<SecretsProvider, { readonly provider: 'generated' }>): readonly number[] {
  switch (secrets.provider) {
    case 'aws-secrets-manager':
      return [80, 443];
    case 'gcp-secret-manager':
      return [80, 443, 988];
    case 'azure-key-vault':
      return [443];
    case 'vault': {
      const { port, protocol } = new URL(secrets.server);
      return [port === '' ? (protocol === 'http:' ? 80 : 443) : Number(port)];
    }
  }
}
