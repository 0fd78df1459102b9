/** PgBouncer as CloudNativePG's exporter shows it, for each database and user that it has connections for. */
import { gauge, metricsOf } from './metric.ts';

const POOL = ['database', 'user'];

export const PGBOUNCER = metricsOf(
  {
    emitter: 'pgbouncer',
    delivery: 'scraped',
    source: 'cloudnative-pg/cloudnative-pg:pkg/management/pgbouncer/metricsserver/pools.go',
  },
  [
    gauge('cnpg_pgbouncer_pools_cl_active', 'count', POOL, 'Clients that have a connection, or ask for none.'),
    gauge('cnpg_pgbouncer_pools_cl_waiting', 'count', POOL, 'Clients that wait for a connection.'),
    gauge('cnpg_pgbouncer_pools_maxwait', 'seconds', POOL, 'How long the first of them has waited, in whole seconds.'),
    gauge('cnpg_pgbouncer_pools_sv_active', 'count', POOL, 'Connections to the server that a client has.'),
    gauge('cnpg_pgbouncer_pools_sv_idle', 'count', POOL, 'Connections to the server that no client has.'),
  ],
);
