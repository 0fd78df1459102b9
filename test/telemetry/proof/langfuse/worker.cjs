/**
 * What a worker of Langfuse does with its metrics: the same client, begun in the same way, with the same names, types and tags
 * (langfuse/langfuse:worker/src/instrumentation.ts, worker/src/features/queue-metrics-runner/index.ts, worker/src/queues/workerManager.ts,
 * worker/src/features/utils/retry-handler.ts, worker/src/services/ClickhouseWriter/index.ts). The arguments are the folder of the
 * client and the jobs that wait.
 */
const { createRequire } = require('node:module');
const { join } = require('node:path');

const [, , packages, waiting] = process.argv;
const dd = createRequire(join(packages, 'package.json'))('dd-trace');

dd.init({ runtimeMetrics: true, plugins: false });

const QUEUE = 'langfuse.queue.otel_ingestion';
const JUDGE = 'langfuse.queue.llm_as_a_judge_execution';
const WRITER = 'langfuse.queue.clickhouse_writer';

function measureQueues() {
  for (const shard of ['otel-ingestion-queue', 'all']) {
    for (const [type, jobs] of Object.entries({ waiting, active: 2, failed: 1 }))
      dd.dogstatsd.gauge(`${QUEUE}.depth`, Number(jobs), { shard, type, unit: 'records' });
    dd.dogstatsd.gauge(`${QUEUE}.dlq_oldest_age`, 90_000_000, { shard, unit: 'milliseconds' });
  }
  for (const type of ['waiting', 'active', 'failed'])
    dd.dogstatsd.gauge(`${JUDGE}.depth`, 0, { type, unit: 'records' });
  dd.dogstatsd.gauge(`${JUDGE}.dlq_oldest_age`, 0, { unit: 'milliseconds' });
}

function work() {
  const shard = 'otel-ingestion-queue';
  for (const type of ['request', 'completed', 'failed', 'stalled'])
    dd.dogstatsd.increment(`${QUEUE}.rate`, 1, { type, shard });
  for (const [type, milliseconds] of [['wait', 420], ['processing', 37]])
    dd.dogstatsd.distribution(`${QUEUE}.time_distribution`, milliseconds, { type, unit: 'milliseconds', shard });
  const entity_type = 'observations';
  dd.dogstatsd.distribution(`${WRITER}.time_distribution`, 12, { entity_type, type: 'wait', unit: 'milliseconds' });
  dd.dogstatsd.histogram(`${WRITER}.wait_time`, 12, { unit: 'milliseconds' });
  dd.dogstatsd.increment(`${WRITER}.rows_dropped`, 3, { entity_type });
  dd.dogstatsd.distribution(`${JUDGE}.retries`, 1, { queue: 'llm-as-a-judge-execution-queue' });
  dd.dogstatsd.increment('langfuse.ingestion.event', 5, { source: 'otel' });
  dd.dogstatsd.increment('langfuse.ingestion.sampling', 5, { projectId: 'a-project', sampling_decision: 'in' });
}

setInterval(measureQueues, 1000);
setInterval(work, 1000);
