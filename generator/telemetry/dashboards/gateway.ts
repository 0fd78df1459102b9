/** The gateway, probes of the public addresses, certificates and secrets. */
import { type DashboardDrawing, dashboard, row } from '../grafana/dashboard.ts';
import { perSecond, quantile, share } from '../grafana/expressions.ts';
import { stat, states, timeSeries } from '../grafana/panels.ts';
import { query } from '../grafana/query.ts';
import { faults, inClusters, placeVariables } from '../grafana/stack.ts';
import { BLUE, GREEN, RED, UP, YELLOW } from '../grafana/style.ts';
import { table } from '../grafana/table.ts';

const RESPONSES = 'nginx_http_response_count_responses';
const responses = (...more: readonly string[]): string => `sum(${RESPONSES}{${inClusters(...more)}})`;
const CERTIFICATES = 'cluster, exported_namespace, name';
/** Days until a moment. */
const daysUntil = (timestamp: string): string => `(${timestamp} - time()) / 86400`;
const EXPIRY = `certmanager_certificate_expiration_timestamp_seconds{${inClusters()}}`;
const NOT_SYNCED = `externalsecret_status_condition{${inClusters('condition="Ready"', 'status="False"')}} == 1`;
const rate = (counter: string, by = ''): string => perSecond(counter, inClusters(), by);

export const gateway: DashboardDrawing = () =>
  dashboard({
    uid: 'gateway',
    title: 'Gateway, certificates and secrets',
    description: 'Whether users can reach the UIs, when certificates expire, and whether secrets are synchronized.',
    tags: ['stack'],
    variables: placeVariables(),
    rows: [
      row(
        'Now',
        faults('Addresses down', 'Addresses whose probe fails.', `count(probe_success{${inClusters()}} == 0)`),
        stat({
          title: 'Requests',
          description: 'Requests per second at the gateway.',
          unit: 'reqps',
          queries: [query(rate('nginx_http_requests_total'), 'requests')],
          empty: 'no gateway',
        }),
        stat({
          title: 'Server errors',
          description: 'Share of responses with status 5xx.',
          unit: 'percentunit',
          limits: { warn: 0.01, bad: 0.05 },
          queries: [query(share(responses('nginx_status_range="5xx"'), responses()), '5xx')],
          empty: 'no gateway',
        }),
        stat({
          title: 'Next certificate to expire',
          description: 'Days until it expires. cert-manager renews a certificate when a third of its lifetime is left.',
          unit: 'd',
          decimals: 0,
          limits: { warn: 21, bad: 7 },
          queries: [query(`min(${daysUntil(EXPIRY)})`, 'days')],
          empty: 'no certificates',
        }),
        faults(
          'Certificates not ready',
          'Certificates that could not be issued or renewed.',
          `count(certmanager_certificate_ready_status{${inClusters('condition="False"')}} == 1)`,
        ),
        faults(
          'Secrets not synced',
          'ExternalSecrets that cannot be read from their secret store.',
          `count(${NOT_SYNCED})`,
        ),
      ),
      row(
        'Probes',
        states({
          title: 'Addresses',
          description: 'Whether the probe of each address succeeds.',
          unit: 'short',
          ...UP,
          height: 8,
          queries: [query(`min by (instance) (probe_success{${inClusters()}})`, '{{instance}}')],
          empty: 'nothing probed',
        }),
        timeSeries({
          title: 'Duration of probes',
          description: 'Duration of the probe of each address.',
          unit: 's',
          queries: [query(`max by (instance) (probe_duration_seconds{${inClusters()}})`, '{{instance}}')],
          empty: 'nothing probed',
        }),
      ),
      row(
        'Gateway',
        timeSeries({
          title: 'Requests by proxy',
          description: 'Requests per second.',
          unit: 'reqps',
          width: 8,
          queries: [query(rate('nginx_http_requests_total', 'pod'), '{{pod}}')],
          empty: 'no gateway',
        }),
        timeSeries({
          title: 'Responses by status',
          description: 'Share of responses, by range of status codes.',
          unit: 'percentunit',
          width: 8,
          queries: [
            query(
              `sum by (nginx_status_range) (${RESPONSES}{${inClusters()}}) / on () group_left () ${responses()}`,
              '{{nginx_status_range}}',
            ),
          ],
          colours: { '2xx': GREEN, '3xx': BLUE, '4xx': YELLOW, '5xx': RED },
          empty: 'no gateway',
        }),
        timeSeries({
          title: 'Connections',
          description: 'Current connections, by state.',
          unit: 'short',
          width: 8,
          queries: [
            query(
              `sum by (nginx_connections_outcome) (nginx_http_connection_count_connections{${inClusters()}})`,
              '{{nginx_connections_outcome}}',
            ),
          ],
          empty: 'no gateway',
        }),
        timeSeries({
          title: 'Configuration change, p95',
          description: 'Time that the controller needs to apply a change of a route. 95 % of the changes are faster.',
          unit: 'ms',
          queries: [
            query(quantile(0.95, 'nginx_gateway_fabric_event_batch_processing_milliseconds', inClusters()), 'p95'),
          ],
          empty: 'no changes',
        }),
        timeSeries({
          title: 'Controller errors',
          description:
            'Failed reconciliations per second: of cert-manager by controller, and of External Secrets in total.',
          unit: 'cps',
          queries: [
            query(rate('certmanager_controller_sync_error_count', 'controller'), '{{controller}}'),
            query(rate('externalsecret_sync_calls_error'), 'external-secrets'),
          ],
          empty: 'none',
        }),
      ),
      row(
        'Certificates and secrets',
        table({
          title: 'Certificates',
          description: 'Days until each certificate expires, and until cert-manager renews it.',
          rows: { cluster: 'Cluster', exported_namespace: 'Namespace', name: 'Certificate' },
          columns: [
            {
              query: query(`min by (${CERTIFICATES}) (${daysUntil(EXPIRY)})`, 'Expires in'),
              unit: 'd',
              decimals: 0,
              limits: { warn: 21, bad: 7 },
            },
            {
              query: query(
                `min by (${CERTIFICATES}) (${daysUntil(`certmanager_certificate_renewal_timestamp_seconds{${inClusters()}}`)})`,
                'Renewed in',
              ),
              unit: 'd',
              decimals: 0,
            },
          ],
          sort: 'Certificate',
          width: 12,
          empty: 'no certificates',
        }),
        table({
          title: 'Secrets not synced',
          description:
            'ExternalSecrets that cannot be read from their secret store. Existing Secrets keep their old values.',
          rows: { cluster: 'Cluster', exported_namespace: 'Namespace', name: 'ExternalSecret' },
          columns: [
            { query: query(`sum by (cluster, exported_namespace, name) (${NOT_SYNCED})`, 'Failing'), unit: 'short' },
          ],
          sort: 'ExternalSecret',
          width: 12,
          empty: 'all synced',
        }),
      ),
    ],
  });
