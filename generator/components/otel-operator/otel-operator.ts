/**
 * The OpenTelemetry operator, of which only the webhook runs that changes pods: no controller manages collectors, so it needs no right to
 * write anything (open-telemetry/opentelemetry-operator:cmd/webhook/webhook.go). The chart has no value for that, and its roles are for
 * the whole operator, so arguments and roles are our own.
 */
import * as z from 'zod';
import { resources } from '../../fleet/schema/quantities.ts';
import { KEEP_ANNOTATIONS, TELEMETRY_LABEL } from '../../kubernetes/metadata.ts';
import { serviceMonitor } from '../../kubernetes/monitor.ts';
import { disruptionBudget, topologySpread } from '../../kubernetes/placement.ts';
import { podsAt } from '../../kubernetes/pod-places.ts';
import { resourceRequirements } from '../../kubernetes/resources.ts';
import { RESTRICTED_CONTAINER, RESTRICTED_POD, resources as usage } from '../../kubernetes/security.ts';
import { OPERATOR_KINDS } from '../../stack/cluster-kinds.ts';
import { defineComponent } from '../../stack/component.ts';
import { kubernetesApiFlow } from '../../stack/kubernetes-api-flow.ts';
import { certManager } from '../cert-manager/handle.ts';
import { CHARTS } from '../charts.ts';
import { instrumentation, isInjected } from '../instrumentation/handle.ts';
import { prometheus } from '../prometheus/handle.ts';
import { prometheusCrds } from '../prometheus-crds/handle.ts';
import { OTEL_OPERATOR_ALERTS } from './alerts.ts';
import { otelOperator } from './handle.ts';
import { permissions } from './permissions.ts';

const PORTS = { metricsPort: 8080, webhookPort: 9443, healthzPort: 8081 } as const;

/** User of the image. */
const USER = 65532;

export const otelOperatorComponent = defineComponent(otelOperator, {
  description: 'The OpenTelemetry operator: its webhook puts instrumentation into the pods of applications.',
  chart: CHARTS['otel-operator'],
  pods: podsAt(['']),
  modes: ['on-demand', 'managed', 'existing', 'disabled'],
  settings: z.strictObject({
    replicas: z.int().min(1).default(2).describe('Replicas of the webhook.'),
    resources: resources
      .prefault({})
      .describe('Requests and limits of the webhook, which holds every ReplicaSet and Job of the cluster in memory.'),
  }),
  sizes: {
    small: { replicas: 1, resources: usage('20m', '64Mi', '256Mi') },
    medium: { replicas: 2, resources: usage('20m', '128Mi', '512Mi') },
    large: { replicas: 2, resources: usage('50m', '256Mi', '1Gi') },
  },
  clusterKinds: OPERATOR_KINDS,
  alerts: OTEL_OPERATOR_ALERTS,
  // The certificate of the webhook.
  requires: () => [certManager, prometheusCrds],
  flows: (_s, stack) => [
    kubernetesApiFlow(otelOperator.webhook, stack, 'read namespaces, owners of pods and Instrumentations'),
    {
      from: { outside: 'kubernetes-api' },
      to: otelOperator.webhook,
      ports: [PORTS.webhookPort],
      purpose: 'admission of pods that are instrumented',
    },
    { from: prometheus.prometheus, to: otelOperator.webhook, ports: [PORTS.metricsPort], purpose: 'metrics' },
  ],
  values: ({ replicas, resources }, stack) => ({
    fullnameOverride: otelOperator.name,
    replicaCount: replicas,
    // Deleting a definition deletes every object of its kind, whoever made it.
    crds: { create: true, annotations: KEEP_ANNOTATIONS },
    role: { create: false },
    clusterRole: { create: false },
    manager: {
      serviceAccount: { create: true, name: otelOperator.name },
      // Only the webhook. It does not know this flag of the operator, and an empty map of feature gates leaves the flag out.
      extraArgs: ['webhook-server'],
      featureGatesMap: { 'operator.networkpolicy': null },
      leaderElection: { enabled: false },
      ports: PORTS,
      metrics: { secure: false },
      env: { ENABLE_WEBHOOKS: 'true', ...injected(stack.of(instrumentation)) },
      resources: resourceRequirements(resources),
      securityContext: RESTRICTED_CONTAINER,
    },
    securityContext: { ...RESTRICTED_POD, runAsUser: USER, runAsGroup: USER, fsGroup: USER },
    topologySpreadConstraints: topologySpread(otelOperator.webhook.podLabels),
    admissionWebhooks: {
      // Pods of all other namespaces never wait for the webhook.
      namespaceSelector: { matchLabels: TELEMETRY_LABEL },
      // An application that starts without instrumentation is better than none.
      pods: { failurePolicy: 'Ignore' },
      certManager: { enabled: true },
      autoGenerateCert: { enabled: false },
    },
  }),
  manifests: () => {
    const options = {
      name: otelOperator.name,
      namespace: otelOperator.namespace.name,
      component: otelOperator.name,
      matchLabels: otelOperator.webhook.podLabels,
    };
    return [...permissions(), disruptionBudget(options), serviceMonitor({ ...options, port: 'metrics' })];
  },
});

/**
 * A language that nobody has an image for is off: the webhook would take an image that records no calls of models.
 * Its variables: open-telemetry/opentelemetry-operator:internal/config/env.go.
 */
function injected(s: Parameters<typeof isInjected>[0]): Readonly<Record<string, string>> {
  const languages = {
    PYTHON: isInjected(s, 'python'),
    NODEJS: isInjected(s, 'nodejs'),
    JAVA: false,
    DOTNET: false,
    GO: false,
    NGINX: false,
    APACHE_HTTPD: false,
  };
  return Object.fromEntries(
    Object.entries(languages).map(([language, on]) => [`ENABLE_${language}_AUTO_INSTRUMENTATION`, String(on)]),
  );
}
