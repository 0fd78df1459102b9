/** NGINX Gateway Fabric: its controller, and the NGINX agent beside each proxy, which writes OTel names as Prometheus does. */
import { counter, gauge, histogram, metricsOf } from './metric.ts';

export const NGINX_GATEWAY = [
  ...metricsOf(
    {
      emitter: 'nginx-gateway',
      delivery: 'scraped',
      source: 'nginx/nginx-gateway-fabric:internal/controller/metrics/collectors/controller.go',
      labels: ['class'],
    },
    [
      histogram(
        'nginx_gateway_fabric_event_batch_processing_milliseconds',
        'milliseconds',
        [],
        'How long the controller takes to turn a change into configuration.',
      ),
    ],
  ),
  ...metricsOf(
    {
      emitter: 'nginx-gateway',
      delivery: 'scraped',
      source: 'nginx/agent:internal/collector/nginxreceiver/metadata.yaml',
      labels: ['instance_id', 'instance_type'],
    },
    [
      counter('nginx_http_requests_total', 'count', [], 'Requests of clients.'),
      counter(
        'nginx_http_connections_total',
        'count',
        ['nginx_connections_outcome'],
        'Connections: ACCEPTED or HANDLED.',
      ),
      gauge(
        'nginx_http_connection_count_connections',
        'count',
        ['nginx_connections_outcome'],
        'Connections at present.',
      ),
      gauge(
        'nginx_http_response_count_responses',
        'count',
        ['nginx_status_range'],
        'Answers since the last collection, by range of status.',
      ),
    ],
  ),
];
