/** Restores PostgreSQL: another Cluster beside the present one, made from its archive. */
import type { Stack } from '../../stack/component.ts';
import { settingsAt } from '../../stack/graph.ts';
import type { Archive, Hindrance, Restore, RestoreChange, RestoreSite, Source, Wanted } from '../../stack/restore.ts';
import { sourceBefore } from '../../stack/standby.ts';
import { bucketPlace } from '../bucket-place.ts';
import { folderOf, restoredName, sourceAt } from './archives.ts';
import { STORE } from './backups.ts';
import { postgres } from './handle.ts';
import type { PostgresSettings } from './settings.ts';

type Site = RestoreSite<PostgresSettings, Stack>;

export const POSTGRES_RESTORE: Restore<PostgresSettings, Stack> = {
  title: 'PostgreSQL',
  look: `kubectl -n lang-observatory get objectstores.barmancloud.cnpg.io/${STORE} -o jsonpath='{.status.serverRecoveryWindow}'`,
  isAddition: false,
  archive,
  source,
  change,
};

function archive({ settings, stack, cluster }: Site): Archive | Hindrance {
  const { name, backup } = settings;
  if (!backup.enabled)
    return {
      why: 'has no backups: backup.enabled is false',
      hint: 'name the folder of an archive in its bucket with --from; set backup.enabled to true to have backups from now on',
      setting: ['backup', 'enabled'],
      isOvercome: true,
    };
  const { schedule, retention } = backup;
  return { place: bucketPlace(stack, STORE, folderOf(name, cluster.name)), schedule, retention };
}

function source({ settings, stack, cluster }: Site, { time, now }: Wanted): Source | undefined {
  const standbyOf = settings.recovery === undefined ? sourceBefore(stack, time) : undefined;
  if (standbyOf !== undefined) {
    const folder = sourceAt(settingsAt(standbyOf, postgres), standbyOf.name, time)?.folder;
    const note = `PostgreSQL: ${cluster.name} was a standby then, so the archive is that of ${standbyOf.name}`;
    return folder === undefined ? undefined : { folder, pruned: undefined, notes: [note] };
  }
  const found = sourceAt(settings, cluster.name, time);
  if (found === undefined) return undefined;
  const { folder, ended, isUnsure } = found;
  const former = settings.recovery?.serverName ?? '';
  return {
    folder,
    pruned: folder === folderOf(settings.name, cluster.name) ? now : ended,
    notes: isUnsure
      ? [
          `if the Cluster ${settings.name} was made after that time, its archive has nothing of it: use --from ${former}`,
        ]
      : [],
  };
}

function change({ settings, cluster }: Site, folder: string, { text, now }: Wanted): RestoreChange {
  const { name, backup } = settings;
  const made = restoredName(name, now);
  const archiving = backup.enabled ? `, and archives to ${folderOf(made, cluster.name)}` : '';
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
