/**
 * PgBouncer in front of the primary: CloudNativePG's Pooler, with its PodMonitor and PodDisruptionBudget. Clients of Langfuse open many
 * connections, each pod about two for each CPU of its node, and use few at once; a connection of PostgreSQL is a process with memory of its
 * own. The operator makes the sign-in of the pooler and its certificate, which is that of the server
 * (cloudnative-pg/cloudnative-pg:docs/src/connection_pooling.md).
 */
import { postgresPooler } from '../../kubernetes/cloudnative-pg.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import { podMonitor } from '../../kubernetes/monitor.ts';
import { disruptionBudget, topologySpread } from '../../kubernetes/placement.ts';
import { resourceRequirements } from '../../kubernetes/resources.ts';
import { resources as usage } from '../../kubernetes/security.ts';
import type { Flow, Stack } from '../../stack/component.ts';
import { kubernetesApiFlow } from '../../stack/kubernetes-api-flow.ts';
import { prometheus } from '../prometheus/handle.ts';
import { hasPooler, poolerLabels, poolerName, postgres } from './handle.ts';
import type { PostgresSettings } from './settings.ts';

/** That of CloudNativePG 1.30.0 (pkg/versions/versions.go), said so that it can come from a mirror. */
const IMAGE = 'ghcr.io/cloudnative-pg/pgbouncer:1.25.1';

/** In every size: PgBouncer uses one CPU at most. With TLS each of its clients takes about 40 KiB. */
export const POOLER_USAGE = usage('100m', '128Mi', '256Mi');

/** More than all pods of Langfuse open together. */
const MOST_CLIENTS = 2000;

/** The Pooler and what belongs to it; nothing without a pooler. */
export function poolerManifests(s: PostgresSettings): readonly Manifest[] {
  if (!hasPooler(s)) return [];
  const owner = { name: poolerName(s), namespace: STACK_NAMESPACE, component: postgres.name };
  const matchLabels = poolerLabels(s);
  return [
    postgresPooler(owner, s.name, {
      instances: s.pooler.instances,
      template: {
        spec: {
          containers: [{ name: 'pgbouncer', resources: resourceRequirements(s.pooler.resources) }],
          topologySpreadConstraints: topologySpread(matchLabels),
        },
      },
      pgbouncer: { image: IMAGE, poolMode: 'transaction', paused: false, parameters: parameters(s) },
    }),
    podMonitor({ ...owner, name: `${postgres.name}-pooler`, matchLabels, port: 'metrics' }),
    disruptionBudget({ ...owner, matchLabels }),
  ];
}

/**
 * Prisma prepares its statements under names. PgBouncer knows them since 1.21, so that Prisma needs no mode of its own for it
 * (prisma.io/docs: Configure Prisma Client with PgBouncer).
 */
function parameters({ maxConnections, pooler: { instances } }: PostgresSettings): Readonly<Record<string, string>> {
  return {
    client_tls_sslmode: 'require',
    default_pool_size: String(Math.max(1, Math.floor(maxConnections / 2 / instances))),
    max_client_conn: String(MOST_CLIENTS),
    max_prepared_statements: '200',
  };
}

/** Who talks to whom because of it, without its clients. */
export function poolerFlows(s: PostgresSettings, stack: Stack): readonly Flow[] {
  if (!hasPooler(s)) return [];
  return [
    { from: postgres.pooler, to: postgres.instances, ports: [5432], purpose: 'transactions of its clients' },
    kubernetesApiFlow(postgres.pooler, stack, 'the instance manager watches its Pooler and Secrets'),
    { from: prometheus.prometheus, to: postgres.pooler, ports: [9127], purpose: 'metrics of PgBouncer' },
  ];
}
