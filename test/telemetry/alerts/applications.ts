/** Langfuse and the way to the UIs, and objectives. */
import { type AlertCases, critical, warning } from './case.ts';

const OWN = 'job="langfuse",pod="langfuse-worker-0",queue="otel_ingestion"';
const QUEUE = `langfuse_queue_depth{${OWN},type="waiting",shard="all"}`;
const OF_ANOTHER_WORKER = QUEUE.replace('worker-0', 'worker-1');
const DEAD_LETTER = `langfuse_queue_dlq_oldest_age_milliseconds{${OWN}}`;
const DROPPED =
  'langfuse_queue_rows_dropped_total{job="langfuse",pod="langfuse-worker-0",queue="clickhouse_writer",entity_type="observations"}';
const CALLS = 'gen_ai_client_operation_duration_seconds_count{service_name="chat"}';
const FAILED = 'gen_ai_client_operation_duration_seconds_count{service_name="chat",error_type="timeout"}';

export const APPLICATION_CASES: Readonly<Record<string, AlertCases>> = {
  LangfuseDown: {
    fires: [
      {
        when: 'the endpoint fails',
        series: { 'probe_success{job="langfuse-health"}': '1x5 0x20' },
        at: '15m',
        severities: critical,
      },
      { when: 'nobody asks it', series: {}, at: '15m', severities: critical },
    ],
    silent: [
      { when: 'it answers', series: { 'probe_success{job="langfuse-health"}': '1x20' }, at: '15m' },
      {
        when: 'it failed for two minutes',
        series: { 'probe_success{job="langfuse-health"}': '1x5 0x1 1x20' },
        at: '8m',
      },
    ],
  },
  OpenlitDown: {
    fires: [
      {
        when: 'its page fails',
        series: { 'probe_success{job="openlit"}': '1x5 0x30' },
        at: '25m',
        severities: warning,
      },
      { when: 'nobody asks it', series: {}, at: '25m', severities: warning },
    ],
    silent: [
      { when: 'its page responds', series: { 'probe_success{job="openlit"}': '1x30' }, at: '25m' },
      { when: 'its pod restarted', series: { 'probe_success{job="openlit"}': '1x5 0x5 1x30' }, at: '12m' },
      {
        when: 'its page responds, and Langfuse does not',
        series: { 'probe_success{job="openlit"}': '1x30', 'probe_success{job="langfuse-health"}': '0x30' },
        at: '25m',
      },
    ],
  },
  LangfuseWorkerStuck: {
    fires: [
      {
        when: 'the worker has stopped',
        series: { 'probe_success{job="langfuse-worker"}': '0x30' },
        at: '20m',
        severities: critical,
      },
    ],
    silent: [{ when: 'it works', series: { 'probe_success{job="langfuse-worker"}': '1x30' }, at: '20m' }],
  },
  IngestionQueueGrowing: {
    fires: [{ when: 'it is long and grows', series: { [QUEUE]: '2000+100x60' }, at: '45m', severities: warning }],
    silent: [
      { when: 'it is long and gets shorter', series: { [QUEUE]: '9000-100x60' }, at: '45m' },
      { when: 'it is short and grows', series: { [QUEUE]: '0+1x60' }, at: '45m' },
      {
        when: 'two workers measure the same short queue',
        series: { [QUEUE]: '600+1x60', [OF_ANOTHER_WORKER]: '600+1x60' },
        at: '45m',
      },
    ],
  },
  LangfuseDeadLettersOld: {
    fires: [
      {
        when: 'a job failed two days ago',
        series: { [DEAD_LETTER]: '172800000+60000x30' },
        at: '15m',
        severities: warning,
      },
    ],
    silent: [
      { when: 'a job failed an hour ago', series: { [DEAD_LETTER]: '3600000+60000x30' }, at: '15m' },
      { when: 'there is none', series: { [DEAD_LETTER]: '0x30' }, at: '15m' },
    ],
  },
  LangfuseRowsDropped: {
    fires: [
      { when: 'rows are dropped again', series: { [DROPPED]: '7x30 9x20' }, at: '35m', severities: critical },
      {
        when: 'rows are dropped for the first time',
        series: { [DROPPED]: '_x5 7x20' },
        at: '10m',
        severities: critical,
      },
    ],
    silent: [
      { when: 'some were dropped hours ago', series: { [DROPPED]: '7x60' }, at: '45m' },
      { when: 'none ever was', series: {}, at: '10m' },
    ],
  },
  UiUnreachable: {
    fires: [
      {
        when: 'the page cannot be opened',
        series: { 'probe_success{job="langfuse-ui"}': '0x20' },
        at: '15m',
        severities: critical,
      },
    ],
    silent: [{ when: 'it can', series: { 'probe_success{job="langfuse-ui"}': '1x20' }, at: '15m' }],
  },
  PublicCertificateExpiring: {
    fires: [
      {
        when: 'two days are left',
        series: { 'probe_ssl_earliest_cert_expiry{job="langfuse-ui"}': '172800x90' },
        at: '80m',
        severities: warning,
      },
    ],
    silent: [
      {
        when: 'two months are left',
        series: { 'probe_ssl_earliest_cert_expiry{job="langfuse-ui"}': '5184000x90' },
        at: '80m',
      },
    ],
  },
  ErrorBudgetBurn: {
    fires: [
      {
        when: 'half of the calls have failed for an hour',
        series: { [CALLS]: '0+60x120', [FAILED]: '0+60x120' },
        at: '100m',
        severities: [...critical, ...warning],
      },
      {
        when: 'two calls in a hundred fail, of one that is allowed, for days',
        series: { [CALLS]: '0+98x1500', [FAILED]: '0+2x1500' },
        at: '1490m',
        severities: warning,
      },
    ],
    silent: [
      { when: 'one call in a thousand fails', series: { [CALLS]: '0+999x120', [FAILED]: '0+1x120' }, at: '100m' },
      { when: 'nobody calls', series: { [CALLS]: '5x120' }, at: '100m' },
    ],
  },
};
