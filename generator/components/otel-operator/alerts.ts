/** The webhook is away: pods start, and nothing is put into them. */
import { type Alert, alert } from '../../telemetry/alert.ts';
import { promql } from '../../telemetry/promql.ts';
import { otelOperator } from './handle.ts';

const JOB = `job="${otelOperator.probes.webhook}"`;

export const OTEL_OPERATOR_ALERTS: readonly Alert[] = [
  alert({
    name: 'InstrumentationWebhookDown',
    rules: [{ severity: 'warning', expression: promql(`absent(up{${JOB}} == 1)`), for: '10m' }],
    summary: 'Applications start without instrumentation',
    description:
      'Prometheus cannot scrape any pod of otel-operator. Pods that ask for instrumentation start without it; those that have it are not affected.',
    dashboard: 'otel-pipeline',
    runbook: {
      meaning:
        'The API server goes on without the webhook, so that no application has to wait for it. What starts meanwhile sends no telemetry until its pods are started anew.',
      diagnosis: [
        { caption: 'Pods and their events:', command: 'kubectl -n otel-operator describe deployment/otel-operator' },
        {
          caption: 'Recent logs of the webhook:',
          command: 'kubectl -n otel-operator logs deployment/otel-operator --tail=100',
        },
        {
          caption: 'The certificate of the webhook:',
          command: 'kubectl -n otel-operator describe certificate/otel-operator-serving-cert',
        },
        {
          caption: 'Requests of the API server, per second and by HTTP status:',
          query: promql(
            `sum by (code) (rate(controller_runtime_webhook_requests_total{${JOB}, webhook="/mutate-v1-pod"}[5m]))`,
          ),
        },
      ],
      mitigation: [
        'Pods wait for the volume `cert`: cert-manager has not issued the certificate. Check the logs of cert-manager.',
        'Pods are `OOMKilled`: the webhook holds every ReplicaSet and Job of the cluster in memory. Increase `components.otel-operator.resources`.',
        'The log says `unknown flag` or `unknown command`: another version of the chart starts the operator differently. Remove `components.otel-operator.version`.',
        'When it is back, start the pods anew that lack the instrumentation: `kubectl -n <namespace> rollout restart deployment/<application>`.',
      ],
    },
  }),
];
