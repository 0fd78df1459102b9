/** The Cluster object of CloudNativePG. */
import type { JsonObject } from '../../data/json.ts';
import { loginRole } from '../../kubernetes/cloudnative-pg.ts';
import { topologySpread } from '../../kubernetes/placement.ts';
import { memoryLimit, type ResourceSettings, resourceRequirements } from '../../kubernetes/resources.ts';
import type { Stack } from '../../stack/component.ts';
import { recoveryBootstrap } from './backups.ts';
import { GRAFANA, LANGFUSE } from './handle.ts';
import { auditParameters } from './pgaudit.ts';
import type { PostgresSettings } from './settings.ts';

export function instanceLabels(s: PostgresSettings): Readonly<Record<string, string>> {
  return { 'cnpg.io/cluster': s.name, 'cnpg.io/podRole': 'instance' };
}

/** The bootstrap of a new Cluster; it has no effect on an existing one. */
function bootstrap({ recovery: from }: PostgresSettings): JsonObject {
  const langfuse = { database: LANGFUSE.database, owner: LANGFUSE.username, secret: { name: LANGFUSE.secretName } };
  if (from !== undefined) return { recovery: { ...recoveryBootstrap(from), ...langfuse } };
  return { initdb: { ...langfuse, dataChecksums: true } };
}

/** The Cluster's spec without its backups, which differ by Kubernetes cluster. */
export function clusterSpec(s: PostgresSettings, stack: Pick<Stack, 'storageClass' | 'of'>): JsonObject {
  const { instances, image, storage, walStorage, storageClass = stack.storageClass } = s;
  return {
    instances,
    imageName: image,
    bootstrap: bootstrap(s),
    managed: { roles: [loginRole(GRAFANA.username, GRAFANA.secretName)] },
    storage: volume(storage, storageClass),
    ...(walStorage === undefined ? {} : { walStorage: volume(walStorage, storageClass) }),
    resources: resourceRequirements(s.resources),
    postgresql: {
      parameters: { ...parameters(s), ...auditParameters(s, stack) },
      // A commit waits for one replica if there is one, and does not block if there is none.
      ...(instances === 1 ? {} : { synchronous: { method: 'any', number: 1, dataDurability: 'preferred' } }),
    },
    affinity: { enablePodAntiAffinity: true, podAntiAffinityType: 'preferred', topologyKey: 'kubernetes.io/hostname' },
    topologySpreadConstraints: topologySpread(instanceLabels(s)),
    // The default is half a minute, as long as the scrape interval: every second scrape would find no new values.
    monitoring: { metricsQueriesTTL: '20s' },
    enablePDB: true,
    enableSuperuserAccess: false,
    primaryUpdateStrategy: 'unsupervised',
    primaryUpdateMethod: instances === 1 ? 'restart' : 'switchover',
  };
}

function volume(size: string, storageClass: string | undefined): JsonObject {
  return { size, ...(storageClass === undefined ? {} : { storageClass }) };
}

/** A quarter of the memory for shared buffers and three quarters as the planner's idea of the cache, as PostgreSQL's manual advises. */
function parameters({
  maxConnections,
  resources: limits,
}: {
  readonly maxConnections: number;
  readonly resources: ResourceSettings;
}): JsonObject {
  const memory = memoryLimit(limits);
  const share = (part: number): string => `${Math.floor(((memory ?? 0) * part) / 2 ** 20)}MB`;
  return {
    max_connections: String(maxConnections),
    ...(memory === undefined ? {} : { shared_buffers: share(1 / 4), effective_cache_size: share(3 / 4) }),
    log_min_duration_statement: '1000',
  };
}
