/**
 * The OpenTelemetry collector that applications send to: traces go on to Langfuse, metrics to Prometheus, logs to the log stores.
 * Without a log store logs are accepted, because SDKs send them by default, and dropped.
 */

import { mergeValues } from '../../fleet/resolve/merge.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { namespaced, STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import { podsAt } from '../../kubernetes/pod-places.ts';
import { isAutoscaled } from '../../stack/autoscaling.ts';
import { defineComponent } from '../../stack/component.ts';
import { audit } from '../audit/handle.ts';
import { CHARTS } from '../charts.ts';
import { credentials } from '../credentials/handle.ts';
import { egressFlows } from '../egress.ts';
import { langfuse, type Project, projectsOf, takesTraces } from '../langfuse/handle.ts';
import { isKept } from '../log-store/connection.ts';
import { LOG_EXPORT_ALERTS } from '../log-store/export-alerts.ts';
import { logs } from '../logs/handle.ts';
import {
  langfuseAuthority,
  langfuseKeys,
  langfuseRequirements,
  METRICS_PORT,
} from '../otel-collector/configuration.ts';
import { POD_NAME } from '../otel-collector/deltas.ts';
import { memoryMistakes } from '../otel-collector/limits.ts';
import { logHeaders, logVariables } from '../otel-collector/logs.ts';
import { collectorPod } from '../otel-collector/pod.ts';
import { doorOf, doorService, projectKeys } from '../otel-collector/projects.ts';
import { sendToFlows, sendToParts, sendToSecrets, sendToVariables } from '../otel-collector/send-to.ts';
import { otelSampler } from '../otel-sampler/handle.ts';
import { prometheus } from '../prometheus/handle.ts';
import { prometheusCrds } from '../prometheus-crds/handle.ts';
import { OTEL_GATEWAY_ALERTS } from './alerts.ts';
import { configuration, isSampled, placeAttributes, waysOfGateway } from './configuration.ts';
import { otelPipelineDashboard } from './dashboard.ts';
import { GEN_AI_ALERTS } from './gen-ai-alerts.ts';
import { otelGateway } from './handle.ts';
import { receivesLangfuse } from './langfuse-metrics.ts';
import { OTEL_LOSS_ALERTS } from './loss-alerts.ts';
import { SEND_TO_ALERTS } from './send-to-alerts.ts';
import { settings } from './settings.ts';

