/** The collector: spans that are refused, lost or late, and a way in that is shut. */
import { promql } from '../promql.ts';
import { type Alert, alert } from './alert.ts';
import { SAMPLER_LOGS } from './otel-sampler.ts';

const LOGS = 'kubectl -n lang-observatory logs deployment/otel-gateway --tail=100';

export const OTEL_GATEWAY_ALERTS: readonly Alert[] = [
  alert({
    name: 'TelemetryGatewayDown',
    rules: [{ severity: 'critical', expression: promql('absent(up{job="otel-gateway"} == 1)'), for: '5m' }],
    summary: 'No collector takes telemetry',
    description:
      'Prometheus reaches no pod of otel-gateway. Applications cannot deliver; their SDKs drop what they cannot send.',
    dashboard: 'otel-pipeline',
    runbook: {
      meaning: 'Traces and metrics of applications are being lost: SDKs buffer a few seconds at most.',
      confirm: [
        {
          say: 'The pods and why they are not ready:',
          command: 'kubectl -n lang-observatory describe deployment/otel-gateway',
        },
        { say: 'What the collector said last:', command: LOGS },
      ],
      mend: [
        'If pods restart with an error in the configuration, undo the last change of `otel-gateway` in Git; the collector names the wrong key in its log.',
        'If pods are `OOMKilled`, raise `components.otel-gateway.resources` or `replicas.max`.',
        'If pods are `Pending`, the cluster has no room: `kubectl -n lang-observatory get events` names what is short.',
      ],
    },
  }),
  alert({
    name: 'SpansDropped',
    rules: [
      {
        severity: 'critical',
        expression: promql(
          'sum by (cluster, environment, exporter) (rate(otelcol_exporter_send_failed_spans_total[5m])) > 0 or sum by (cluster, environment, exporter) (rate(otelcol_exporter_enqueue_failed_spans_total[5m])) > 0',
        ),
        for: '5m',
      },
    ],
    summary: 'Traces are being lost on their way to Langfuse',
    description:
      'The exporter {{ $labels.exporter }} gives up {{ $value | humanize }} spans a second: its queue is full, or Langfuse refuses them for good.',
    dashboard: 'otel-pipeline',
    runbook: {
      meaning:
        'The collector retries for as long as Langfuse does not answer. Spans are lost only when the queue is full or the answer is final (400, 401, 413).',
      confirm: [
        {
          say: 'How full the queue is:',
          query: promql('max by (exporter) (otelcol_exporter_queue_size / otelcol_exporter_queue_capacity)'),
        },
        { say: 'What Langfuse answered:', command: LOGS },
        { say: 'The same where a sampler sends to Langfuse:', command: SAMPLER_LOGS },
        { say: 'Whether Langfuse is there:', query: promql('probe_success{job="langfuse-health"}') },
      ],
      mend: [
        'A full queue: mend what keeps Langfuse from answering first (see `LangfuseDown`). Until then raise `components.otel-gateway.queueSize`, and memory with it.',
        '401 in the log: the keys in Secret `langfuse-project-keys` are not those of a project. Check `kubectl -n lang-observatory get externalsecret/langfuse-project-keys`.',
        '413 or 400: an application sends spans that Langfuse does not take. The log names the trace; look at its attributes.',
      ],
    },
  }),
  alert({
    name: 'SpansRefused',
    rules: [
      {
        severity: 'warning',
        expression: promql(
          'sum by (cluster, environment, receiver) (rate(otelcol_receiver_refused_spans_total{job="otel-gateway"}[5m])) > 0',
        ),
        for: '10m',
      },
    ],
    summary: 'The collector sends applications away',
    description:
      'The receiver {{ $labels.receiver }} refuses {{ $value | humanize }} spans a second, because the collector is short of memory. SDKs retry, and drop what waits too long.',
    dashboard: 'otel-pipeline',
    runbook: {
      meaning:
        'The memory limiter refuses before the pod dies. Nothing is lost yet where SDKs retry, but the pipeline is too small for what comes in.',
      confirm: [
        { say: 'Memory of each pod:', query: promql('otelcol_process_memory_rss_bytes') },
        { say: 'What comes in:', query: promql('sum by (receiver) (rate(otelcol_receiver_accepted_spans_total[5m]))') },
        {
          say: 'Whether there are as many pods as allowed:',
          command: 'kubectl -n lang-observatory get horizontalpodautoscaler/otel-gateway',
        },
      ],
      mend: [
        'If the autoscaler is at its limit, raise `components.otel-gateway.replicas.max`.',
        'If one application sends far more than before, ask its owners; `service_name` on the dashboard tells which.',
        'If a queue is full at the same time, memory is held by what waits: mend the exporter first (see `TelemetryQueueFilling`).',
      ],
    },
  }),
  alert({
    name: 'TelemetryQueueFilling',
    rules: [
      {
        severity: 'warning',
        expression: promql(
          'max by (cluster, environment, exporter) (otelcol_exporter_queue_size / otelcol_exporter_queue_capacity) > 0.5',
        ),
        for: '10m',
      },
    ],
    summary: 'Telemetry piles up in the collector',
    description:
      'The queue of {{ $labels.exporter }} is {{ $value | humanizePercentage }} full. When it is full, spans are lost.',
    dashboard: 'otel-pipeline',
    runbook: {
      meaning: 'The other end takes less than comes in. There is time to act until the queue is full.',
      confirm: [
        { say: 'How fast it fills:', query: promql('deriv(otelcol_exporter_queue_size[15m])') },
        { say: 'What the collector says of the other end:', command: LOGS },
      ],
      mend: [
        'For `otlp_http/langfuse`: look at the health of Langfuse web (`kubectl -n lang-observatory get deployment/langfuse-web`) and at its stores; raise `components.langfuse.web.replicas` if all are healthy and busy.',
        'For `load_balancing`: the samplers take too little. See `TraceSamplerDown`; if their memory is full (`otelcol_process_memory_rss_bytes`), raise `components.otel-sampler.replicas`.',
        'To gain time raise `components.otel-gateway.queueSize`, or `components.otel-sampler.queueSize` where the pod is a sampler.',
      ],
    },
  }),
  alert({
    name: 'MetricsExportFailing',
    rules: [
      {
        severity: 'warning',
        expression: promql(
          'sum by (cluster, environment, exporter) (rate(otelcol_exporter_send_failed_metric_points_total[5m])) > 0',
        ),
        for: '10m',
      },
    ],
    summary: 'Metrics of applications do not reach Prometheus',
    description:
      'The exporter {{ $labels.exporter }} loses {{ $value | humanize }} data points a second. Dashboards and objectives about LLM traffic have holes.',
    dashboard: 'otel-pipeline',
    needs: ['prometheus'],
    runbook: {
      meaning:
        'Prometheus refuses samples, or does not answer. Each exporter writes to one replica, so the others may be whole.',
      confirm: [
        { say: 'What Prometheus answered:', command: LOGS },
        {
          say: 'Samples that Prometheus refuses as out of order:',
          query: promql('rate(prometheus_target_scrapes_sample_out_of_order_total[5m])'),
        },
        {
          say: 'The replicas of Prometheus:',
          command: 'kubectl -n lang-observatory get pods -l app.kubernetes.io/name=prometheus',
        },
      ],
      mend: [
        'If a replica is not ready, `kubectl -n lang-observatory describe statefulset/prometheus-kps` tells why; a full volume is the usual reason (see `StoreNearFull`).',
        '"out of order" for one application: two of its processes write the same series. Give each its own `service.instance.id`.',
      ],
    },
  }),
];
