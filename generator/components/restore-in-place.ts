/** How the command `restore` asks for a restore into a store that stays the same. */
import type { CommonSettings } from '../fleet/model.ts';
import type { Stack } from '../stack/component.ts';
import { type Archive, type Restore, type RestoreSite, utc } from '../stack/restore.ts';
import { sourceBefore } from '../stack/standby.ts';
import { bucketPlace } from './bucket-place.ts';

interface Store<S> extends Pick<Restore<S, Stack>, 'retentionAt'> {
  /** Of the component, its folder in the bucket, and the end of the names of folders in it. */
  readonly root: string;
  readonly title: string;
  readonly look: string;
  /** Why nothing that others made can be restored without backups of its own. */
  readonly without: string;
  /** What becomes of the data that comes back, within a sentence: `source` is the folder, and `time` the one that is asked for. */
  comesBack(source: string, time: string): string;
  /** What becomes of what is there, where nothing of it is replaced; by default it is backed up. `own` is the folder that it is backed up to, for the time of the retention. */
  readonly before?: (own: string, retention: string) => string;
  schedule(settings: S): string;
  retention(settings: S, stack: Stack): string;
}

const IS_KEPT = (own: string, retention: string): string =>
  `what is there is backed up before to ${own}, and can be restored like everything there for ${retention}`;

export function restoreInPlace<S extends CommonSettings & { readonly backup: { readonly enabled: boolean } }>(
  store: Store<S>,
): Restore<S, Stack> {
  const { root, title, look, without, before = IS_KEPT } = store;
  const isAddition = store.before !== undefined;
  const folderOf = ({ cluster }: RestoreSite<S, Stack>): string => `${cluster.name}.${root}`;
  const archive = (site: RestoreSite<S, Stack>): Archive => ({
    place: bucketPlace(site.stack, root, folderOf(site)),
    schedule: store.schedule(site.settings),
    retention: store.retention(site.settings, site.stack),
  });
  return {
    title,
    look,
    isAddition,
    ...(store.retentionAt === undefined ? {} : { retentionAt: store.retentionAt }),
    archive: (site) =>
      site.settings.backup.enabled
        ? archive(site)
        : {
            why: 'has no backups: backup.enabled is false',
            hint: `set backup.enabled to true to have backups from now on, and to restore those that others made: ${without}`,
            setting: ['backup', 'enabled'],
            isOvercome: false,
          },
    source: (site, { time, now }) => {
      const source = sourceBefore(site.stack, time);
      // What is brought back beside the rest is that of the cluster itself also before.
      if (source === undefined || isAddition) return { folder: folderOf(site), pruned: now, notes: [] };
      return {
        folder: `${source.name}.${root}`,
        pruned: undefined,
        notes: [`${title}: ${site.cluster.name} was a standby then, so the backups are those of ${source.name}`],
      };
    },
    change: (site, folder, { text, now }) => {
      const own = folderOf(site);
      return {
        fields: [['recovery', { targetTime: text, requestedAt: utc(now), ...(folder === own ? {} : { folder }) }]],
        notes: [
          `${title}: ${store.comesBack(folder, text)}`,
          `${title}: ${before(own, store.retention(site.settings, site.stack))}`,
        ],
      };
    },
  };
}
