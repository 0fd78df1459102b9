/** Panels about a log store of the stack itself. */
import { type Row, row } from '../../telemetry/grafana/dashboard.ts';
import { timeSeries } from '../../telemetry/grafana/panels.ts';
import { query } from '../../telemetry/grafana/query.ts';
import { inClusters } from '../../telemetry/grafana/stack.ts';
import { backupsOf } from './backup-names.ts';

export function storeRow(store: 'logs' | 'audit'): Row {
  const job = inClusters(`job="${store}"`);
  const empty = 'not on this cluster';
  return row(
    'The store',
    timeSeries({
      title: 'Lines per second',
      description: 'Lines that the store takes, and those that it drops because they are too old or too long.',
      unit: 'cps',
      width: 6,
      queries: [
        query(`sum(rate(vl_rows_ingested_total{${job}}[$__rate_interval]))`, 'taken'),
        query(`sum(rate(vl_rows_dropped_total{${job}}[$__rate_interval]))`, 'dropped'),
      ],
      empty,
    }),
    timeSeries({
      title: 'Size',
      description: 'What the store takes on its volume, by lines and their index.',
      unit: 'bytes',
      width: 6,
      stacked: true,
      queries: [query(`sum by (type) (vl_data_size_bytes{${job}})`, '{{type}}')],
      empty,
    }),
    timeSeries({
      title: 'Free space',
      description: 'Free share of the volume.',
      unit: 'percentunit',
      width: 6,
      min: 0,
      max: 1,
      queries: [
        query(`min by (cluster) (vl_free_disk_space_bytes{${job}} / vl_total_disk_space_bytes{${job}})`, '{{cluster}}'),
      ],
      empty,
    }),
    timeSeries({
      title: 'Age of the last backup',
      description: 'Time since the lines of the store were last sent to the bucket with success.',
      unit: 's',
      min: 0,
      width: 6,
      queries: [
        query(
          `time() - max by (cluster) (kube_cronjob_status_last_successful_time{${inClusters(`cronjob="${backupsOf(store)}"`)}})`,
          '{{cluster}}',
        ),
      ],
      empty: 'no backups',
    }),
  );
}
