/** Panels of the connection pooler. */
import { type Numbered, timeSeries } from '../../telemetry/grafana/panels.ts';
import { query } from '../../telemetry/grafana/query.ts';
import { inStack } from '../../telemetry/grafana/stack.ts';

const NO_POOLER = 'no pooler';

/** What PgBouncer measures of Langfuse's database; its own has nothing of interest. */
const pools = (what: string): string => `cnpg_pgbouncer_pools_${what}{${inStack('database!="pgbouncer"')}}`;

/** Together as wide as a dashboard. */
export function poolerPanels(): readonly Numbered[] {
  return [
    timeSeries({
      title: 'Clients of the pooler',
      description:
        'Connections of clients to PgBouncer. Those that wait have a transaction and no connection to the server.',
      unit: 'short',
      queries: [query(`sum(${pools('cl_active')})`, 'active'), query(`sum(${pools('cl_waiting')})`, 'waiting')],
      width: 8,
      empty: NO_POOLER,
    }),
    timeSeries({
      title: 'Connections of the pooler',
      description: 'Connections of PgBouncer to the server. If none is idle for long, clients wait.',
      unit: 'short',
      stacked: true,
      queries: [query(`sum(${pools('sv_active')})`, 'active'), query(`sum(${pools('sv_idle')})`, 'idle')],
      width: 8,
      empty: NO_POOLER,
    }),
    timeSeries({
      title: 'Wait for a connection',
      description: 'How long the client has waited that has waited the longest, by pod of the pooler.',
      unit: 's',
      limits: { warn: 1, bad: 5 },
      queries: [query(`max by (pod) (${pools('maxwait')})`, '{{pod}}')],
      width: 8,
      empty: NO_POOLER,
    }),
  ];
}
