/**
 * ClickHouse of a standby: empty until it is promoted, and then restored once from the last backup of its source that began before. A
 * restore replaces everything, so one after each backup would move all data across sites every day, and leave the tables half full meanwhile.
 */
import type { Stack } from '../../stack/component.ts';
import { folderOf } from './backup-names.ts';
import type { ClickhouseSettings } from './settings.ts';

/** The restore that is due: what somebody asks for, or what the promotion of a standby needs. */
export function dueRecovery(s: ClickhouseSettings, { standby }: Stack): ClickhouseSettings['recovery'] {
  if (standby?.promotedAt === undefined) return s.recovery;
  const { source, promotedAt } = standby;
  // A later one that somebody asks for comes in its place.
  return s.recovery ?? { folder: folderOf(source.name), targetTime: promotedAt, requestedAt: promotedAt };
}
