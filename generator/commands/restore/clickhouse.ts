/** `restore` of ClickHouse: its tables are emptied, and made of the last backup before the time. */
import { folderOf, makesBackups, ROOT } from '../../components/clickhouse/backup-names.ts';
import { LIST_BACKUPS } from '../../components/clickhouse/backup-statements.ts';
import { clickhouse } from '../../components/clickhouse/handle.ts';
import type { ClickhouseSettings } from '../../components/clickhouse/settings.ts';
import { settingsAt } from '../../stack/graph.ts';
import { bucketPlace, modeHindrance } from './bucket.ts';
import type { Archive, Hindrance, RestoreChange, Site, Source, Store, Wanted } from './store.ts';
import { utc } from './wanted.ts';

export const CLICKHOUSE: Store = {
  component: 'clickhouse',
  title: 'ClickHouse',
  look: `kubectl -n lang-observatory exec clickhouse-clickhouse-0-0-0 -- clickhouse client --query "${LIST_BACKUPS}"`,
  archive,
  source,
  change,
};

function settingsOf({ cluster }: Site): ClickhouseSettings {
  return settingsAt(cluster, clickhouse);
}

/** Servers know the bucket only where they make backups, so those of others are of no use without. */
function archive(site: Site): Archive | Hindrance {
  const settings = settingsOf(site);
  const hindrance = modeHindrance(site, clickhouse);
  if (hindrance !== undefined) return hindrance;
  const { enabled, schedule, retention } = settings.backup;
  if (makesBackups(settings, site.stack))
    return { place: bucketPlace(site, ROOT, folderOf(site.cluster.name)), schedule, retention };
  const why =
    enabled === undefined
      ? 'has no backups: backup.enabled is not set, and only Langfuse with an external object-store is backed up without it'
      : 'has no backups: backup.enabled is false';
  return { why, setting: ['backup', 'enabled'], isOvercome: false };
}

function source({ cluster }: Site, { now }: Wanted): Source {
  return { folder: folderOf(cluster.name), pruned: now, notes: [] };
}

function change(site: Site, folder: string, { text, now }: Wanted): RestoreChange {
  const own = folderOf(site.cluster.name);
  const { retention } = settingsOf(site).backup;
  return {
    fields: [['recovery', { targetTime: text, requestedAt: utc(now), ...(folder === own ? {} : { folder }) }]],
    notes: [
      `ClickHouse: its tables are emptied, and get the last backup in ${folder} that began at ${text} or before; Langfuse may write meanwhile, and that stays`,
      `ClickHouse: what is there is backed up before to ${own}, and can be restored like everything there for ${retention}`,
    ],
  };
}
