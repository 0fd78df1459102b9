/** `restore` of PostgreSQL: another Cluster beside the present one, made from its archive. */
import { folderOf, restoredName, sourceAt } from '../../components/postgres/archives.ts';
import { STORE } from '../../components/postgres/backups.ts';
import { postgres } from '../../components/postgres/handle.ts';
import type { PostgresSettings } from '../../components/postgres/settings.ts';
import { settingsAt } from '../../stack/graph.ts';
import { bucketPlace, modeHindrance } from './bucket.ts';
import type { Archive, Hindrance, RestoreChange, Site, Source, Store, Wanted } from './store.ts';

export const POSTGRES: Store = {
  component: 'postgres',
  title: 'PostgreSQL',
  look: `kubectl -n lang-observatory get objectstores.barmancloud.cnpg.io/${STORE} -o jsonpath='{.status.serverRecoveryWindow}'`,
  archive,
  source,
  change,
};

function settingsOf({ cluster }: Site): PostgresSettings {
  return settingsAt(cluster, postgres);
}

function archive(site: Site): Archive | Hindrance {
  const { name, backup } = settingsOf(site);
  const hindrance = modeHindrance(site, postgres);
  if (hindrance !== undefined) return hindrance;
  if (!backup.enabled)
    return { why: 'has no backups: backup.enabled is false', setting: ['backup', 'enabled'], isOvercome: true };
  const { schedule, retention } = backup;
  return { place: bucketPlace(site, STORE, folderOf(name, site.cluster.name)), schedule, retention };
}

function source(site: Site, { time, now }: Wanted): Source | undefined {
  const settings = settingsOf(site);
  const found = sourceAt(settings, site.cluster.name, time);
  if (found === undefined) return undefined;
  const { folder, ended, isUnsure } = found;
  const former = settings.recovery?.serverName ?? '';
  return {
    folder,
    pruned: folder === folderOf(settings.name, site.cluster.name) ? now : ended,
    notes: isUnsure
      ? [
          `if the Cluster ${settings.name} was made after that time, its archive has nothing of it: use --from ${former}`,
        ]
      : [],
  };
}

function change(site: Site, folder: string, { text, now }: Wanted): RestoreChange {
  const { name, backup } = settingsOf(site);
  const made = restoredName(name, now);
  const archiving = backup.enabled ? `, and archives to ${folderOf(made, site.cluster.name)}` : '';
  return {
    fields: [
      ['name', made],
      ['recovery', { serverName: folder, targetTime: text }],
    ],
    notes: [
      `PostgreSQL: the Cluster ${made} is made from the archive ${folder} as of ${text}${archiving}`,
      `PostgreSQL: the Cluster ${name} and its archive stay as they are: reverting this change goes back to it, until somebody deletes it`,
    ],
  };
}
