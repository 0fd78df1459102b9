/** A restore into a store that stays the same: when one is due, and how the bucket and a plan name it. */
import type { Stack } from '../stack/component.ts';

export interface Recovery {
  readonly targetTime: string;
  readonly requestedAt: string;
  /** With the backups, below that of the component; by default the one of the cluster. */
  readonly folder?: string | undefined;
}

/** The restore that is due: what somebody asks for, or what the promotion of a standby needs. */
export function recoveryDue(
  asked: Recovery | undefined,
  { standby }: Pick<Stack, 'standby'>,
  folderOf: (cluster: string) => string,
): Recovery | undefined {
  if (standby?.promotedAt === undefined) return asked;
  const { source, promotedAt } = standby;
  // A later one that somebody asks for comes in its place.
  return asked ?? { folder: folderOf(source.name), targetTime: promotedAt, requestedAt: promotedAt };
}

/** As names of backups say times: `20260801T100000Z`. */
export function stampOf(time: string): string {
  return new Date(time).toISOString().replaceAll(/[-:]|\.\d+/g, '');
}

/** What the annotation of the Job says, which a plan shows. */
export function restoreNote(folder: string, { targetTime, requestedAt }: Recovery): string {
  return `${folder} as of ${targetTime}, asked for at ${requestedAt}`;
}
