/**
 * Langfuse about itself, as the collector names what it sends over StatsD (`components/otel-gateway/langfuse-metrics.ts`). Every
 * worker measures the queues that it reads, which all workers share: a query of a gauge takes the maximum by queue. Of a queue that is
 * split, `shard` names the part, or is `all`. `langfuse.rate_limit.exceeded` is missing, because only Langfuse Cloud limits requests.
 */
import { counter, gauge, histogram, metricsOf } from './metric.ts';

export const LANGFUSE = [
  ...metricsOf(
    {
      emitter: 'langfuse',
      delivery: 'written',
      source: 'langfuse/langfuse:worker/src/features/queue-metrics-runner/index.ts',
      labels: ['pod', 'queue', 'shard'],
    },
    [
      gauge(
        'langfuse_queue_depth',
        'count',
        ['type'],
        'Jobs in a queue that are waiting, active or failed (dead letters).',
      ),
      gauge(
        'langfuse_queue_dlq_oldest_age_milliseconds',
        'milliseconds',
        [],
        'Time since the oldest dead letter of a queue failed; 0 if there is none.',
      ),
    ],
  ),
  ...metricsOf(
    {
      emitter: 'langfuse',
      delivery: 'written',
      source: 'langfuse/langfuse:worker/src/queues/workerManager.ts',
      labels: ['pod', 'queue', 'shard', 'type'],
    },
    [
      counter(
        'langfuse_queue_rate_total',
        'count',
        [],
        'Jobs that were begun (request), completed, failed or stalled.',
      ),
      histogram(
        'langfuse_queue_time_distribution_milliseconds',
        'milliseconds',
        ['entity_type'],
        'How long jobs waited (wait) and took (processing). Of the queue clickhouse_writer: rows, by table.',
      ),
    ],
  ),
  ...metricsOf(
    {
      emitter: 'langfuse',
      delivery: 'written',
      source: 'langfuse/langfuse:worker/src/features/utils/retry-handler.ts',
      labels: ['pod', 'queue'],
    },
    [
      histogram(
        'langfuse_queue_retries',
        'count',
        [],
        'Evaluations that are tried again because a model did not respond or limits requests, by the number of the attempt.',
      ),
    ],
  ),
  ...metricsOf(
    {
      emitter: 'langfuse',
      delivery: 'written',
      source: 'langfuse/langfuse:worker/src/services/ClickhouseWriter/index.ts',
      labels: ['pod', 'queue', 'entity_type'],
    },
    [
      counter(
        'langfuse_queue_rows_dropped_total',
        'count',
        [],
        'Rows that could not be written into ClickHouse, and are lost.',
      ),
    ],
  ),
  ...metricsOf(
    {
      emitter: 'langfuse',
      delivery: 'written',
      source: 'langfuse/langfuse:packages/shared/src/server/ingestion/processEventBatch.ts',
      labels: ['pod', 'source'],
    },
    [counter('langfuse_ingestion_event_total', 'count', [], 'Events that were accepted, by the way they came.')],
  ),
];
