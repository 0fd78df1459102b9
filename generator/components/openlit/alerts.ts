/** OpenLIT does not answer, or the collectors drop telemetry that it does not take. */
import { type Alert, alert } from '../../telemetry/alert.ts';
import { promql } from '../../telemetry/promql.ts';
import { blackbox } from '../blackbox/handle.ts';
import { anyOf, GATEWAY_LOGS } from '../otel-collector/alert-parts.ts';
import { TO_OPENLIT } from '../otel-collector/openlit.ts';
import { otelGateway } from '../otel-gateway/handle.ts';
import { openlit } from './handle.ts';

const POD = { caption: 'The pod and its events:', command: 'kubectl -n openlit describe statefulset/openlit' } as const;
const LOGS = {
  caption: 'Its log, with that of the collector inside:',
  command: 'kubectl -n openlit logs statefulset/openlit --tail=100',
} as const;

const DROPPED = ['spans', 'metric_points', 'log_records'].flatMap((what) =>
  ['send_failed', 'enqueue_failed'].map((how) => `otelcol_exporter_${how}_${what}_total{exporter="${TO_OPENLIT}"}`),
);

export const OPENLIT_ALERTS: readonly Alert[] = [
  alert({
    name: 'OpenlitDown',
    rules: [
      {
        severity: 'warning',
        expression: promql(
          `probe_success{job=~"${openlit.probes.health}|${openlit.probes.ui}"} == 0 or absent(probe_success{job="${openlit.probes.health}"})`,
        ),
        for: '10m',
      },
    ],
    summary: 'OpenLIT is down',
    description:
      'The page for signing in does not respond. The collectors queue telemetry for OpenLIT for a while; Langfuse and Prometheus get theirs.',
    dashboard: 'gateway',
    needs: [blackbox],
    runbook: {
      meaning:
        'OpenLIT has one pod, because its users and settings are in SQLite on one volume. While the pod restarts or moves to another node, it is away.',
      diagnosis: [
        {
          caption: 'Status code of the page (0: no response):',
          query: promql(`probe_http_status_code{job="${openlit.probes.health}"}`),
        },
        POD,
        LOGS,
      ],
      mitigation: [
        'Only the public address fails: see [UiUnreachable], which has the same causes.',
        'The pod is `Pending`: its volume is in a zone without a node that has room, or the StorageClass makes no volumes.',
        'The pod is `OOMKilled`: increase `components.openlit.resources.limits.memory`. The collector inside takes up to 1.5 GiB, and the UI half a GiB.',
        'The pod waits for Secret `openlit-database`: `kubectl -n openlit describe externalsecret/openlit-database` tells why it is not copied.',
        'The log has errors of ClickHouse: see [ClickHouseDown]. The UI responds without ClickHouse and shows no data.',
      ],
    },
  }),
  alert({
    name: 'OpenlitTelemetryDropped',
    rules: [{ severity: 'warning', expression: promql(anyOf(DROPPED, 'exporter')), for: '10m' }],
    summary: 'Telemetry does not reach OpenLIT',
    description:
      'The collectors drop {{ $value | humanize }} spans, data points or log records per second for OpenLIT: its queue is full, or OpenLIT rejects them.',
    dashboard: 'otel-pipeline',
    needs: [otelGateway],
    runbook: {
      meaning:
        'OpenLIT has gaps. Langfuse and Prometheus are not affected: telemetry for OpenLIT has its own queue, and a full one does not hold up the others.',
      diagnosis: [
        {
          caption: 'Usage of the queue:',
          query: promql(
            `max by (pod, data_type) (otelcol_exporter_queue_size{exporter="${TO_OPENLIT}"} / otelcol_exporter_queue_capacity{exporter="${TO_OPENLIT}"})`,
          ),
        },
        { caption: 'Recent logs of the collector, with the responses of OpenLIT:', command: GATEWAY_LOGS },
        POD,
        LOGS,
      ],
      mitigation: [
        'OpenLIT is down: see [OpenlitDown].',
        'The log of OpenLIT has errors of ClickHouse: the collector inside retries for five minutes, and then drops data without any metric. See [ClickHouseDown], and check that the user may write: `GRANT ALL ON openlit.*`.',
        'OpenLIT is up and slow: increase `components.openlit.resources`. It cannot have more than one pod.',
      ],
    },
  }),
];
