/** Capacity: what will be full, and when. */
import { type DashboardDrawing, dashboard, row } from '../grafana/dashboard.ts';
import { orZero } from '../grafana/expressions.ts';
import { stat, timeSeries } from '../grafana/panels.ts';
import { query } from '../grafana/query.ts';
import { inStack, placeVariables } from '../grafana/stack.ts';
import { table } from '../grafana/table.ts';

const CLAIM = 'environment, cluster, persistentvolumeclaim';
const used = `kubelet_volume_stats_used_bytes{${inStack()}}`;
const available = `kubelet_volume_stats_available_bytes{${inStack()}}`;
const size = `kubelet_volume_stats_capacity_bytes{${inStack()}}`;
const USED_SHARE = `max by (${CLAIM}) (${used} / ${size})`;

/** Days until a volume is full at the growth of this window; nothing for one that does not grow. */
const daysLeft = (window: string): string =>
  `min by (${CLAIM}) (${available} / (deriv(${used}[${window}]) > 0)) / 86400`;

const MEMORY = `max by (cluster, pod, container) (container_memory_working_set_bytes{${inStack('container!=""')}} / (container_spec_memory_limit_bytes{${inStack('container!=""')}} > 0))`;
const throttled = (what: 'cfs_throttled_periods' | 'cfs_periods'): string =>
  `sum by (cluster, pod, container) (rate(container_cpu_${what}_total{${inStack('container!=""')}}[$__rate_interval]))`;

