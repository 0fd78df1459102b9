/** How large values of a metric are and how they move: by its name where that matters, else by its type and unit. */
import type { Metric, Unit } from '../../generator/telemetry/catalogue/metric.ts';
import type { Labels } from './people-and-things.ts';

/**
 * - `busy`: follows the traffic of the day.
 * - `steady`: wanders a little around its level.
 * - `fixed`: always the level.
 * - `growing`: fills up over days.
 * - `rest`: what something that grows leaves of the level.
 * - `waiting`: a queue, which is short and piles up while answers are slow.
 * - `trouble`: nothing, but for moments in which something is wrong.
 */
export type Course = 'busy' | 'steady' | 'fixed' | 'growing' | 'rest' | 'waiting' | 'trouble';

export interface Behaviour {
  /** Of a gauge its usual value; of a counter and a histogram what is added in a second, at the busiest time. */
  readonly level: number;
  readonly course: Course;
  /** Of a histogram: what lies in the middle of its samples. Of a rest: what grows. */
  readonly middle: number;
  /** A count of whole things. */
  readonly whole: boolean;
}

type Row = readonly [name: RegExp, level: number, course: Course, middle?: number];

const GIB = 1024 ** 3;
const MIB = 1024 ** 2;

/** The first that matches. */
const ROWS: readonly Row[] = [
  // Kubernetes.
  [/_status_number_unavailable/, 0, 'fixed'],
  // Applications and models.
  [/usage_cost_USD/, 0.9, 'busy', 0.006],
  [/cache_(read|write)_input_tokens/, 500, 'busy'],
  [/usage_input_tokens|prompt_tokens|_input_tokens_metric/, 1400, 'busy'],
  [/usage_output_tokens|generation_tokens|_output_tokens_metric/, 420, 'busy'],
  [/reasoning_output_tokens/, 160, 'busy'],
  [/kong_ai_llm_tokens/, 1600, 'busy'],
  [/token_usage|(input|output)_tokens|input_length|generated_tokens/, 0.9, 'busy', 900],
  [/prefix_cache_queries/, 1400, 'busy'],
  [/prefix_cache_hits/, 600, 'busy'],
  [/^(vllm:|sglang:|ray_).*time_to_first/, 0.9, 'busy', 0.24],
  [/time_to_first|first_token/, 0.9, 'busy', 0.45],
  [/per_output|inter_token|time_per_token/, 0.9, 'busy', 0.022],
  [/(invoke_agent|agent_operation|workflow).*duration/, 0.25, 'busy', 6],
  [/execute_tool|mcp_.*duration|predict_seconds/, 0.6, 'busy', 0.35],
  [/db_client/, 0.8, 'busy', 0.03],
  [/(inference|operation|request|e2e).*(duration|latency)|request_total_latency/, 0.9, 'busy', 2.4],
  [/inference_calls/, 0.25, 'busy', 3],
  [/agent_tool_calls/, 0.25, 'busy', 2],
  [/agent_invocations/, 0.1, 'busy'],
  [/tool_errors|mcp_errors/, 0.002, 'trouble'],
  [/response_size/, 0.6, 'busy', 4000],
  [/spend_metric|cost_usd_total|llm_cost_total/, 0.004, 'busy'],
  [/max_budget_metric/, 500, 'fixed'],
  [/remaining_.*budget/, 260, 'steady'],
  [/guardrail_errors/, 0.02, 'trouble'],
  [/guard/, 0.7, 'busy'],
  [/fallbacks|cooled_down|preemptions/, 0.02, 'trouble'],
  [/kv_cache_usage|sglang:token_usage/, 0.55, 'busy'],
  [/num_requests_waiting|queue_reqs|pending_request|tgi_queue/, 2, 'waiting'],
  [/requests_running|running_req|batch_current/, 12, 'busy'],
  [/langfuse_score_values/, 120, 'busy'],
  [/langfuse_scores/, 120, 'busy'],
  // GPUs.
  [/GPU_UTIL/, 78, 'busy'],
  [/FB_USED/, 66_000, 'growing'],
  [/FB_FREE/, 81_559, 'rest', 66_000],
  [/POWER_USAGE/, 520, 'busy'],
  [/_TEMP/, 61, 'steady'],
  [/TENSOR_ACTIVE/, 0.42, 'busy'],
  [/DRAM_ACTIVE/, 0.36, 'busy'],
  // The stack.
  [/volume_stats_capacity|DiskTotal/, 200 * GIB, 'fixed'],
  [/vl_total_disk_space/, 50 * GIB, 'fixed'],
  [/vl_data_size/, 14 * GIB, 'growing'],
  [/vl_free_disk_space/, 50 * GIB, 'rest', 18 * GIB],
  [/vl_rows_dropped/, 0.0005, 'trouble'],
  [/volume_stats_used|DiskUsed/, 110 * GIB, 'growing'],
  [/volume_stats_available|DiskAvailable/, 200 * GIB, 'rest', 110 * GIB],
  [/inodes_free/, 12_600_000, 'steady'],
  [/inodes$/, 13_107_200, 'fixed'],
  [/TotalBytesOf|database_size/, 60 * GIB, 'growing'],
  [/TotalRows/, 240_000_000, 'growing'],
  [/TotalParts/, 900, 'steady'],
  [/MaxPartCount/, 24, 'busy'],
  [/spec_memory_limit|redis_memory_max/, 4 * GIB, 'fixed'],
  [/working_set/, 3.2 * GIB, 'steady'],
  [/redis_memory_used|MemoryTracking|memory_rss/, 1.6 * GIB, 'steady'],
  [/cfs_periods/, 10, 'steady'],
  [/cfs_throttled/, 1.2, 'busy'],
  [/container_cpu_usage/, 0.45, 'busy'],
  [/Uptime|uptime/, 9 * 86_400, 'growing'],
  [/ProfileEvents_Query$/, 40, 'busy'],
  [/SelectQuery/, 26, 'busy'],
  [/InsertQuery/, 9, 'busy'],
  [/QueryTimeMicroseconds/, 2_400_000, 'busy'],
  [/(Inserted|Merged)Rows/, 2600, 'busy'],
  [/SelectedRows/, 260_000, 'busy'],
  [/backup_failures/, 0.0002, 'trouble'],
  [/restarts/, 0.0007, 'trouble'],
  [/evicted|spans_filtered/, 0, 'fixed'],
  [/log_messages/, 0.01, 'trouble'],
  [/backup_size/, 9 * GIB, 'growing'],
  [/backup_duration/, 640, 'steady'],
  [/replicas_max|ReplicasMaxAbsoluteDelay|replication_lag/, 1, 'waiting'],
  [/ReplicasMaxQueueSize/, 3, 'waiting'],
  [/Metrics_(Query|Merge)/, 4, 'busy'],
  [/blks_hit/, 9000, 'busy'],
  [/blks_read/, 60, 'busy'],
  [/xact_commit/, 120, 'busy'],
  [/xact_rollback/, 0.4, 'busy'],
  [/tup_fetched/, 4000, 'busy'],
  [/tup_(inserted|updated|deleted)/, 60, 'busy'],
  [/backends_total/, 30, 'busy'],
  [/backends_waiting/, 1, 'trouble'],
  [/max_tx_duration/, 0.4, 'waiting'],
  [/settings_setting/, 200, 'fixed'],
  [/xid_age/, 42_000_000, 'growing'],
  [/wal_lsn_diff/, 48 * MIB, 'busy'],
  [/archived_count/, 0.02, 'busy'],
  [/archive_status/, 1, 'waiting'],
  [/redis_key_size|queue_depth/, 14, 'waiting'],
  [/redis_commands_processed|redis_commands_total/, 900, 'busy'],
  [/redis_commands_duration/, 0.02, 'busy'],
  [/keyspace_hits/, 420, 'busy'],
  [/keyspace_misses/, 36, 'busy'],
  [/connected_slaves|streaming_replicas|cluster_members|backends$/, 1, 'fixed'],
  [/connected_clients/, 42, 'steady'],
  [/blocked_clients/, 16, 'steady'],
  [/net_(in|out)put_bytes/, 400_000, 'busy'],
  [/queue_rate/, 12, 'busy'],
  [/queue_time_distribution/, 12, 'busy', 180],
  [/dlq_oldest_age/, 2 * 3_600_000, 'trouble'],
  [/ingestion_event/, 18, 'busy'],
  [/exporter_sent_spans/, 24, 'busy'],
  [/(accepted|incoming|outgoing|sent)_?.*(spans|items)/, 60, 'busy'],
  [/(accepted|sent)_.*(metric_points|log_records)/, 220, 'busy'],
  [/queue_capacity/, 1000, 'fixed'],
  [/exporter_queue_size/, 30, 'waiting'],
  [/traces_on_memory/, 1800, 'busy'],
  [/traces_sampled|early_releases/, 14, 'busy'],
  [/head_series/, 180_000, 'growing'],
  [/samples_appended|remote_storage_samples_total/, 6200, 'steady'],
  [/blocks_bytes/, 31 * GIB, 'growing'],
  [/retention_limit/, 45 * GIB, 'fixed'],
  [/rule_group_last_duration/, 0.9, 'busy'],
  [/rule_group_interval/, 30, 'fixed'],
  [/scrape_duration/, 0.12, 'steady'],
  [/query_duration/, 0.08, 'busy'],
  [/notifications_total/, 0.01, 'busy'],
  [/notification_latency/, 0.01, 'busy', 0.3],
  [/alertmanager_alerts/, 3, 'steady'],
  [/nginx_http_requests/, 24, 'busy'],
  [/response_count/, 1400, 'busy'],
  [/connection_count/, 60, 'busy'],
  [/event_batch/, 0.02, 'busy', 40],
  [/probe_duration/, 0.09, 'steady'],
  [/reconcile_duration|app_reconcile/, 0.3, 'steady', 0.8],
  [/app_sync/, 0.003, 'steady'],
  [/max_replicas/, 6, 'fixed'],
  [/replicas(_available|_ready)?$/, 2, 'fixed'],
];

