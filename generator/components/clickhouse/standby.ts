/**
 * ClickHouse of a standby: empty until it is promoted, and then restored once from the last backup of its source that began before. A
 * restore replaces everything, so one after each backup would move all data across sites every day, and leave the tables half full meanwhile.
 */
import type { Stack } from '../../stack/component.ts';
import { type Recovery, recoveryDue, stampOf } from '../recovery.ts';
import { folderOf, makesBackups } from './backup-names.ts';
import { clickhouse } from './handle.ts';
import type { ClickhouseSettings } from './settings.ts';

/** The restore that is due. */
export function dueRecovery(s: ClickhouseSettings, stack: Stack): Recovery | undefined {
  return recoveryDue({ handle: clickhouse, folderOf, makesBackups }, s, stack);
}

/** The restore that is due as the marks in the bucket name it; empty where none is. */
export function requestOf(s: ClickhouseSettings, stack: Stack): string {
  const recovery = dueRecovery(s, stack);
  return recovery === undefined ? '' : stampOf(recovery.requestedAt);
}
