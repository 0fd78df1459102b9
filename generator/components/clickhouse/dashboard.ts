/** ClickHouse, where Langfuse keeps traces, observations and scores. */

import { type DashboardDrawing, dashboard, row } from '../../telemetry/grafana/dashboard.ts';
import { perSecond, share } from '../../telemetry/grafana/expressions.ts';
import { stat, timeSeries } from '../../telemetry/grafana/panels.ts';
import { query } from '../../telemetry/grafana/query.ts';
import { faults, inPods, podPanels, podVariables } from '../../telemetry/grafana/stack.ts';
import { drillPanels } from '../restore-drill-panels.ts';
import { DRILL } from './backup-names.ts';

const event = (name: string, by = ''): string => perSecond(`ClickHouseProfileEvents_${name}`, inPods(), by);
const metric = (name: string): string => `ClickHouseMetrics_${name}{${inPods()}}`;
const asynchronous = (name: string): string => `ClickHouseAsyncMetrics_${name}{${inPods()}}`;

/** The variable uses a metric that only servers have, so that it does not list pods of Keeper. */
export const clickhouseDashboard: DashboardDrawing = () =>
  dashboard({
    uid: 'clickhouse',
    title: 'ClickHouse',
    description: 'The database with traces, observations and scores of Langfuse.',
    tags: ['store'],
    variables: podVariables('ClickHouseAsyncMetrics_MaxPartCountForPartition'),
    rows: [
      row(
        'Now',
        stat({
          title: 'Servers',
          description: 'Number of servers that Prometheus can scrape.',
          unit: 'short',
          queries: [query(`count(${asynchronous('Uptime')})`, 'servers')],
        }),
        faults(
          'Read-only tables',
          'Replicated tables that cannot be written because they have no connection to Keeper.',
          `sum(${metric('ReadonlyReplica')})`,
        ),
        stat({
          title: 'Failed queries',
          description: 'Share of failed queries.',
          unit: 'percentunit',
          limits: { warn: 0.01, bad: 0.05 },
          queries: [query(share(event('FailedQuery'), event('Query')), 'failed')],
        }),
        stat({
          title: 'Parts per partition',
          description:
            'Highest number of parts in a partition. ClickHouse delays inserts at 1,000 parts and rejects them at 3,000 (defaults).',
          unit: 'short',
          limits: { warn: 300, bad: 1000 },
          queries: [query(`max(${asynchronous('MaxPartCountForPartition')})`, 'parts')],
        }),
        stat({
          title: 'Replication delay',
          description: 'Delay of the slowest replicated table.',
          unit: 's',
          limits: { warn: 60, bad: 300 },
          queries: [query(`max(${asynchronous('ReplicasMaxAbsoluteDelay')})`, 'delay')],
        }),
        stat({
          title: 'Disk usage',
          description: 'Used share of the disk with the least free space.',
          unit: 'percentunit',
          limits: { warn: 0.75, bad: 0.9 },
          queries: [
            query(`max(1 - ${asynchronous('DiskAvailable_default')} / ${asynchronous('DiskTotal_default')})`, 'used'),
          ],
        }),
      ),
      row(
        'Queries',
        timeSeries({
          title: 'Queries',
          description: 'Queries per second, by type.',
          unit: 'ops',
          width: 6,
          queries: [
            query(event('SelectQuery'), 'SELECT'),
            query(event('InsertQuery'), 'INSERT'),
            query(event('FailedQuery'), 'failed'),
          ],
        }),
        timeSeries({
          title: 'Query duration, mean',
          description: 'Total duration divided by the number of finished queries.',
          unit: 's',
          width: 6,
          queries: [query(`${event('QueryTimeMicroseconds', 'pod')} / 1e6 / ${event('Query', 'pod')}`, '{{pod}}')],
        }),
        timeSeries({
          title: 'Concurrent queries',
          description: 'Queries that are running.',
          unit: 'short',
          width: 6,
          queries: [query(`sum by (pod) (${metric('Query')})`, '{{pod}}')],
        }),
        timeSeries({
          title: 'Rows read',
          description:
            'Rows per second that queries read: many more than they return, where they cannot use the order of a table.',
          unit: 'cps',
          width: 6,
          queries: [query(event('SelectedRows'), 'rows')],
        }),
      ),
      row(
        'Inserts and merges',
        timeSeries({
          title: 'Rows written',
          description: 'Rows per second that are inserted and merged.',
          unit: 'cps',
          width: 8,
          queries: [query(event('InsertedRows'), 'inserted'), query(event('MergedRows'), 'merged')],
        }),
        timeSeries({
          title: 'Delayed and rejected inserts',
          description: 'Inserts per second that were delayed or rejected because a partition has too many parts.',
          unit: 'cps',
          width: 8,
          queries: [query(event('DelayedInserts'), 'delayed'), query(event('RejectedInserts'), 'rejected')],
          empty: 'none',
        }),
        timeSeries({
          title: 'Parts and merges',
          description: 'Highest number of parts in a partition, and running merges.',
          unit: 'short',
          width: 8,
          queries: [
            query(`max(${asynchronous('MaxPartCountForPartition')})`, 'parts'),
            query(`sum(${metric('Merge')})`, 'merges'),
          ],
        }),
      ),
      row(
        'Replication',
        timeSeries({
          title: 'Replication delay by server',
          description: 'How far the slowest replicated table of each server is behind.',
          unit: 's',
          width: 8,
          queries: [query(`max by (pod) (${asynchronous('ReplicasMaxAbsoluteDelay')})`, '{{pod}}')],
        }),
        timeSeries({
          title: 'Replication queue',
          description: 'Parts that the table of each server with the longest queue has still to fetch or merge.',
          unit: 'short',
          width: 8,
          queries: [query(`max by (pod) (${asynchronous('ReplicasMaxQueueSize')})`, '{{pod}}')],
        }),
        timeSeries({
          title: 'Replication errors',
          width: 8,
          description: 'Failed fetches of parts from other replicas, and failed requests to Keeper, per second.',
          unit: 'cps',
          queries: [
            query(event('ReplicatedPartFailedFetches'), 'failed fetches'),
            query(event('ZooKeeperHardwareExceptions'), 'failed Keeper requests'),
          ],
          empty: 'none',
        }),
      ),
      row(
        'Size',
        timeSeries({
          title: 'Disk',
          description: 'Used and total disk space.',
          unit: 'bytes',
          min: 0,
          width: 8,
          queries: [
            query(`sum by (pod) (${asynchronous('DiskUsed_default')})`, '{{pod}} used'),
            query(`sum by (pod) (${asynchronous('DiskTotal_default')})`, '{{pod}} total'),
          ],
        }),
        timeSeries({
          title: 'Rows in tables',
          description: 'Rows in all MergeTree tables, on each server.',
          unit: 'short',
          width: 8,
          queries: [query(`sum by (pod) (${asynchronous('TotalRowsOfMergeTreeTables')})`, '{{pod}}')],
        }),
        timeSeries({
          title: 'Memory of ClickHouse',
          description: 'Memory that ClickHouse itself tracks.',
          unit: 'bytes',
          min: 0,
          width: 8,
          queries: [query(`sum by (pod) (${metric('MemoryTracking')})`, '{{pod}}')],
        }),
      ),
      row(
        'Backups',
        timeSeries({
          title: 'Age of the last backup',
          description: 'Time since the last completed backup of each kind.',
          unit: 's',
          min: 0,
          width: 6,
          queries: [
            query(`time() - max by (kind) (clickhouse_backup_last_success_timestamp_seconds{${inPods()}})`, '{{kind}}'),
          ],
          empty: 'no backups',
        }),
        timeSeries({
          title: 'Size of backups',
          description:
            'Bytes that the last backup of each kind wrote. An incremental one writes what is new since the last full one.',
          unit: 'bytes',
          min: 0,
          width: 6,
          queries: [query(`max by (kind) (clickhouse_backup_size_bytes{${inPods()}})`, '{{kind}}')],
          empty: 'no backups',
        }),
        timeSeries({
          title: 'Duration of backups',
          description: 'How long the last backup of each kind took.',
          unit: 's',
          min: 0,
          width: 6,
          queries: [query(`max by (kind) (clickhouse_backup_duration_seconds{${inPods()}})`, '{{kind}}')],
          empty: 'no backups',
        }),
        timeSeries({
          title: 'Failed backups',
          description: 'Backups that failed in the last day.',
          unit: 'short',
          min: 0,
          width: 6,
          queries: [
            query(`sum by (kind) (round(increase(clickhouse_backup_failures_total{${inPods()}}[1d])))`, '{{kind}}'),
          ],
          empty: 'none',
        }),
        ...drillPanels(DRILL),
      ),
      row('Pods', ...podPanels('clickhouse-.*')),
    ],
  });
