/** Valkey: the queues and the cache of Langfuse. */
import { type DashboardDrawing, dashboard, row } from '../../telemetry/grafana/dashboard.ts';
import { perSecond, share } from '../../telemetry/grafana/expressions.ts';
import { stat, timeSeries } from '../../telemetry/grafana/panels.ts';
import { query } from '../../telemetry/grafana/query.ts';
import { faults, inPods, podPanels, podVariables } from '../../telemetry/grafana/stack.ts';
import { UP } from '../../telemetry/grafana/style.ts';

const metric = (name: string, ...more: readonly string[]): string => `redis_${name}{${inPods(...more)}}`;
const rate = (name: string, by = ''): string => perSecond(`redis_${name}`, inPods(), by);

/** No result without a memory limit. */
const MEMORY_USED = `${metric('memory_used_bytes')} / (${metric('memory_max_bytes')} > 0)`;

export const valkeyDashboard: DashboardDrawing = () =>
  dashboard({
    uid: 'valkey',
    title: 'Valkey',
    description:
      'The queues and the cache of Langfuse. No keys may be evicted, because the queues contain accepted events.',
    tags: ['store'],
    variables: podVariables('redis_up'),
    rows: [
      row(
        'Now',
        stat({
          title: 'Servers',
          description: 'Whether all selected servers are up.',
          unit: 'short',
          ...UP,
          queries: [query(`min(${metric('up')})`, 'servers')],
        }),
        stat({
          title: 'Memory usage',
          description:
            'Used share of maxmemory, on the server with the highest usage. Writes and ingestion fail at 100 %.',
          unit: 'percentunit',
          limits: { warn: 0.7, bad: 0.9 },
          queries: [query(`max(${MEMORY_USED})`, 'used')],
          empty: 'no limit',
        }),
        stat({
          title: 'Waiting in queues',
          description: 'Jobs that wait in the monitored queues.',
          unit: 'short',
          limits: { warn: 1000, bad: 10_000 },
          queries: [query(`sum(${metric('key_size', 'key=~"bull:.*:wait"')})`, 'waiting')],
          empty: '0',
        }),
        faults(
          'Evicted keys',
          'Keys that were evicted in the last day: these events are lost. maxmemory-policy must be noeviction.',
          `sum(round(increase(${metric('evicted_keys_total')}[1d])))`,
        ),
        stat({
          title: 'Replicas',
          description: 'Replicas that are connected to the primary.',
          unit: 'short',
          queries: [query(`max(${metric('connected_slaves')})`, 'replicas')],
        }),
        faults(
          'Failed writes to disk',
          'Servers whose last write to the append-only file failed.',
          `count(${metric('aof_last_write_status')} == 0)`,
        ),
      ),
      row(
        'Queues',
        timeSeries({
          title: 'Queue length',
          description: 'Waiting jobs, by queue.',
          unit: 'short',
          min: 0,
          queries: [query(`sum by (key) (${metric('key_size')})`, '{{key}}')],
          empty: 'queues are empty',
        }),
        timeSeries({
          title: 'Queue growth',
          description: 'Growth of each queue in jobs per second. Below 0, the queue shrinks.',
          unit: 'cps',
          queries: [query(`sum by (key) (deriv(${metric('key_size')}[10m]))`, '{{key}}')],
          empty: 'queues are empty',
        }),
      ),
      row(
        'Activity',
        timeSeries({
          title: 'Commands',
          description: 'Commands per second.',
          unit: 'ops',
          width: 8,
          queries: [query(rate('commands_processed_total', 'pod'), '{{pod}}')],
        }),
        timeSeries({
          title: 'Duration by command, mean',
          description: 'The five slowest commands.',
          unit: 's',
          width: 8,
          queries: [
            query(
              `topk(5, ${rate('commands_duration_seconds_total', 'cmd')} / ${rate('commands_total', 'cmd')})`,
              '{{cmd}}',
            ),
          ],
        }),
        timeSeries({
          title: 'Cache hit ratio',
          description: 'Share of lookups that found their key.',
          unit: 'percentunit',
          width: 8,
          queries: [
            query(
              share(rate('keyspace_hits_total'), `(${rate('keyspace_hits_total')} + ${rate('keyspace_misses_total')})`),
              'hits',
            ),
          ],
        }),
        timeSeries({
          title: 'Clients',
          description:
            'Connected clients, clients that wait in a blocking command (as workers do), and rejected connections per second.',
          unit: 'short',
          width: 8,
          queries: [
            query(`sum(${metric('connected_clients')})`, 'connected'),
            query(`sum(${metric('blocked_clients')})`, 'blocked'),
            query(rate('rejected_connections_total'), 'rejected'),
          ],
        }),
        timeSeries({
          title: 'Data memory',
          description: 'Used memory, and the limit.',
          unit: 'bytes',
          width: 8,
          min: 0,
          queries: [
            query(`sum by (pod) (${metric('memory_used_bytes')})`, '{{pod}}'),
            query(`max(${metric('memory_max_bytes')} > 0)`, 'limit'),
          ],
        }),
        timeSeries({
          title: 'Network traffic',
          description: 'Bytes per second.',
          unit: 'Bps',
          width: 8,
          queries: [query(rate('net_input_bytes_total'), 'in'), query(rate('net_output_bytes_total'), 'out')],
        }),
      ),
      row('Pods', ...podPanels('valkey-.*')),
    ],
  });
