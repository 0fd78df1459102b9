/** Capacity: volumes, memory and limits that are nearly full. */
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
    description: 'Volumes, memory and limits that are nearly full, and when they will be full.',
    tags: ['stack'],
    from: 'now-7d',
    variables: placeVariables(),
    rows: [
      row(
        'Now',
        stat({
          title: 'First volume full in',
          description: 'Days until the first volume is full, at the growth of the last day.',
          unit: 'd',
          decimals: 0,
          limits: { warn: 14, bad: 4 },
          queries: [query(`min(${daysLeft('1d')})`, 'days')],
          empty: 'no growth',
        }),
        stat({
          title: 'Fullest volume',
          description: 'Used share of the volume with the least free space.',
          unit: 'percentunit',
          limits: { warn: 0.75, bad: 0.9 },
          queries: [query(`max(${USED_SHARE})`, 'used')],
        }),
        stat({
          title: 'Valkey memory',
          description: 'Used share of maxmemory. Writes fail at 100 %.',
          unit: 'percentunit',
          limits: { warn: 0.7, bad: 0.9 },
          queries: [
            query(`max(redis_memory_used_bytes{${inStack()}} / (redis_memory_max_bytes{${inStack()}} > 0))`, 'used'),
          ],
          empty: 'no limit',
        }),
        stat({
          title: 'PostgreSQL connections',
          description: 'Used share of max_connections, on the server with the most connections.',
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
            'Containers that use more than 90 % of their memory limit. Containers that exceed the limit are killed.',
          unit: 'short',
          limits: { warn: 1, bad: 3 },
          queries: [query(orZero(`count(${MEMORY} > 0.9)`), 'containers')],
        }),
        stat({
          title: 'Autoscalers at maximum',
          description: 'HorizontalPodAutoscalers with the maximum number of pods: they cannot scale up further.',
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
          description:
            'Days until each volume is full, at the growth of the last day and of the last week. Empty: the volume does not grow.',
          rows: { environment: 'Environment', cluster: 'Cluster', persistentvolumeclaim: 'Volume' },
          columns: [
            { query: query(USED_SHARE, 'Used'), unit: 'percentunit', decimals: 0, limits: { warn: 0.75, bad: 0.9 } },
            { query: query(`max by (${CLAIM}) (${size})`, 'Size'), unit: 'bytes' },
            {
              query: query(daysLeft('1d'), 'Full in (growth of 1 day)'),
              unit: 'd',
              decimals: 0,
              limits: { warn: 14, bad: 4 },
            },
            {
              query: query(daysLeft('7d'), 'Full in (growth of 7 days)'),
              unit: 'd',
              decimals: 0,
              limits: { warn: 30, bad: 7 },
            },
            {
              query: query(
                `max by (${CLAIM}) (1 - kubelet_volume_stats_inodes_free{${inStack()}} / kubelet_volume_stats_inodes{${inStack()}})`,
                'Inodes used',
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
          title: 'Volume usage',
          description: 'Used share of each volume.',
          unit: 'percentunit',
          min: 0,
          max: 1,
          limits: { warn: 0.75, bad: 0.9 },
          queries: [query(USED_SHARE, '{{cluster}} {{persistentvolumeclaim}}')],
        }),
        timeSeries({
          title: 'Volume usage in 7 days',
          description: 'Predicted used share in seven days, at the growth of the last day.',
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
          title: 'Growth of ClickHouse per day',
          description: 'Bytes by which all tables grow in a day.',
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
          title: 'Growth of PostgreSQL per day',
          description: 'Bytes by which each database grows in a day.',
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
          title: 'History in Prometheus',
          description: 'Age of the oldest sample. If it stays below the retention, the volume is too small.',
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
          title: 'Memory usage against limits',
          description: 'Used share of the memory limit, for the ten containers with the highest share.',
          unit: 'percentunit',
          min: 0,
          max: 1,
          limits: { warn: 0.8, bad: 0.9 },
          queries: [query(`topk(10, ${MEMORY})`, '{{pod}} {{container}}')],
        }),
        timeSeries({
          title: 'CPU throttling',
          description:
            'Share of CPU periods in which a container was throttled by its CPU limit, for the ten containers with the highest share.',
          unit: 'percentunit',
          min: 0,
          max: 1,
          queries: [
            query(
              `topk(10, ${throttled('cfs_throttled_periods')} / ${throttled('cfs_periods')})`,
              '{{pod}} {{container}}',
            ),
          ],
          empty: 'no CPU limits',
        }),
      ),
    ],
  });
