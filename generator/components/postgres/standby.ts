/**
 * PostgreSQL of a standby: a replica cluster of CloudNativePG, which is made from the archive of its source and then replays what is added
 * to it. Nothing connects both sites: they share the bucket. Promotion ends the replay, and cannot be undone
 * (cloudnative-pg/cloudnative-pg:docs/src/replica_cluster.md, Standalone Replica Clusters). It archives to a folder of its own from the
 * beginning, so it has backups at once when it is promoted.
 */
import type { JsonObject } from '../../data/json.ts';
import type { Standby } from '../../fleet/model.ts';
import type { Stack } from '../../stack/component.ts';
import { settingsAt } from '../../stack/graph.ts';
import { waitingStandby } from '../../stack/standby.ts';
import { folderOf } from './archives.ts';
import { ORIGIN } from './backups.ts';
import { postgres } from './handle.ts';
import type { PostgresSettings } from './settings.ts';

/** What the Cluster follows. A promoted standby can be restored like every other cluster: then it has a Cluster that never followed. */
function followed({ recovery }: PostgresSettings, { standby }: Stack): Standby | undefined {
  return standby?.promotedAt !== undefined && recovery !== undefined ? undefined : standby;
}

/** On a standby, the settings of a Cluster that is made from the archive of the source as late as it reaches. */
export function following(s: PostgresSettings, stack: Stack): PostgresSettings {
  const standby = followed(s, stack);
  if (standby === undefined) return s;
  const { name } = settingsAt(standby.source, postgres);
  return { ...s, recovery: { serverName: folderOf(name, standby.source.name) } };
}

/** The part of a Cluster's spec that says whether it follows; nothing where it is no standby. */
export function replicaSpec(s: PostgresSettings, stack: Stack): JsonObject {
  if (followed(s, stack) === undefined) return {};
  return { replica: { enabled: waitingStandby(stack) !== undefined, source: ORIGIN } };
}
