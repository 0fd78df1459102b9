/** An OpenTelemetry collector on each node, which sends the lines that pods write to the gateway. */
import { STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import { podsAt } from '../../kubernetes/pod-places.ts';
import { resourceRequirements } from '../../kubernetes/resources.ts';
import { RESTRICTED_CONTAINER, RESTRICTED_POD, resources as usage } from '../../kubernetes/security.ts';
import { defineComponent, type Mistake, type Stack } from '../../stack/component.ts';
import { kubernetesApiFlow } from '../../stack/kubernetes-api-flow.ts';
import { audit } from '../audit/handle.ts';
import { CHARTS } from '../charts.ts';
import { isKept } from '../log-store/connection.ts';
import { METRICS_PORT } from '../otel-collector/configuration.ts';
import { withoutStore } from '../otel-collector/logs.ts';
import { COLLECTOR, collectorPorts, WITHOUT_OTLP } from '../otel-collector/pod.ts';
import { otelGateway } from '../otel-gateway/handle.ts';
import { prometheus } from '../prometheus/handle.ts';
import { prometheusCrds } from '../prometheus-crds/handle.ts';
import { OTEL_AGENT_ALERTS } from './alerts.ts';
import { configuration, NODE, STATE } from './configuration.ts';
import { POD_LOGS } from './files.ts';
import { otelAgent } from './handle.ts';
import { type AgentSettings, settings } from './settings.ts';

const { name } = otelAgent;

/** The owner of the log files. Without capabilities it may read only what belongs to it. */
const ROOT = { runAsUser: 0, runAsGroup: 0, runAsNonRoot: false } as const;

export const otelAgentComponent = defineComponent(otelAgent, {
  description: 'OpenTelemetry collector on each node: the lines that pods write.',
  chart: CHARTS[name],
  // A DaemonSet on each node, whatever its taints.
  pods: podsAt([''], { affinity: [], tolerations: [] }),
  // It needs room in a log store, and reads what everybody writes.
  modes: ['disabled', 'managed'],
  settings,
  sizes: {
    small: { resources: usage('20m', '96Mi', '256Mi') },
    medium: { resources: usage('50m', '128Mi', '512Mi') },
    large: { resources: usage('100m', '128Mi', '512Mi') },
  },
  clusterKinds: ['rbac.authorization.k8s.io/ClusterRole', 'rbac.authorization.k8s.io/ClusterRoleBinding'],
  alerts: OTEL_AGENT_ALERTS,
  requires: () => [otelGateway, prometheusCrds],
  mistakes: (s, stack) => [...withoutStore(name, stack), ...withoutAudit(s, stack)],
  flows: (_s, stack) => [
    kubernetesApiFlow(otelAgent.collector, stack, 'watch the pods of its node'),
    {
      from: otelAgent.collector,
      to: otelGateway.collector,
      ports: [otelGateway.connection.httpPort],
      purpose: 'lines of pods',
    },
    {
      from: prometheus.prometheus,
      to: otelAgent.collector,
      ports: [METRICS_PORT],
      purpose: "the agent's own metrics",
    },
  ],
  values: (s, stack) => ({
    mode: 'daemonset',
    // The chart appends `-agent`.
    fullnameOverride: 'otel',
    ...COLLECTOR,
    serviceAccount: { create: true, name },
    clusterRole: {
      create: true,
      name,
      rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch'] }],
      clusterRoleBinding: { name },
    },
    // Lines are handed on before a file counts as read, so that none is lost when the process is killed
    // (open-telemetry/opentelemetry-collector-contrib:pkg/stanza/metadata.yaml).
    command: { ...COLLECTOR.command, extraArgs: ['--feature-gates=stanza.synchronousLogEmitter'] },
    podSecurityContext: { ...RESTRICTED_POD, ...ROOT },
    securityContext: { ...RESTRICTED_CONTAINER, ...ROOT },
    resources: resourceRequirements(s.resources),
    ports: collectorPorts(WITHOUT_OTLP),
    // On every node, whoever else may not be there.
    tolerations: [{ operator: 'Exists' }],
    extraEnvs: [{ name: NODE, valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } }],
    extraVolumes: [
      { name: 'pod-logs', hostPath: { path: POD_LOGS } },
      { name: 'state', hostPath: { path: STATE, type: 'DirectoryOrCreate' } },
    ],
    extraVolumeMounts: [
      { name: 'pod-logs', mountPath: POD_LOGS, readOnly: true },
      { name: 'state', mountPath: STATE },
    ],
    podMonitor: {
      enabled: true,
      metricsEndpoints: [
        { port: 'metrics', relabelings: [{ targetLabel: 'job', replacement: otelAgent.probes.collector }] },
      ],
    },
    alternateConfig: configuration(s, stack),
  }),
});

/** The audit stream comes from the namespace of the stack, and from nowhere else. */
function withoutAudit({ excludeNamespaces }: AgentSettings, stack: Stack): readonly Mistake[] {
  const index = excludeNamespaces.indexOf(STACK_NAMESPACE);
  if (index === -1 || !isKept(audit, stack)) return [];
  return [
    {
      code: 'invalid-value',
      path: ['excludeNamespaces', index],
      message: `leaves out the audit stream, whose lines are written in ${STACK_NAMESPACE}`,
      hint: `remove it, or set components.${audit.name}.mode: disabled`,
    },
  ];
}
