/**
 * Every way in which a collector can lose what it took is told of: each counter of its components is read by an alert, or is here with
 * the reason why none reads it. The counters are those that the components of our build declare.
 */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { REGISTRY } from '../../../generator/components/registry.ts';
import { programFolder } from '../../../generator/program/program-folder.ts';

const PROFILES = 'no pipeline takes profiles';
const ARRIVED = 'counts what arrived';
const PASSED = 'counts what went on';
const TOLD = 'the sender is told and sends again; the receiver counts it as refused, which an alert reads';
const NOT_USED = 'counts what the generated configuration does not do';
const PROCESS = 'is about the process';
const DECIDED = 'counts what was decided, as the settings of the sampler want it';
const WATCHED = 'counts changes of the objects that names of pods are read from';
const WITHOUT_NAMES = 'the names of the pod are absent, and the line or span goes on';

/** Kinds that `k8s_attributes` watches, since before its metrics were renamed. */
const WATCHED_KINDS = ['daemonset', 'deployment', 'job', 'namespace', 'node', 'pod', 'replicaset', 'statefulset'];

/** Counters that no alert reads, by their names without `otelcol_` and `_total`. An entry that is not needed fails. */
const NOT_A_LOSS: Readonly<Record<string, string>> = {
  exporter_enqueue_failed_profile_samples: PROFILES,
  exporter_prometheusremotewrite_sent_batches: PASSED,
  exporter_prometheusremotewrite_translated_time_series: PASSED,
  exporter_prometheusremotewrite_wal_bytes_read: NOT_USED,
  exporter_prometheusremotewrite_wal_bytes_written: NOT_USED,
  exporter_prometheusremotewrite_wal_reads: NOT_USED,
  exporter_prometheusremotewrite_wal_reads_failures: NOT_USED,
  exporter_prometheusremotewrite_wal_writes: NOT_USED,
  exporter_prometheusremotewrite_wal_writes_failures: NOT_USED,
  exporter_prometheusremotewrite_written_exemplars: NOT_USED,
  exporter_prometheusremotewrite_written_histograms: NOT_USED,
  exporter_prometheusremotewrite_written_samples: NOT_USED,
  exporter_send_failed_profile_samples: PROFILES,
  exporter_sent_log_records: ARRIVED,
  exporter_sent_metric_points: ARRIVED,
  exporter_sent_profile_samples: PROFILES,
  exporter_sent_spans: ARRIVED,
  k8s_pod_association: WITHOUT_NAMES,
  otelsvc_k8s_ip_lookup_miss: WITHOUT_NAMES,
  ...Object.fromEntries(
    [
      ...WATCHED_KINDS.map((kind) => `otelsvc_k8s_${kind}`),
      ...[...WATCHED_KINDS, 'cronjob'].map((kind) => `k8s_watcher_${kind}`),
    ].flatMap((what) => ['added', 'deleted', 'updated'].map((change) => [`${what}_${change}`, WATCHED])),
  ),
  loadbalancer_backend_outcome:
    'what a sampler does not take is offered again, until the exporter gives it up and counts it',
  loadbalancer_num_backend_updates: PASSED,
  loadbalancer_num_resolutions: 'where a name is not resolved the samplers stay those of before',
  process_cpu_seconds: PROCESS,
  process_runtime_total_alloc_bytes: PROCESS,
  process_uptime: PROCESS,
  processor_batch_batch_size_trigger_send: PASSED,
  processor_batch_timeout_trigger_send: PASSED,
  processor_filter_datapoints_filtered: NOT_USED,
  processor_filter_logs_filtered: 'of two ways to the log stores, each leaves out the lines of the other',
  processor_filter_profiles_filtered: NOT_USED,
  processor_incoming_items: PASSED,
  processor_outgoing_items: PASSED,
  processor_memory_limiter_accepted_log_records: PASSED,
  processor_memory_limiter_accepted_metric_points: PASSED,
  processor_memory_limiter_accepted_spans: PASSED,
  processor_memory_limiter_refused_log_records: TOLD,
  processor_memory_limiter_refused_metric_points: TOLD,
  processor_memory_limiter_refused_spans: TOLD,
  processor_tail_sampling_count_bytes_sampled: DECIDED,
  processor_tail_sampling_count_spans_sampled: DECIDED,
  processor_tail_sampling_count_spans_with_unparseable_tracestate: NOT_USED,
  processor_tail_sampling_count_traces_sampled: DECIDED,
  processor_tail_sampling_early_releases_from_cache_decision: DECIDED,
  processor_tail_sampling_global_count_traces_sampled: DECIDED,
  processor_tail_sampling_new_trace_id_received: PASSED,
  processor_tail_sampling_sampling_policy_execution_count: DECIDED,
  processor_tail_sampling_sampling_policy_execution_time_sum: DECIDED,
  processor_tail_sampling_traces_dropped_too_large: NOT_USED,
  receiver_received_statsd_metrics: ARRIVED,
  receiver_accepted_metric_points: PASSED,
  receiver_accepted_profile_samples: PROFILES,
  receiver_accepted_spans: PASSED,
  receiver_failed_profile_samples: PROFILES,
  receiver_refused_profile_samples: PROFILES,
  receiver_requests: NOT_USED,
  ...Object.fromEntries(
    [
      'connector_consumed',
      'connector_produced',
      'exporter_consumed',
      'processor_consumed',
      'processor_produced',
      'receiver_produced',
    ].flatMap((what) => ['items', 'size'].map((unit) => [`${what}_${unit}`, NOT_USED])),
  ),
};

const metadata = z.looseObject({
  telemetry: z
    .looseObject({
      metrics: z.record(
        z.string(),
        z.looseObject({ sum: z.looseObject({ monotonic: z.boolean().optional() }).optional() }),
      ),
    })
    .optional(),
});

/** Counters that the packages of the collector's build declare, as Prometheus spells them. */
async function declaredCounters(): Promise<readonly string[]> {
  const { stdout } = await promisify(execFile)('go', ['list', '-deps', '-f', '{{.Dir}}', '.'], {
    cwd: join(programFolder(), 'test/tools/collector'),
    maxBuffer: 2 ** 26,
  });
  const files = stdout
    .split('\n')
    .map((folder) => join(folder, 'metadata.yaml'))
    .filter(existsSync);
  return files.flatMap((file) => {
    const { telemetry } = metadata.parse(parse(readFileSync(file, 'utf8')));
    return Object.entries(telemetry?.metrics ?? {})
      .filter(([, { sum }]) => sum?.monotonic === true)
      .map(([name]) => name.replaceAll('.', '_'));
  });
}

it('every counter of a collector is read by an alert, or is none of a loss', async () => {
  const expressions = REGISTRY.flatMap(({ alerts = [] }) =>
    alerts.flatMap(({ rules }) => rules.map(({ expression }) => expression.text)),
  ).join('\n');
  const counters = await declaredCounters();
  expect(counters).toContain('exporter_send_failed_spans');
  const unread = counters.filter((name) => !new RegExp(`\\botelcol_${name}_total\\b`).test(expressions));
  expect(unread.filter((name) => NOT_A_LOSS[name] === undefined)).toEqual([]);
  expect(Object.keys(NOT_A_LOSS).filter((name) => !unread.includes(name))).toEqual([]);
});