export const otelGatewayComponent = defineComponent(otelGateway, {
  description: 'OpenTelemetry collector: where applications send traces, metrics and logs.',
  chart: CHARTS[otelGateway.name],
  pods: podsAt(['']),
  modes: ['managed', 'disabled'],
  settings,
  sizes: {
    small: {
      replicas: { min: 1, max: 1 },
      resources: { requests: { cpu: '50m', memory: '256Mi' }, limits: { memory: '512Mi' } },
    },
    medium: {
      replicas: { min: 2, max: 6 },
      resources: { requests: { cpu: '250m', memory: '512Mi' }, limits: { memory: '1Gi' } },
    },
    large: {
      replicas: { min: 3, max: 12 },
      resources: { requests: { cpu: '1', memory: '2Gi' }, limits: { memory: '2Gi' } },
    },
  },
  // If one of the two is disabled, its data is dropped.
  alerts: [...OTEL_GATEWAY_ALERTS, ...OTEL_LOSS_ALERTS, ...SEND_TO_ALERTS, ...LOG_EXPORT_ALERTS, ...GEN_AI_ALERTS],
  dashboards: [otelPipelineDashboard],
  mistakes: (s) => memoryMistakes(s.resources),
  requires: (s, stack) => [
    prometheusCrds,
    ...(sendToSecrets(s.sendTo).length > 0 ? [credentials] : []),
    ...(isSampled(stack) ? [otelSampler] : []),
    ...(isSampled(stack) || !takesTraces(stack.of(langfuse))
      ? []
      : langfuseRequirements(langfuse.connection(stack.of(langfuse)))),
    ...(stack.of(prometheus).mode === 'managed' ? [prometheus] : []),
    ...[logs, audit].filter((store) => isKept(store, stack)),
    ...(logVariables(stack).length > 0 ? [credentials] : []),
  ],
  secrets: (s) => sendToSecrets(s.sendTo),
  flows: (s, stack) => [
    ...sendToFlows(otelGateway.collector, waysOfGateway(s, stack)),
    ...egressFlows([otelGateway.collector], s.egress),
    ...projectsOf(stack.of(langfuse)).map((project) => ({
      from: { outside: 'namespaces' as const, names: project.namespaces },
      to: otelGateway.collector,
      ports: Object.values(doorOf(project)),
      purpose: `telemetry of the applications of the project ${project.name}`,
    })),
    {
      from: { outside: 'applications', except: projectsOf(stack.of(langfuse)).flatMap(({ namespaces }) => namespaces) },
      to: otelGateway.collector,
      ports: [otelGateway.connection.grpcPort, otelGateway.connection.httpPort],
      purpose: 'telemetry of applications',
    },
    ...(receivesLangfuse(stack) ? [langfuse.web, langfuse.worker] : []).map((from) => ({
      from,
      to: otelGateway.collector,
      ports: [otelGateway.connection.statsdPort],
      protocol: 'UDP' as const,
      purpose: 'metrics of Langfuse itself',
    })),
    // The sampler declares the flow to itself.
    ...(isSampled(stack)
      ? []
      : [
          {
            from: otelGateway.collector,
            to: langfuse.web,
            ports: [langfuse.connection(stack.of(langfuse)).port],
            purpose: 'traces',
          },
        ]),
    { from: otelGateway.collector, to: prometheus.prometheus, ports: [9090], purpose: 'metrics of applications' },
    ...[logs, audit].map((store) => ({
      from: otelGateway.collector,
      to: store.server,
      ports: [store.connection(stack.of(store)).port],
      purpose: 'lines',
    })),
    {
      from: prometheus.prometheus,
      to: otelGateway.collector,
      ports: [METRICS_PORT],
      purpose: "the collector's own metrics",
    },
  ],
  values: (s, stack) => ({
    mode: 'deployment',
    ...collectorPod(otelGateway.name, s.replicas.min, s.resources, {
      statsd: {
        enabled: receivesLangfuse(stack),
        containerPort: otelGateway.connection.statsdPort,
        servicePort: otelGateway.connection.statsdPort,
        protocol: 'UDP',
      },
    }),
    autoscaling: {
      enabled: isAutoscaled(s.replicas),
      minReplicas: s.replicas.min,
      maxReplicas: s.replicas.max,
      targetCPUUtilizationPercentage: 70,
    },
    ...langfuseAuthority(isSampled(stack) ? undefined : langfuse.connection(stack.of(langfuse))),
    extraEnvs: [
      POD_NAME,
      ...(isSampled(stack)
        ? []
        : [
            langfuseKeys(langfuse.connection(stack.of(langfuse)), { optional: !takesTraces(stack.of(langfuse)) }),
            ...projectKeys(projectsOf(stack.of(langfuse))),
          ]),
      ...sendToVariables(waysOfGateway(s, stack)),
      ...logVariables(stack),
    ],
    // Instead of the chart's own configuration, which has receivers for protocols that are not used here.
    alternateConfig: configuration(s, stack),
  }),
  manifests: (_s, stack) => projectsOf(stack.of(langfuse)).map(doorTo),
  perCluster: (s, stack, { name, environment }) => ({
    values: {
      alternateConfig: mergeValues(
        {
          processors: { resource: { attributes: placeAttributes(name, environment) } },
          exporters: logHeaders(stack),
        },
        sendToParts(waysOfGateway(s, stack), s.resources),
      ),
    },
  }),
});

/** The Service that the applications of a project send to, on the same ports as all others. */
function doorTo(project: Project): Manifest {
  const { grpcPort, httpPort, service } = otelGateway.connection;
  const door = doorOf(project);
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: namespaced(doorService(service, project), STACK_NAMESPACE, { component: otelGateway.name }),
    spec: {
      selector: otelGateway.collector.podLabels,
      ports: [
        { name: 'otlp', port: grpcPort, targetPort: door.grpcPort, appProtocol: 'grpc' },
        { name: 'otlp-http', port: httpPort, targetPort: door.httpPort },
      ],
    },
  };
}
