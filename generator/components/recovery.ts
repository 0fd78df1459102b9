/** A restore into a store that stays the same: when one is due, and how the bucket and a plan name it. */
import type { CommonSettings } from '../fleet/model.ts';
import type { Stack } from '../stack/component.ts';
import { settingsAt } from '../stack/graph.ts';
import type { Handle } from '../stack/handle.ts';

export interface Recovery {
  readonly targetTime: string;
  readonly requestedAt: string;
  /** With the backups, below that of the component; by default the one of the cluster. */
  readonly folder?: string | undefined;
}

/** The settings of a store that is restored in place. */
export type Recoverable = CommonSettings & { readonly recovery?: Recovery | undefined };

/** A store, and where a cluster has the backups of it. */
interface RecoveredStore<S extends Recoverable> {
  readonly handle: Handle<S>;
  folderOf(cluster: string): string;
  makesBackups(settings: S): boolean;
}

/** The restore that is due: what somebody asks for, or what the promotion of a standby needs, where its source has something to restore. */
export function recoveryDue<S extends Recoverable>(
  { handle, folderOf, makesBackups }: RecoveredStore<S>,
  { recovery: asked }: S,
  { standby }: Pick<Stack, 'standby'>,
): Recovery | undefined {
  if (standby?.promotedAt === undefined) return asked;
  const { source, promotedAt } = standby;
  if (asked !== undefined && !isPast(asked, promotedAt)) return asked;
  if (!makesBackups(settingsAt(source, handle))) return undefined;
  return { folder: folderOf(source.name), targetTime: promotedAt, requestedAt: promotedAt };
}

/** Whether it was asked for before the promotion, whose own restore comes after it: one that is asked for later comes in its place. */
export function isPast({ requestedAt }: Recovery, promotedAt: string): boolean {
  return new Date(requestedAt) < new Date(promotedAt);
}

/** What the Job of a restore says once that is done. */
export const IS_DONE = 'nothing is left to restore';

/** And when it comes too late: what says in the bucket that a restore is done may be gone by then. */
export const IS_TOO_LATE =
  'it was asked for more than a week ago, so nothing is restored: ask again if it was never done';

/** As names of backups say times: `20260801T100000Z`. */
export function stampOf(time: string): string {
  return new Date(time).toISOString().replaceAll(/[-:]|\.\d+/g, '');
}

/** What the annotation of the Job says, which a plan shows. */
export function restoreNote(folder: string, { targetTime, requestedAt }: Recovery): string {
  return `${folder} as of ${targetTime}, asked for at ${requestedAt}`;
}