export const capacity: DashboardDrawing = () =>
  dashboard({
    uid: 'capacity',
    title: 'Capacity',
    description: 'What will be full, and when.',
    tags: ['stack'],
    from: 'now-7d',
    variables: placeVariables(),
    rows: [
      row(
        'Now',
        stat({
          title: 'First volume full in',
          description: 'Days, at the growth of the last day.',
          unit: 'd',
          decimals: 0,
          limits: { warn: 14, bad: 4 },
          queries: [query(`min(${daysLeft('1d')})`, 'days')],
          empty: 'nothing grows',
        }),
        stat({
          title: 'Fullest volume',
          description: 'Share that is used.',
          unit: 'percentunit',
          limits: { warn: 0.75, bad: 0.9 },
          queries: [query(`max(${USED_SHARE})`, 'used')],
        }),
        stat({
          title: 'Memory of Valkey',
          description: 'Share of maxmemory: at 100 % writes fail.',
          unit: 'percentunit',
          limits: { warn: 0.7, bad: 0.9 },
          queries: [
            query(`max(redis_memory_used_bytes{${inStack()}} / (redis_memory_max_bytes{${inStack()}} > 0))`, 'used'),
          ],
          empty: 'no limit',
        }),
        stat({
          title: 'Connections of PostgreSQL',
          description: 'Share of max_connections on the fullest server.',
          unit: 'percentunit',
          limits: { warn: 0.7, bad: 0.9 },
          queries: [
            query(
              `max(sum by (cluster, pod) (cnpg_backends_total{${inStack()}}) / max by (cluster, pod) (cnpg_pg_settings_setting{${inStack('name="max_connections"')}}))`,
              'used',
            ),
          ],
        }),
        stat({
          title: 'Containers near their limit',
          description:
            'Containers that use more than nine tenths of the memory they may use: the next step is to be killed.',
          unit: 'short',
          limits: { warn: 1, bad: 3 },
          queries: [query(orZero(`count(${MEMORY} > 0.9)`), 'containers')],
        }),
        stat({
          title: 'Autoscalers at their end',
          description: 'Autoscalers that have as many pods as they may: they cannot help any more.',
          unit: 'short',
          limits: { warn: 1, bad: 2 },
          queries: [
            query(
              orZero(
                `count(kube_horizontalpodautoscaler_status_current_replicas{${inStack()}} >= kube_horizontalpodautoscaler_spec_max_replicas{${inStack()}})`,
              ),
              'autoscalers',
            ),
          ],
        }),
      ),
      row(
        'Volumes',
        table({
          title: 'Volumes',
          description: 'Days until each is full, at the growth of a day and of a week; empty where it does not grow.',
          rows: { environment: 'Environment', cluster: 'Cluster', persistentvolumeclaim: 'Volume' },
          columns: [
            { query: query(USED_SHARE, 'Used'), unit: 'percentunit', decimals: 0, limits: { warn: 0.75, bad: 0.9 } },
            { query: query(`max by (${CLAIM}) (${size})`, 'Size'), unit: 'bytes' },
            {
              query: query(daysLeft('1d'), 'Full in, by the day'),
              unit: 'd',
              decimals: 0,
              limits: { warn: 14, bad: 4 },
            },
            {
              query: query(daysLeft('7d'), 'Full in, by the week'),
              unit: 'd',
              decimals: 0,
              limits: { warn: 30, bad: 7 },
            },
            {
              query: query(
                `max by (${CLAIM}) (1 - kubelet_volume_stats_inodes_free{${inStack()}} / kubelet_volume_stats_inodes{${inStack()}})`,
                'Files used',
              ),
              unit: 'percentunit',
              decimals: 0,
              limits: { warn: 0.75, bad: 0.9 },
            },
          ],
          sort: 'Used',
          height: 10,
        }),
        timeSeries({
          title: 'Volumes, used',
          description: 'Share that is used.',
          unit: 'percentunit',
          min: 0,
          max: 1,
          limits: { warn: 0.75, bad: 0.9 },
          queries: [query(USED_SHARE, '{{cluster}} {{persistentvolumeclaim}}')],
        }),
        timeSeries({
          title: 'Volumes, in a week',
          description: 'Share that will be used in seven days, if it goes on as in the last day.',
          unit: 'percentunit',
          limits: { warn: 0.75, bad: 1 },
          queries: [
            query(
              `max by (${CLAIM}) (predict_linear(${used}[1d], 7 * 86400) / ${size})`,
              '{{cluster}} {{persistentvolumeclaim}}',
            ),
          ],
        }),
      ),
      row(
        'Growth of stores',
        timeSeries({
          title: 'ClickHouse',
          description: 'Bytes per day by which all tables grow.',
          unit: 'bytes',
          width: 8,
          queries: [
            query(
              `sum by (cluster) (deriv(ClickHouseAsyncMetrics_TotalBytesOfMergeTreeTables{${inStack()}}[1d])) * 86400`,
              '{{cluster}}',
            ),
          ],
        }),
        timeSeries({
          title: 'PostgreSQL',
          description: 'Bytes per day by which each database grows.',
          unit: 'bytes',
          width: 8,
          queries: [
            query(
              `max by (cluster, datname) (deriv(cnpg_pg_database_size_bytes{${inStack('datname!~"template.*|postgres"')}}[1d])) * 86400`,
              '{{cluster}} {{datname}}',
            ),
          ],
        }),
        timeSeries({
          title: 'Prometheus',
          description: 'How far back samples go: less than the retention means that the volume is too small.',
          unit: 'd',
          width: 8,
          queries: [
            query(
              `max by (cluster) (time() - prometheus_tsdb_lowest_timestamp_seconds{${inStack()}}) / 86400`,
              '{{cluster}}',
            ),
          ],
        }),
      ),
      row(
        'Pods',
        timeSeries({
          title: 'Memory against limits',
          description: 'Share of the limit; the ten that are nearest to it.',
          unit: 'percentunit',
          min: 0,
          max: 1,
          limits: { warn: 0.8, bad: 0.9 },
          queries: [query(`topk(10, ${MEMORY})`, '{{pod}} {{container}}')],
        }),
        timeSeries({
          title: 'Waiting for the processor',
          description:
            'Share of periods in which a container had to wait because of its limit; the ten that wait most.',
          unit: 'percentunit',
          min: 0,
          max: 1,
          queries: [
            query(
              `topk(10, ${throttled('cfs_throttled_periods')} / ${throttled('cfs_periods')})`,
              '{{pod}} {{container}}',
            ),
          ],
          empty: 'no limits on processors',
        }),
      ),
    ],
  });
