/**
 * The OpenTelemetry collector that applications send to: traces go on to Langfuse, metrics to Prometheus, logs to the log stores.
 * Without a log store logs are accepted, because SDKs send them by default, and dropped.
 */

import type { JsonObject } from '../../data/json.ts';
import { mergeValues } from '../../fleet/resolve/merge.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { namespaced, STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import { podsAt } from '../../kubernetes/pod-places.ts';
import { isAutoscaled, type ReplicaRange } from '../../stack/autoscaling.ts';
import { defineComponent, type Mistake, type Stack } from '../../stack/component.ts';
import { audit } from '../audit/handle.ts';
import { CHARTS } from '../charts.ts';
import { credentials } from '../credentials/handle.ts';
import { egressFlows } from '../egress.ts';
import { gateway, servesGatewayApi } from '../gateway/handle.ts';
import { gatewayCrds } from '../gateway-crds/handle.ts';
import { langfuse, type Project, projectsOf, takesTraces } from '../langfuse/handle.ts';
import { isKept } from '../log-store/connection.ts';
import { LOG_EXPORT_ALERTS } from '../log-store/export-alerts.ts';
import { logs } from '../logs/handle.ts';
import {
  langfuseAuthority,
  langfuseKeys,
  langfuseRequirements,
  METRICS_PORT,
  startExtensions,
} from '../otel-collector/configuration.ts';
import { POD_NAME } from '../otel-collector/deltas.ts';
import { memoryMistakes } from '../otel-collector/limits.ts';
import { logHeaders, logVariables } from '../otel-collector/logs.ts';
import {
  metricsAuthority,
  metricsElsewhereParts,
  metricsElsewhereVariables,
  writePorts,
  writerAccount,
  writerFlows,
} from '../otel-collector/metrics-elsewhere.ts';
import { collectorPod } from '../otel-collector/pod.ts';
import { doorOf, doorService, projectKeys } from '../otel-collector/projects.ts';
import { queueMistakes, queueParts, queueVolume } from '../otel-collector/queue-on-disk.ts';
import { sendToFlows, sendToParts, sendToSecrets, sendToVariables } from '../otel-collector/send-to.ts';
import { otelSampler } from '../otel-sampler/handle.ts';
import { outsideApplications } from '../outside-applications.ts';
import { prometheus } from '../prometheus/handle.ts';
import { prometheusCrds } from '../prometheus-crds/handle.ts';
import { elsewhereRequirements } from '../prometheus-elsewhere.ts';
import { OTEL_GATEWAY_ALERTS } from './alerts.ts';
import { configuration, isSampled, placeAttributes, waysOfGateway } from './configuration.ts';
import { otelPipelineDashboard } from './dashboard.ts';
import { GEN_AI_ALERTS } from './gen-ai-alerts.ts';
import { otelGateway } from './handle.ts';
import { receivesLangfuse } from './langfuse-metrics.ts';
import { OTEL_LOSS_ALERTS } from './loss-alerts.ts';
import {
  outsideExtensions,
  outsideFlows,
  outsideManifests,
  outsideMistakes,
  outsideSecrets,
  tokenFiles,
} from './outside.ts';
import { SEND_TO_ALERTS } from './send-to-alerts.ts';
import { type GatewayCollectorSettings, settings } from './settings.ts';

