/** Model servers: they cannot be read, have more requests than they can work on, or no room for them. */
import { type Alert, alert } from '../../telemetry/alert.ts';
import { promql } from '../../telemetry/promql.ts';
import { modelServing } from './handle.ts';

const PODS = { caption: 'The pods and their events:', command: 'kubectl -n <namespace> describe pod/<pod>' } as const;

export const MODEL_SERVING_ALERTS: readonly Alert[] = [
  alert({
    name: 'ModelServerNotScraped',
    rules: [
      {
        severity: 'warning',
        expression: promql(`up{job="${modelServing.probes.servers}"} == 0`),
        for: '10m',
      },
    ],
    summary: 'Prometheus cannot read the metrics of a model server',
    description:
      'The pod {{ $labels.pod }} in the namespace {{ $labels.namespace }} does not respond at its port for metrics. It may be down, or only its metrics are.',
    dashboard: 'model-serving',
    runbook: {
      meaning:
        'The server does not serve models, or it serves them and nobody sees how. While it loads a model, a server does not respond either.',
      diagnosis: [
        { caption: 'Which pods do not respond:', query: promql(`up{job="${modelServing.probes.servers}"} == 0`) },
        PODS,
        { caption: 'Its log:', command: 'kubectl -n <namespace> logs <pod> --tail=100' },
      ],
      mitigation: [
        'The pod restarts with `CUDA out of memory`: the model does not fit. Decrease the share of the memory or the length of the context, or use more GPUs.',
        'The pod is ready: a network policy of its namespace may deny Prometheus. Allow pods with the label `app.kubernetes.io/name: prometheus` of the namespace `lang-observatory` to the port for metrics.',
        'The port is another one: set `port` of this server in `components.model-serving.servers`. SGLang serves metrics only with `--enable-metrics`.',
      ],
    },
  }),
  alert({
    name: 'ModelQueueLong',
    rules: [
      {
        severity: 'warning',
        expression: promql(
          'sum by (cluster, environment, engine, model, namespace) (llm:serving_waiting:requests) > 2 * sum by (cluster, environment, engine, model, namespace) (llm:serving_running:requests) and sum by (cluster, environment, engine, model, namespace) (llm:serving_waiting:requests) > 10',
        ),
        for: '10m',
      },
    ],
    summary: 'Requests wait for a model server',
    description:
      '{{ $value | humanize }} requests wait for the model {{ $labels.model }} ({{ $labels.engine }}), more than twice as many as are worked on. Users wait for the first token.',
    dashboard: 'model-serving',
    runbook: {
      meaning: 'More requests arrive than the servers of the model can work on at once.',
      diagnosis: [
        {
          caption: 'Requests that wait, by server: if only one has many, they are not balanced:',
          query: promql('sum by (model, pod) (llm:serving_waiting:requests)'),
        },
        { caption: 'Use of the KV cache:', query: promql('max by (model, pod) (llm:serving_kv_cache:ratio)') },
        {
          caption: 'Time until the first token, of nine in ten requests:',
          query: promql('histogram_quantile(0.9, sum by (le, model) (llm:serving_time_to_first_token_seconds:rate5m))'),
        },
      ],
      mitigation: [
        'The KV cache is full: see [ModelCacheFull].',
        'All servers are busy: add replicas, or limit the requests at the gateway.',
        'Only some are busy: balance by load, for example with the router of llm-d, instead of by connection.',
      ],
    },
  }),
  alert({
    name: 'ModelCacheFull',
    rules: [
      {
        severity: 'warning',
        expression: promql(
          'max by (cluster, environment, engine, model, namespace, pod) (llm:serving_kv_cache:ratio) > 0.95',
        ),
        for: '15m',
      },
    ],
    summary: 'The KV cache of a model server is full',
    description:
      'The KV cache of {{ $labels.pod }} ({{ $labels.model }}) is {{ $value | humanizePercentage }} full. New requests wait, and running ones may be begun again.',
    dashboard: 'model-serving',
    runbook: {
      meaning:
        'The keys and values of all running requests must fit into the memory of the GPU. When there is no room, a server puts requests off, and does work twice.',
      diagnosis: [
        {
          caption: 'Requests per second that lost their place:',
          query: promql('sum by (model, pod) (llm:serving_preemptions:rate5m)'),
        },
        {
          caption: 'Tokens of prompts per second:',
          query: promql('sum by (model, pod) (llm:serving_prompt_tokens:rate5m)'),
        },
      ],
      mitigation: [
        'Prompts became longer: limit the length of the context, or the number of requests at once.',
        'Load became higher: add replicas.',
        'There is memory left on the GPU: give the server a larger share of it (`--gpu-memory-utilization` of vLLM, `--mem-fraction-static` of SGLang), or store the cache with fewer bits.',
      ],
    },
  }),
];
