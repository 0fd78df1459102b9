/** An OpenTelemetry collector that sends the events of Kubernetes to the gateway: one pod, because two would send each event twice. */
import * as z from 'zod';
import { resources } from '../../fleet/schema/quantities.ts';
import { podsAt } from '../../kubernetes/pod-places.ts';
import { resources as usage } from '../../kubernetes/security.ts';
import { defineComponent } from '../../stack/component.ts';
import { kubernetesApiFlow } from '../../stack/kubernetes-api-flow.ts';
import { CHARTS } from '../charts.ts';
import { METRICS_PORT } from '../otel-collector/configuration.ts';
import { withoutStore } from '../otel-collector/logs.ts';
import { collectorPod, WITHOUT_OTLP } from '../otel-collector/pod.ts';
import { otelGateway } from '../otel-gateway/handle.ts';
import { prometheus } from '../prometheus/handle.ts';
import { prometheusCrds } from '../prometheus-crds/handle.ts';
import { OTEL_EVENTS_ALERTS } from './alerts.ts';
import { configuration } from './configuration.ts';
import { otelEvents } from './handle.ts';

const { name } = otelEvents;

export const otelEventsComponent = defineComponent(otelEvents, {
  description: 'OpenTelemetry collector of the events of Kubernetes.',
  chart: CHARTS[name],
  pods: podsAt(['']),
  modes: ['disabled', 'managed'],
  settings: z.strictObject({ resources: resources.prefault({}) }),
  sizes: {
    small: { resources: usage('10m', '64Mi', '256Mi') },
    medium: { resources: usage('20m', '64Mi', '256Mi') },
    large: { resources: usage('50m', '128Mi', '512Mi') },
  },
  clusterKinds: ['rbac.authorization.k8s.io/ClusterRole', 'rbac.authorization.k8s.io/ClusterRoleBinding'],
  alerts: OTEL_EVENTS_ALERTS,
  requires: () => [otelGateway, prometheusCrds],
  mistakes: (_s, stack) => withoutStore(name, stack),
  flows: (_s, stack) => [
    kubernetesApiFlow(otelEvents.collector, stack, 'watch events'),
    {
      from: otelEvents.collector,
      to: otelGateway.collector,
      ports: [otelGateway.connection.httpPort],
      purpose: 'events of Kubernetes',
    },
    {
      from: prometheus.prometheus,
      to: otelEvents.collector,
      ports: [METRICS_PORT],
      purpose: "the collector's own metrics",
    },
  ],
  values: (s) => ({
    mode: 'deployment',
    ...collectorPod(name, 1, s.resources, WITHOUT_OTLP),
    serviceAccount: { create: true },
    clusterRole: {
      create: true,
      rules: [{ apiGroups: [''], resources: ['events'], verbs: ['get', 'list', 'watch'] }],
    },
    rollout: { strategy: 'Recreate' },
    extraEnvs: [],
    alternateConfig: configuration(),
  }),
});
