/** Lines of pods that do not arrive: a node has no agent, an agent does not read on, or the gateway rejects lines for good. */
import { type Alert, alert } from '../../telemetry/alert.ts';
import { promql } from '../../telemetry/promql.ts';
import { anyOf } from '../otel-collector/alert-parts.ts';
import { TO_GATEWAY } from '../otel-collector/to-gateway.ts';
import { otelAgent } from './handle.ts';

const JOB = `job="${otelAgent.probes.collector}"`;
const DAEMON_SET = 'namespace="otel-agent", daemonset="otel-agent"';
const QUEUE = `otelcol_exporter_queue_size{${JOB}, exporter="${TO_GATEWAY}"} / otelcol_exporter_queue_capacity{${JOB}, exporter="${TO_GATEWAY}"}`;

const PODS = { caption: 'Agents, and the node of each:', command: 'kubectl -n otel-agent get pods -o wide' } as const;
const LOG = { caption: 'The log of an agent:', command: 'kubectl -n otel-agent logs <pod> --tail=100' } as const;

export const OTEL_AGENT_ALERTS: readonly Alert[] = [
  alert({
    name: 'LogAgentDown',
    rules: [
      {
        severity: 'warning',
        expression: promql(
          [
            `max by (cluster, environment) (kube_daemonset_status_number_unavailable{${DAEMON_SET}}) > 0`,
            `count by (cluster, environment) (up{${JOB}} == 0)`,
            `absent(up{${JOB}})`,
          ].join(' or '),
        ),
        for: '15m',
      },
    ],
    summary: 'Nobody reads the lines that pods of a node write',
    description: 'The agent of otel-agent is not ready on {{ $value }} nodes. Lines stay in files of these nodes.',
    dashboard: 'otel-pipeline',
    runbook: {
      meaning:
        'When it is back the agent reads on where it was. The kubelet keeps 50 MiB of each container by default, and the agent reads what is not compressed of it: lines of a container that writes more than 20 MiB meanwhile are lost.',
      diagnosis: [
        PODS,
        LOG,
        { caption: 'Agents that Prometheus cannot read:', query: promql(`up{${JOB}} == 0`) },
        { caption: 'Events of an agent:', command: 'kubectl -n otel-agent describe pod <pod>' },
      ],
      mitigation: [
        'The log says `metadata` and `timeout`: the agent does not reach the Kubernetes API. Check `kubernetesApi.ports` of the cluster.',
        'The pod is `OOMKilled`: increase `components.otel-agent.resources.limits.memory`.',
        'The node is full: the agent cannot write to `/var/lib/lang-observatory/otel-agent`. Free space on the node.',
      ],
    },
  }),
  alert({
    name: 'PodLogsNotRead',
    rules: [
      {
        severity: 'warning',
        expression: promql(`max by (cluster, environment, pod) (${QUEUE}) > 0.95`),
        for: '10m',
      },
    ],
    summary: 'An agent has stopped to read the lines of pods',
    description:
      'The queue of {{ $labels.pod }} is full, so it reads on only as fast as the gateway takes lines. Files that the kubelet deletes meanwhile are lost.',
    dashboard: 'otel-pipeline',
    runbook: {
      meaning:
        'The queue is a file of the node with 256 MiB. It grows while otel-gateway is away, or while pods write more than the gateway and the log stores take.',
      diagnosis: [
        { caption: 'Usage of the queue of each agent:', query: promql(`max by (pod) (${QUEUE})`) },
        {
          caption: 'Lines per second that each agent reads:',
          query: promql(`sum by (pod) (rate(otelcol_receiver_accepted_log_records_total{${JOB}}[5m]))`),
        },
        LOG,
      ],
      mitigation: [
        'The gateway is down or refuses lines: see [TelemetryGatewayDown] and [TelemetryRefused].',
        'A log store is full: see [LogStoreReadOnly] and [AuditStoreReadOnly].',
        'One application writes far more than others: leave its namespace out with `components.otel-agent.excludeNamespaces`, or let it write less. `* | stats by (k8s.namespace.name) count() lines` in the log store shows which one.',
      ],
    },
  }),
  alert({
    name: 'PodLogsDropped',
    rules: [
      {
        severity: 'warning',
        expression: promql(
          anyOf(
            ['exporter_send_failed', 'receiver_refused', 'receiver_failed'].map(
              (how) => `otelcol_${how}_log_records_total{${JOB}}`,
            ),
          ),
        ),
        for: '5m',
      },
    ],
    summary: 'Lines of pods are lost on their way to the gateway',
    description: 'Agents drop {{ $value | humanize }} lines per second, because the gateway rejects them for good.',
    dashboard: 'otel-pipeline',
    runbook: {
      meaning:
        'An agent tries again whatever may pass. An answer such as 400 is final, and the lines of this request are dropped.',
      diagnosis: [
        {
          caption: 'Lines per second that each agent drops:',
          query: promql(`sum by (pod) (rate(otelcol_exporter_send_failed_log_records_total{${JOB}}[5m]))`),
        },
        { caption: 'The log of an agent, with the responses of the gateway:', command: LOG.command },
      ],
      mitigation: [
        'Agents and gateway have different versions: remove `components.otel-agent.version` and `components.otel-gateway.version`.',
        'A proxy between them answers in place of the gateway: exclude the namespaces `otel-agent` and `lang-observatory` from the service mesh.',
      ],
    },
  }),
];
