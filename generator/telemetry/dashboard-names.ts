/**
 * Identifiers of Grafana's dashboards, in the order of their interest. Alerts and links name one of them: the compiler refuses
 * any other, and `dashboards` one that nobody draws.
 */
export const DASHBOARD_NAMES = [
  'llm-overview',
  'llm-cost',
  'llm-agents',
  'fleet',
  'slos',
  'langfuse',
  'otel-pipeline',
  'postgres',
  'clickhouse',
  'valkey',
  'prometheus',
  'gateway',
  'capacity',
  'gitops',
] as const;

export type DashboardName = (typeof DASHBOARD_NAMES)[number];
