/** What a component that has backups says of them, and how it gets data of an earlier time back. */
import type { Json } from '../data/json.ts';
import type { ClusterFacts } from '../fleet/model.ts';

/** A component on a cluster where it is deployed; `Around` is the stack, whose file imports this one. */
export interface RestoreSite<S, Around> {
  readonly settings: S;
  readonly stack: Around;
  readonly cluster: Pick<ClusterFacts, 'name'>;
}

/** The backups that it makes now. */
export interface Archive {
  /** In the bucket, as `s3://bucket/folder/`. */
  readonly place: string;
  readonly schedule: string;
  /** Such as `30d`. */
  readonly retention: string;
}

/** Why it has no backups, and the setting below the component that says so. */
export interface Hindrance {
  readonly why: string;
  /** What to do about it. */
  readonly hint: string;
  readonly setting: readonly string[];
  /** Whether backups that another Cluster made can be restored all the same. */
  readonly isOvercome: boolean;
}

/** Where the data of a time is. */
export interface Source {
  readonly folder: string;
  /** The last time at which retention deleted the oldest there; undefined if nobody knows. */
  readonly pruned: Date | undefined;
  /** What somebody should know of the choice. */
  readonly notes: readonly string[];
}

/** What is asked for. `text` is the time as somebody wrote it. */
export interface Wanted {
  readonly time: Date;
  readonly text: string;
  readonly now: Date;
}

export interface RestoreChange {
  /** Fields below the component, one after the other. */
  readonly fields: readonly (readonly [name: string, value: Json])[];
  /** What becomes of the data, as sentences. */
  readonly notes: readonly string[];
}

export interface Restore<S, Around> {
  readonly title: string;
  /** Shows what is in the bucket. */
  readonly look: string;
  /** The setting below the component that says how far back it goes; `backup.retention` unless it is said. */
  readonly retentionAt?: readonly string[];
  /** Whether it only adds what the store does not have: what is older than the retention would not stay, so there is nothing to bring back. */
  readonly isAddition: boolean;
  archive(site: RestoreSite<S, Around>): Archive | Hindrance;
  /** The folder with backups of a time; undefined where each that the input knows began later. */
  source(site: RestoreSite<S, Around>, wanted: Wanted): Source | undefined;
  change(site: RestoreSite<S, Around>, folder: string, wanted: Wanted): RestoreChange;
}

/** In seconds, as the input takes it. */
export function utc(time: Date): string {
  return time.toISOString().replace(/\.\d+/, '');
}