/** What nobody wants to happen. */
const BAD =
  /fail|error|refus|reject|drop|evict|deadlock|invalid|corrupt|missed|out_of_order|duplicate|retries|hardware|delayed|readonly|restarts|waiting|left_out|xid|mismatch|policy_evaluation/i;

const LEVELS: Readonly<Record<Unit, number>> = {
  bool: 1,
  bytes: 200 * MIB,
  celsius: 60,
  count: 8,
  info: 1,
  joules: 1,
  mebibytes: 40_000,
  megahertz: 1800,
  milliseconds: 120,
  percent: 60,
  ratio: 0.6,
  seconds: 0.3,
  timestamp: 0,
  tokens: 900,
  usd: 0.5,
  watts: 400,
};

/** In a second. */
const RATE = 2;

export function behaviourOf({ name, type, unit }: Metric): Behaviour {
  const [, level, course, middle] = ROWS.find(([pattern]) => pattern.test(name)) ?? [];
  const usual = BAD.test(name) ? 'trouble' : 'busy';
  const adds = type === 'counter' || type === 'histogram';
  const usualLevel = !adds ? LEVELS[unit] : usual === 'trouble' ? RATE / 40 : RATE;
  return {
    level: level ?? usualLevel,
    course: course ?? usual,
    middle: middle ?? LEVELS[unit],
    whole: type === 'gauge' && unit === 'count',
  };
}

/** What differs by the value of one label, as shares of the metric's level: prices of models, and averages of scores. */
const FACTORS: readonly (readonly [name: RegExp, label: string, factors: Readonly<Record<string, number>>])[] = [
  [
    /usage_cost_USD/,
    'gen_ai_request_model',
    {
      'gpt-4o': 1.1,
      'gpt-4o-mini': 0.07,
      'claude-sonnet-4-5': 1.4,
      'claude-haiku-4-5': 0.45,
      'gemini-2.5-pro': 0.9,
    },
  ],
  [/langfuse_queue_depth/, 'type', { failed: 0.02 }],
  [/score_values/, 'score', { helpfulness: 0.83, resolved: 0.72, toxicity: 0.03 }],
];

export function factorOf({ name }: Metric, labels: Labels): number {
  const [, label = '', factors] = FACTORS.find(([pattern]) => pattern.test(name)) ?? [];
  return factors?.[labels[label] ?? ''] ?? 1;
}

/** What must never be above it. */
export function limitOf({ unit, type }: Metric): number {
  if (type !== 'gauge') return Number.POSITIVE_INFINITY;
  return unit === 'ratio' ? 0.97 : unit === 'percent' ? 100 : Number.POSITIVE_INFINITY;
}
