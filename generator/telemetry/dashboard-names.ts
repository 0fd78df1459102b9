/**
 * The uids of all dashboards, most important first. Alerts and links refer to one of them: any other is a compile error,
 * and `dashboards` throws for one that is not drawn.
 */
export const DASHBOARD_NAMES = [
  'llm-overview',
  'llm-cost',
  'llm-agents',
  'evaluations',
  'llm-gateways',
  'model-serving',
  'gpu',
  'fleet',
  'slos',
  'langfuse',
  'otel-pipeline',
  'logs',
  'audit',
  'postgres',
  'clickhouse',
  'valkey',
  'prometheus',
  'gateway',
  'capacity',
  'gitops',
] as const;

export type DashboardName = (typeof DASHBOARD_NAMES)[number];
