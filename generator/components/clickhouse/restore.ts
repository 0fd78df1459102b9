/** Restores ClickHouse: its tables are emptied, and made of the last backup before the time. */
import type { Stack } from '../../stack/component.ts';
import {
  type Archive,
  type Hindrance,
  type Restore,
  type RestoreChange,
  type RestoreSite,
  type Source,
  utc,
  type Wanted,
} from '../../stack/restore.ts';
import { bucketPlace } from '../bucket-place.ts';
import { folderOf, makesBackups, ROOT, retentionOf } from './backup-names.ts';
import { LIST_BACKUPS } from './backup-statements.ts';
import type { ClickhouseSettings } from './settings.ts';

type Site = RestoreSite<ClickhouseSettings, Stack>;

export const CLICKHOUSE_RESTORE: Restore<ClickhouseSettings, Stack> = {
  title: 'ClickHouse',
  look: `kubectl -n lang-observatory exec clickhouse-clickhouse-0-0-0 -- clickhouse client --query "${LIST_BACKUPS}"`,
  archive,
  source,
  change,
};

/** Servers know the bucket only where they make backups, so those of others are of no use without. */
function archive({ settings, stack, cluster }: Site): Archive | Hindrance {
  const { schedule } = settings.backup;
  if (makesBackups(settings)) {
    const retention = retentionOf(settings, stack);
    return { place: bucketPlace(stack, ROOT, folderOf(cluster.name)), schedule, retention };
  }
  const why = 'has no backups: backup.enabled is false';
  const hint =
    'set backup.enabled to true to have backups from now on, and to restore those that others made: servers know the bucket only then';
  return { why, hint, setting: ['backup', 'enabled'], isOvercome: false };
}

function source({ cluster }: Site, { now }: Wanted): Source {
  return { folder: folderOf(cluster.name), pruned: now, notes: [] };
}

function change({ settings, stack, cluster }: Site, folder: string, { text, now }: Wanted): RestoreChange {
  const own = folderOf(cluster.name);
  const retention = retentionOf(settings, stack);
  return {
    fields: [['recovery', { targetTime: text, requestedAt: utc(now), ...(folder === own ? {} : { folder }) }]],
    notes: [
      `ClickHouse: its tables are emptied, and get the last backup in ${folder} that began at ${text} or before; Langfuse may write meanwhile, and that stays`,
      `ClickHouse: what is there is backed up before to ${own}, and can be restored like everything there for ${retention}`,
    ],
  };
}
