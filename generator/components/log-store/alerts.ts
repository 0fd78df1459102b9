/** The alerts of a log store: it is away, it is full, or it drops lines. */
import { type Alert, alert } from '../../telemetry/alert.ts';
import { promql } from '../../telemetry/promql.ts';
import { type LogStore, queueUsage } from './stores.ts';

/** Lines that are too long, or have too long names of fields, are only told in its log: it has no counter for them. */
const IGNORED = 'level="warn", location=~".*/lib/logstorage/log_rows.go:.*"';

export function logStoreAlerts(store: LogStore): readonly Alert[] {
  const { name, prefix, holds, lossSeverity } = store;
  const job = `job="${name}"`;
  const pod = {
    caption: 'The pod and its events:',
    command: `kubectl -n lang-observatory describe statefulset/${name}`,
  } as const;
  const log = {
    caption: 'Its recent log:',
    command: `kubectl -n lang-observatory logs statefulset/${name} --tail=100`,
  } as const;
  return [
    alert({
      name: `${prefix}Down`,
      rules: [{ severity: 'warning', expression: promql(`absent(up{${job}} == 1)`), for: '10m' }],
      summary: `The store of ${holds} is down`,
      description: `Prometheus cannot scrape ${name}. The collectors keep lines in their queues and try again until the queues are full.`,
      dashboard: name,
      runbook: {
        meaning: `There is one pod, because VictoriaLogs copies nothing between replicas. Nobody can read ${holds}, and new lines wait in the memory of the collectors.`,
        diagnosis: [
          pod,
          log,
          {
            caption: 'Usage of the queue of each collector:',
            query: promql(queueUsage(store)),
          },
        ],
        mitigation: [
          'The pod is `Pending`: its volume is in a zone without a node that has room, or the StorageClass makes no volumes.',
          `The pod is \`OOMKilled\`: increase \`components.${name}.resources.limits.memory\`. A large query may need more than the lines that arrive.`,
          'The log names a file that cannot be read: the volume is damaged. Delete the folder of the day that it names, and restart the pod.',
        ],
      },
    }),
    alert({
      name: `${prefix}ReadOnly`,
      rules: [
        {
          severity: lossSeverity,
          expression: promql(`max by (cluster, environment) (vl_storage_is_read_only{${job}}) > 0`),
          for: '1m',
        },
      ],
      summary: `The store of ${holds} takes no more lines`,
      description: `The volume of ${name} is full. The collectors keep lines in their queues until these are full, and then refuse them.`,
      dashboard: name,
      runbook: {
        meaning:
          'VictoriaLogs stops to take lines before its volume is full, and answers 429. What it holds can be read. It takes lines again as soon as there is room.',
        diagnosis: [
          {
            caption: 'Free share of the volume:',
            query: promql(`vl_free_disk_space_bytes{${job}} / vl_total_disk_space_bytes{${job}}`),
          },
          { caption: 'Growth in bytes per day:', query: promql(`deriv(vl_data_size_bytes{${job}}[6h]) * 86400`) },
        ],
        mitigation: [
          `Expand the volume, as [StoreNearFull] describes for StatefulSets: resize the PersistentVolumeClaim \`server-volume-${name}-0\`, then set \`components.${name}.storage\` to the same size.`,
          `A shorter \`components.${name}.retentionDays\` frees whole days at once, and deletes them.`,
        ],
      },
    }),
    alert({
      name: `${prefix}LinesDropped`,
      rules: [
        {
          severity: lossSeverity,
          expression: promql(
            [
              `sum by (cluster, environment) (increase(vl_rows_dropped_total{${job}}[15m])) > 0`,
              `sum by (cluster, environment) (increase(vm_log_messages_total{${job}, ${IGNORED}}[15m])) > 0`,
              // The series begins with the first such line, and no increase is seen of a series that begins.
              `sum by (cluster, environment) (vm_log_messages_total{${job}, ${IGNORED}} unless vm_log_messages_total{${job}, ${IGNORED}} offset 15m) > 0`,
            ].join(' or '),
          ),
          for: '0m',
        },
      ],
      summary: `Lines of ${holds} are dropped`,
      description: `${name} answers with success and drops {{ $value | humanize }} lines in 15 minutes, because they are too old, too far in the future, or too long.`,
      dashboard: name,
      runbook: {
        meaning:
          'The sender does not learn of it. A line may have 2 MiB with all its fields, 1000 fields, and names of fields of 128 bytes. Its time must be within the retention, and not more than two days in the future.',
        diagnosis: [
          {
            caption: 'Lines in an hour, by reason:',
            query: promql(`sum by (reason) (increase(vl_rows_dropped_total{${job}}[1h]))`),
          },
          {
            caption: 'Its log shows the beginning of lines that are too long, and their fields:',
            command: log.command,
          },
        ],
        mitigation: [
          '`too_small_timestamp`: an application sends lines again that it kept for long, or its clock is wrong.',
          '`too_big_timestamp`: the clock of a node or of an application is wrong.',
          'Lines are too long: limit attributes of the application (`OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT`), or do not record prompts in logs. Traces hold them anyway.',
        ],
      },
    }),
  ];
}
