/** Whether the pooler has enough connections for its clients. */
import { type Alert, alert } from '../../telemetry/alert.ts';
import { promql } from '../../telemetry/promql.ts';

export const POSTGRES_POOLER_ALERTS: readonly Alert[] = [
  alert({
    name: 'PostgresPoolerClientsWait',
    rules: [
      {
        severity: 'warning',
        expression: promql('max by (cluster, environment) (cnpg_pgbouncer_pools_maxwait) > 5'),
        for: '5m',
      },
    ],
    summary: 'Clients of PgBouncer wait for a connection to PostgreSQL',
    description:
      'A transaction of Langfuse has waited for {{ $value | humanizeDuration }} for one of the connections of the pooler.',
    dashboard: 'postgres',
    runbook: {
      meaning:
        'All connections that the pooler may open are in use, or it cannot open any. Pages of Langfuse load slowly or fail, and its worker falls behind.',
      diagnosis: [
        {
          caption: 'Clients that wait, by database:',
          query: promql('sum by (database) (cnpg_pgbouncer_pools_cl_waiting)'),
        },
        {
          caption: 'Connections of the pooler to the server, in use and idle:',
          query: promql('sum by (database) (cnpg_pgbouncer_pools_sv_active)'),
        },
        {
          caption: 'The longest transactions, which keep their connection:',
          query: promql('max by (datname, state) (cnpg_backends_max_tx_duration_seconds)'),
        },
        {
          caption: 'Errors in the log of the pooler:',
          command:
            'kubectl -n lang-observatory logs -l cnpg.io/podRole=pooler --all-containers --tail=100 | grep -iE "error|warning"',
        },
      ],
      mitigation: [
        'PostgreSQL is down or has no primary: see [PostgresDown].',
        'Transactions take long: the server lacks CPU, memory or fast disks. Increase `components.postgres.resources`.',
        'The server has resources left: increase `components.postgres.maxConnections`. The pods of the pooler together use half of it.',
      ],
    },
  }),
];
