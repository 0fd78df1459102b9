/** ClickHouse, where Langfuse keeps traces, observations and scores. */
import { type DashboardDrawing, dashboard, row } from '../../telemetry/grafana/dashboard.ts';
import { perSecond, share } from '../../telemetry/grafana/expressions.ts';
import { stat, timeSeries } from '../../telemetry/grafana/panels.ts';
import { query } from '../../telemetry/grafana/query.ts';
import { faults, inPods, podPanels, podVariables } from '../../telemetry/grafana/stack.ts';

const event = (name: string, by = ''): string => perSecond(`ClickHouseProfileEvents_${name}`, inPods(), by);
const metric = (name: string): string => `ClickHouseMetrics_${name}{${inPods()}}`;
const asynchronous = (name: string): string => `ClickHouseAsyncMetrics_${name}{${inPods()}}`;

/** Keeper has the metrics of its own work only; what the servers alone have tells them apart. */
export const clickhouseDashboard: DashboardDrawing = () =>
  dashboard({
    uid: 'clickhouse',
    title: 'ClickHouse',
    description: 'Traces, observations and scores of Langfuse.',
    tags: ['store'],
    variables: podVariables('ClickHouseAsyncMetrics_MaxPartCountForPartition'),
    rows: [
      row(
        'Now',
        stat({
          title: 'Servers',
          description: 'Servers that can be scraped.',
          unit: 'short',
          queries: [query(`count(${asynchronous('Uptime')})`, 'servers')],
        }),
        faults(
          'Tables read-only',
          'Replicated tables that cannot be written: Keeper is lost to them.',
          `sum(${metric('ReadonlyReplica')})`,
        ),
        stat({
          title: 'Failed queries',
          description: 'Share of queries that failed.',
          unit: 'percentunit',
          limits: { warn: 0.01, bad: 0.05 },
          queries: [query(share(event('FailedQuery'), event('Query')), 'failed')],
        }),
        stat({
          title: 'Parts in a partition',
          description:
            'Most parts in one partition. ClickHouse slows inserts down, then refuses them (by default at 1,000 and 3,000).',
          unit: 'short',
          limits: { warn: 300, bad: 1000 },
          queries: [query(`max(${asynchronous('MaxPartCountForPartition')})`, 'parts')],
        }),
        stat({
          title: 'Replication delay',
          description: 'How far the slowest replicated table is behind.',
          unit: 's',
          limits: { warn: 60, bad: 300 },
          queries: [query(`max(${asynchronous('ReplicasMaxAbsoluteDelay')})`, 'delay')],
        }),
        stat({
          title: 'Disk used',
          description: 'Share of the fullest disk.',
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
          description: 'Per second.',
          unit: 'ops',
          width: 8,
          queries: [
            query(event('SelectQuery'), 'SELECT'),
            query(event('InsertQuery'), 'INSERT'),
            query(event('FailedQuery'), 'failed'),
          ],
        }),
        timeSeries({
          title: 'Duration of queries, mean',
          description: 'Time in queries over queries that ended.',
          unit: 's',
          width: 8,
          queries: [query(`${event('QueryTimeMicroseconds', 'pod')} / 1e6 / ${event('Query', 'pod')}`, '{{pod}}')],
        }),
        timeSeries({
          title: 'Queries at once',
          description: 'Queries that run at the moment.',
          unit: 'short',
          width: 8,
          queries: [query(`sum by (pod) (${metric('Query')})`, '{{pod}}')],
        }),
      ),
      row(
        'Inserts and merges',
        timeSeries({
          title: 'Rows',
          description: 'Rows per second: inserted, read by queries, merged.',
          unit: 'cps',
          width: 8,
          queries: [
            query(event('InsertedRows'), 'inserted'),
            query(event('SelectedRows'), 'read'),
            query(event('MergedRows'), 'merged'),
          ],
        }),
        timeSeries({
          title: 'Inserts held back',
          description: 'Inserts per second that were slowed down or refused because a partition has too many parts.',
          unit: 'cps',
          width: 8,
          queries: [query(event('DelayedInserts'), 'delayed'), query(event('RejectedInserts'), 'refused')],
          empty: 'none',
        }),
        timeSeries({
          title: 'Parts and merges',
          description: 'Most parts in one partition, and merges that run.',
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
          title: 'Delay and queue',
          description: 'Seconds behind, and entries that wait, of the slowest replicated table.',
          unit: 'short',
          queries: [
            query(`max by (pod) (${asynchronous('ReplicasMaxAbsoluteDelay')})`, '{{pod}} seconds'),
            query(`max by (pod) (${asynchronous('ReplicasMaxQueueSize')})`, '{{pod}} queue'),
          ],
        }),
        timeSeries({
          title: 'Trouble with peers and Keeper',
          description:
            'Per second: parts that could not be fetched from another replica, and calls to Keeper that were lost.',
          unit: 'cps',
          queries: [
            query(event('ReplicatedPartFailedFetches'), 'fetches failed'),
            query(event('ZooKeeperHardwareExceptions'), 'calls lost'),
          ],
          empty: 'none',
        }),
      ),
      row(
        'Size',
        timeSeries({
          title: 'Disk',
          description: 'Used, and all there is.',
          unit: 'bytes',
          min: 0,
          width: 8,
          queries: [
            query(`sum by (pod) (${asynchronous('DiskUsed_default')})`, '{{pod}} used'),
            query(`sum by (pod) (${asynchronous('DiskTotal_default')})`, '{{pod}} all'),
          ],
        }),
        timeSeries({
          title: 'Rows in tables',
          description: 'Of all tables of the MergeTree family, on each server.',
          unit: 'short',
          width: 8,
          queries: [query(`sum by (pod) (${asynchronous('TotalRowsOfMergeTreeTables')})`, '{{pod}}')],
        }),
        timeSeries({
          title: 'Memory of the server',
          description: 'What ClickHouse itself counts.',
          unit: 'bytes',
          min: 0,
          width: 8,
          queries: [query(`sum by (pod) (${metric('MemoryTracking')})`, '{{pod}}')],
        }),
      ),
      row('Pods', ...podPanels('clickhouse-.*')),
    ],
  });