export const otelGatewayComponent = defineComponent(otelGateway, {
  description: 'OpenTelemetry collector: where applications send traces, metrics and logs.',
  chart: CHARTS[otelGateway.name],
  pods: podsAt(['']),
  modes: ['managed', 'disabled'],
  settings,
  // Each cluster has a host name and tokens of its own. And Helm cannot take keys of the collectors' configuration away again.
  clusterOnly: ['outside'],
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
  mistakes: (s, stack) => [
    ...memoryMistakes(s.resources),
    ...outsideMistakes(s, stack),
    ...queueMistakes(s.queue, () => withBackends(s, stack)),
    ...(s.queue !== undefined && isAutoscaled(s.replicas) ? [autoscaledQueue(s.replicas)] : []),
  ],
  requires: (s, stack) => [
    prometheusCrds,
    ...(sendToSecrets(s.sendTo).length + outsideApplications(stack).length > 0 ? [credentials] : []),
    ...(outsideApplications(stack).length > 0 && servesGatewayApi(stack.of(gateway)) ? [gatewayCrds] : []),
    ...(isSampled(stack) ? [otelSampler] : []),
    ...(isSampled(stack) || !takesTraces(stack.of(langfuse))
      ? []
      : langfuseRequirements(langfuse.connection(stack.of(langfuse)))),
    ...(stack.of(prometheus).mode === 'managed' ? [prometheus] : elsewhereRequirements(stack)),
    ...[logs, audit].filter((store) => isKept(store, stack)),
    ...(logVariables(stack).length > 0 ? [credentials] : []),
  ],
  secrets: (s, stack) => [...sendToSecrets(s.sendTo), ...outsideSecrets(outsideApplications(stack))],
  flows: (s, stack) => [
    ...sendToFlows(otelGateway.collector, waysOfGateway(s, stack)),
    ...egressFlows([otelGateway.collector], s.egress),
    ...outsideFlows(stack),
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
    {
      from: otelGateway.collector,
      to: prometheus.prometheus,
      ports: writePorts(stack),
      purpose: 'metrics of applications',
    },
    ...writerFlows(otelGateway.collector, stack),
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
    // A Deployment has no volume for each pod that the next one with its name gets.
    mode: s.queue === undefined ? 'deployment' : 'statefulset',
    statefulset: { volumeClaimTemplates: queueVolume(s.queue, stack).claims },
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
    ...volumes(s, stack),
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
      ...metricsElsewhereVariables(stack),
    ],
    // Instead of the chart's own configuration, which has receivers for protocols that are not used here.
    alternateConfig: configuration(s, stack),
  }),
  manifests: (_s, stack) => [...projectsOf(stack.of(langfuse)).map(doorTo), ...outsideManifests(stack)],
  perCluster: (s, stack, { name, environment, domain }) => ({
    values: {
      ...writerAccount(stack),
      alternateConfig: startExtensions(
        [
          {
            processors: { resource: { attributes: placeAttributes(name, environment) } },
            exporters: logHeaders(stack),
          },
          sendToParts(waysOfGateway(s, stack), s.resources),
          metricsElsewhereParts(stack),
          outsideExtensions(outsideApplications(stack)),
          queueParts(s.queue, () => withBackends(s, stack)),
        ].reduce(mergeValues),
      ),
    },
    manifests: outsideManifests(stack, domain),
  }),
});

/** The configuration with every exporter that has a queue. */
function withBackends(s: GatewayCollectorSettings, stack: Stack): JsonObject {
  return mergeValues(configuration(s, stack), sendToParts(waysOfGateway(s, stack), s.resources));
}

function autoscaledQueue({ min, max }: ReplicaRange): Mistake {
  return {
    code: 'invalid-value',
    path: ['queue'],
    message: `needs a fixed number of replicas, and the autoscaler chooses from ${min} to ${max}: nobody would send what is on the volume of one that it takes away`,
    hint: `set components.${otelGateway.name}.replicas to {min: ${max}, max: ${max}}, or remove it`,
  };
}

/** Those with the authorities of the servers that it sends to, with the tokens of applications, and the mount of its queue. */
function volumes(s: GatewayCollectorSettings, stack: Stack) {
  const { extraVolumes, extraVolumeMounts } = langfuseAuthority(
    isSampled(stack) ? undefined : langfuse.connection(stack.of(langfuse)),
  );
  const others = [metricsAuthority(stack), tokenFiles(outsideApplications(stack))];
  return {
    extraVolumes: [...extraVolumes, ...others.flatMap(({ volumes }) => volumes)],
    extraVolumeMounts: [
      ...extraVolumeMounts,
      ...others.flatMap(({ mounts }) => mounts),
      ...queueVolume(s.queue, stack).mounts,
    ],
  };
}

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
