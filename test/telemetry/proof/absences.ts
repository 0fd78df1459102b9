/** What cannot be seen here although its emitter runs, each with the reason. An entry that is seen after all fails the proof. */
import type { Expression } from './expressions.ts';

const NOT_YET = 'no SDK that runs here writes the names of GenAI 0.1';
const NOT_MEASURED = 'no SDK that runs here measures it';

/** Metrics, by the beginning of their names. */
const UNSEEN_METRICS: Readonly<Record<string, string>> = {
  gen_ai_client_inference_: NOT_YET,
  gen_ai_invoke_: NOT_YET,
  gen_ai_execute_tool_: NOT_YET,
  mcp_server_operation_: 'no MCP server runs here that writes it',
  'llm:cache_': 'no SDK that runs here counts these tokens',
  'llm:reasoning_': 'no SDK that runs here counts these tokens',
  'llm:agent_duration_': NOT_MEASURED,
  'llm:agent_model_calls': NOT_MEASURED,
  'llm:agent_tool_calls': NOT_MEASURED,
  'llm:tool_duration_': NOT_MEASURED,
  gen_ai_agent_operation_duration_seconds: 'OpenLIT 1.45 declares it and records it nowhere',
  otelcol_exporter_send_failed_log_records_total:
    'the log store takes every line here: what is lost on its way has a proof of its own',
  otelcol_exporter_enqueue_failed_log_records_total:
    'the log store takes every line here: what is lost on its way has a proof of its own',
  otelcol_exporter_enqueue_failed_metric_points_total:
    'Prometheus would have to be away for as long as its queue lasts',
  barman_cloud_: 'no backups are made here: the plugin and an object store would have to run',
  'clickhouse:recent_backup_': 'no backups are made here: the object store of the cluster is inside it',
  'clickhouse:backup_': 'no backups are made here: the object store of the cluster is inside it',
  'logs:backup_': 'no backups are made here: the object store of the cluster is inside it',
  'audit:backup_': 'no backups are made here: the object store of the cluster is inside it',
  'prometheus:backup_': 'no backups are made here: the object store of the cluster is inside it',
  'openlit:backup_': 'no backups are made here: the object store of the cluster is inside it',
  'clickhouse:drill_': 'no backups are made here, so none is restored on trial',
  'postgres:drill_': 'no backups are made here, so none is restored on trial',
  'llm:gpu_': 'no GPU is here',
  'llm:score': 'the scores in ClickHouse have a proof of their own',
  'llm:serving_waiting': 'the model server that runs here does not measure it, and those that do need a GPU',
  'llm:serving_running': 'the model server that runs here does not measure it, and those that do need a GPU',
  'llm:serving_kv_cache': 'the model server that runs here does not measure it, and those that do need a GPU',
  'llm:serving_prompt_tokens': 'the model server that runs here does not measure it, and those that do need a GPU',
  'llm:serving_generated_tokens': 'the model server that runs here does not measure it, and those that do need a GPU',
  'llm:serving_preemptions': 'the model server that runs here does not measure it, and those that do need a GPU',
  'llm:serving_prefix_cache': 'the model server that runs here does not measure it, and those that do need a GPU',
  'llm:serving_time_to_first': 'the model server that runs here does not measure it, and those that do need a GPU',
  'llm:serving_inter_token': 'the model server that runs here does not measure it, and those that do need a GPU',
  litellm_org_max_budget_metric: 'only the database of LiteLLM knows organisations',
  litellm_remaining_org_budget_metric: 'only the database of LiteLLM knows organisations',
  litellm_user_max_budget_metric: 'only the database of LiteLLM knows what a user may spend',
  litellm_customer_max_budget_metric: 'only the database of LiteLLM knows customers',
  litellm_remaining_customer_budget_metric: 'only the database of LiteLLM knows customers',
  prometheus_remote_storage_: 'the proof forwards to no second Prometheus',
};

const NO_AUDIT = 'the audit store does not run here: PostgreSQL would need pgaudit';

/** Expressions about a program that is not here, through a metric whose emitter is; by where they stand. */
export const UNSEEN_EXPRESSIONS: Readonly<Record<string, string>> = {
  'Audit: Lines per second': NO_AUDIT,
  'Audit: Size': NO_AUDIT,
  'Audit: Free space': NO_AUDIT,
  'alert BackendQueueFilling': 'no backend of somebody else is here: `sendTo` has a proof of its own',
  'alert ClickHouseDown': 'ClickHouse does not run here',
  'alert ObjectStoreDown': 'the S3 gateway of SeaweedFS does not run here',
  'alert ClusterDown': 'there is no kube-apiserver here',
  'Agents, tools and retrieval: Failures by tool': 'the request that fails here names no tool',
  'LLM cost: Compared with a week ago': 'a week ago there was nothing',
};

/** Why an expression may find nothing; undefined when it must find something. */
export function excuseFor({ where }: Expression, series: readonly string[]): string | undefined {
  const metric = series.map(unseenBecause).find((reason) => reason !== undefined);
  return metric ?? UNSEEN_EXPRESSIONS[where];
}

/** Why a metric is not seen; undefined when it must be. */
export function unseenBecause(metric: string): string | undefined {
  return Object.entries(UNSEEN_METRICS).find(([prefix]) => metric.startsWith(prefix))?.[1];
}
