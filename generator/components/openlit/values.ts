/** Helm values of OpenLIT's chart. */

import type { JsonObject } from '../../data/json.ts';
import { resourceRequirements } from '../../kubernetes/resources.ts';
import { fromSecret } from '../../kubernetes/secret-variable.ts';
import type { Stack } from '../../stack/component.ts';
import { clickhouse, openlitDatabase } from '../clickhouse/handle.ts';
import { openlit } from './handle.ts';
import { openlitRepository } from './image.ts';
import { DATABASE_SECRET, OPENLIT_CORE, oauthKey, oauthSecretName } from './secrets.ts';
import type { OauthProvider, OpenlitSettings } from './settings.ts';

export function openlitValues(s: OpenlitSettings, stack: Stack): JsonObject {
  const { host, database } = openlitDatabase(stack.of(clickhouse));
  const { httpPort } = clickhouse.connection(stack.of(clickhouse));
  return {
    fullnameOverride: openlit.name,
    // Users, organisations and settings are in SQLite, on a volume that one pod can mount. A second pod would have its own.
    replicaCount: 1,
    image: { repository: openlitRepository(s), tag: s.image.tag ?? '', pullPolicy: 'IfNotPresent' },
    // The chart's default is a load balancer, with the port that takes telemetry from anybody.
    service: { type: 'ClusterIP', port: openlit.connection.port, target_port: openlit.connection.port },
    resources: resourceRequirements(s.resources),
    persistence: {
      enabled: true,
      accessMode: 'ReadWriteOnce',
      size: s.storage,
      storageClassName: s.storageClass ?? stack.storageClass ?? '',
    },
    config: {
      secret: { name: DATABASE_SECRET, usernameKey: 'username', passwordKey: 'password' },
      database: { name: database, host, port: String(httpPort), username: '', password: '' },
      usageMetrics: false,
      // Each cluster has its own; without OAuth, OpenLIT takes the host of the request.
      nextauthUrl: '',
      oauth: oauthValues(s),
    },
    extraEnv: [
      fromCore('OPENLIT_VAULT_ENCRYPTION_KEY', 'vault-encryption-key'),
      // Without it, anybody who reaches the port may start its jobs (openlit/openlit:src/client/src/middleware/check-auth.ts).
      fromCore('CRON_JOB_SECRET', 'cron-job-secret'),
    ],
    clickhouse: { enabled: false },
    ingress: { enabled: false },
    // A privileged DaemonSet.
    'openlit-controller': { enabled: false },
  };
}

/** A provider is on where the Secret has its keys: one that is not asked for is read from keys that no Secret has. */
function oauthValues(s: OpenlitSettings): JsonObject {
  const keyOf = (provider: OauthProvider, what: 'ID' | 'SECRET'): string =>
    s.oauth?.providers.includes(provider) ? oauthKey(provider, what) : `no-client-${what.toLowerCase()}`;
  return {
    existingSecret: oauthSecretName(s),
    googleClientIdKey: keyOf('google', 'ID'),
    googleClientSecretKey: keyOf('google', 'SECRET'),
    githubClientIdKey: keyOf('github', 'ID'),
    githubClientSecretKey: keyOf('github', 'SECRET'),
  };
}

function fromCore(name: string, key: string): JsonObject {
  return fromSecret(name, OPENLIT_CORE, key);
}
