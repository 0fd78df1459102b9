/** Fleet: all clusters in one picture. Complete on a Prometheus that has the series of all of them. */
import { type DashboardDrawing, dashboard, row } from '../grafana/dashboard.ts';
import { orZero, perSecond, quantile, share } from '../grafana/expressions.ts';
import { FIRING_ALERTS } from '../grafana/firing-alerts.ts';
import { CALLS, COST } from '../grafana/gen-ai.ts';
import { runbookOfAlert, toDashboard } from '../grafana/links.ts';
import { stat, states, timeSeries } from '../grafana/panels.ts';
import { query } from '../grafana/query.ts';
import { inClusters, placeVariables } from '../grafana/stack.ts';
import { UP } from '../grafana/style.ts';
import { table } from '../grafana/table.ts';

const CLUSTER = 'environment, cluster';
const firing = (...more: readonly string[]): string => `ALERTS{${inClusters(FIRING_ALERTS, ...more)}}`;
const PROBES = `probe_success{${inClusters()}}`;

/** As the applications measure it: a gateway or server measures the same calls again. */
const ofClients = (...more: readonly string[]): string => inClusters('measured_by="client"', ...more);

const calls = (by = ''): string => perSecond(`${CALLS}_count`, ofClients(), by);
const failures = (by = ''): string => perSecond(`${CALLS}_count`, ofClients('error_type!=""'), by);
const cost = (by = ''): string => `${perSecond(COST, ofClients(), by)} * 3600`;
const down = (by: string): string => `sum by (${by}) (up{${inClusters()}} == bool 0)`;

export const fleet: DashboardDrawing = () =>
  dashboard({
    uid: 'fleet',
    title: 'Fleet',
    description: 'All clusters: traffic, cost, and clusters with problems.',
    tags: ['llm', 'stack'],
    variables: placeVariables(),
    rows: [
      row(
        'Now',
        stat({
          title: 'Clusters',
          description: 'Clusters with metrics in this Prometheus.',
          unit: 'short',
          queries: [query(`count(count by (cluster) (up{${inClusters()}}))`, 'clusters')],
        }),
        stat({
          title: 'Clusters with critical alerts',
          description: 'Clusters with a firing critical alert.',
          unit: 'short',
          limits: { warn: 1, bad: 3 },
          queries: [query(orZero(`count(count by (cluster) (${firing('severity="critical"')}))`), 'clusters')],
        }),
        stat({
          title: 'Calls',
          description: 'Calls to models per second, in all clusters.',
          unit: 'reqps',
          queries: [query(calls(), 'calls')],
          links: [toDashboard('llm-overview', 'LLM overview')],
          empty: 'nothing sent yet',
        }),
        stat({
          title: 'Failures',
          description: 'Share of failed calls, in all clusters.',
          unit: 'percentunit',
          decimals: 2,
          limits: { warn: 0.01, bad: 0.05 },
          queries: [query(share(failures(), calls()), 'failed')],
          empty: 'nothing sent yet',
        }),
        stat({
          title: 'Cost per hour',
          description: 'Cost in all clusters, at the current rate.',
          unit: 'currencyUSD',
          decimals: 2,
          queries: [query(cost(), 'per hour')],
          links: [toDashboard('llm-cost', 'LLM cost')],
          empty: 'nothing sent yet',
        }),
        stat({
          title: 'Lowest error budget',
          description: 'Remaining error budget of the objective with the lowest one.',
          unit: 'percentunit',
          decimals: 0,
          limits: { warn: 0.25, bad: 0 },
          queries: [query(`min(slo:error_budget:remaining_ratio{${inClusters()}})`, 'left')],
          links: [toDashboard('slos', 'Objectives')],
          empty: 'no objectives',
        }),
      ),
      row(
        'Clusters',
        table({
          title: 'Clusters',
          description: 'One row per cluster. You can sort by any column.',
          rows: { environment: 'Environment', cluster: 'Cluster' },
          columns: [
            { query: query(`sum by (${CLUSTER}) (${firing()})`, 'Alerts'), unit: 'short', limits: { warn: 1, bad: 3 } },
            { query: query(`count by (${CLUSTER}) (up{${inClusters()}})`, 'Targets'), unit: 'short' },
            { query: query(down(CLUSTER), 'Targets down'), unit: 'short', limits: { warn: 1, bad: 3 } },
            { query: query(calls(CLUSTER), 'Calls'), unit: 'reqps' },
            {
              query: query(share(failures(CLUSTER), calls(CLUSTER)), 'Failures'),
              unit: 'percentunit',
              limits: { warn: 0.01, bad: 0.05 },
            },
            {
              query: query(quantile(0.95, CALLS, ofClients(), CLUSTER), 'Latency, p95'),
              unit: 's',
              limits: { warn: 10, bad: 30 },
            },
            { query: query(cost(CLUSTER), 'Cost per hour'), unit: 'currencyUSD', decimals: 2 },
            {
              query: query(
                `sum by (${CLUSTER}) (max by (${CLUSTER}, queue) (langfuse_queue_depth{${inClusters('type="waiting"')}}))`,
                'Waiting in queues',
              ),
              unit: 'short',
              limits: { warn: 1000, bad: 10_000 },
            },
            {
              query: query(
                `max by (${CLUSTER}) (kubelet_volume_stats_used_bytes{${inClusters()}} / kubelet_volume_stats_capacity_bytes{${inClusters()}})`,
                'Fullest volume',
              ),
              unit: 'percentunit',
              limits: { warn: 0.75, bad: 0.9 },
            },
            {
              query: query(`min by (${CLUSTER}) (slo:error_budget:remaining_ratio{${inClusters()}})`, 'Budget left'),
              unit: 'percentunit',
              decimals: 0,
              limits: { warn: 0.25, bad: 0 },
            },
          ],
          sort: 'Alerts',
          height: 12,
        }),
        states({
          title: 'Addresses',
          description: 'Whether all probes of each cluster succeed.',
          unit: 'short',
          ...UP,
          height: 8,
          queries: [query(`min by (cluster) (${PROBES})`, '{{cluster}}')],
          empty: 'nothing probed',
        }),
        table({
          title: 'Firing alerts',
          description: 'The name of an alert links to its runbook.',
          rows: { cluster: 'Cluster', alertname: 'Alert', severity: 'Severity' },
          columns: [{ query: query(`sum by (cluster, alertname, severity) (${firing()})`, 'Firing'), unit: 'short' }],
          sort: 'Firing',
          cellLinks: { alertname: runbookOfAlert() },
          width: 12,
          empty: 'none',
        }),
      ),
      row(
        'Over time',
        timeSeries({
          title: 'Calls by cluster',
          description: 'Calls per second.',
          unit: 'reqps',
          stacked: true,
          width: 8,
          queries: [query(calls('cluster'), '{{cluster}}')],
          empty: 'nothing sent yet',
        }),
        timeSeries({
          title: 'Failures by cluster',
          description: 'Share of failed calls.',
          unit: 'percentunit',
          min: 0,
          width: 8,
          queries: [query(share(failures('cluster'), calls('cluster')), '{{cluster}}')],
          empty: 'nothing sent yet',
        }),
        timeSeries({
          title: 'Cost per hour by cluster',
          description: 'US dollars per hour.',
          unit: 'currencyUSD',
          stacked: true,
          width: 8,
          queries: [query(cost('cluster'), '{{cluster}}')],
          empty: 'nothing sent yet',
        }),
      ),
    ],
  });
