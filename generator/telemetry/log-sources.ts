/** The data sources that dashboards read lines from: what draws a dashboard and what configures Grafana name the same ones. */

/** The plugin, and the type of its data sources (VictoriaMetrics/victorialogs-datasource:src/plugin.json). */
export const LOGS_PLUGIN = 'victoriametrics-logs-datasource';

/** The data sources of the stores, each also with the variable that selects another one. */
export const LOG_SOURCES = {
  logs: { name: 'Logs', uid: 'logs' },
  audit: { name: 'Audit', uid: 'audit' },
} as const;

export type LogSource = keyof typeof LOG_SOURCES;
