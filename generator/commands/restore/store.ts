/** What `restore` knows of a store that has backups. */
import type { Json } from '../../data/json.ts';
import type { Cluster } from '../../fleet/model.ts';
import type { LevelGraph } from '../../stack/graph.ts';

export const STORE_NAMES = ['postgres', 'clickhouse'] as const;
export type StoreName = (typeof STORE_NAMES)[number];

/** A cluster whose stores are restored. */
export interface Site {
  readonly cluster: Cluster;
  readonly stack: LevelGraph['stack'];
}

/** The backups that a store makes now. */
export interface Archive {
  /** In the bucket, as `s3://bucket/folder/`. */
  readonly place: string;
  readonly schedule: string;
  /** Such as `30d`. */
  readonly retention: string;
}

/** Why a store has no backups, and the setting below the component that says so. */
export interface Hindrance {
  readonly why: string;
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

export interface Store {
  readonly component: StoreName;
  readonly title: string;
  /** Shows what is in the bucket. */
  readonly look: string;
  archive(site: Site): Archive | Hindrance;
  /** The folder with backups of a time; undefined where each that the input knows began later. */
  source(site: Site, wanted: Wanted): Source | undefined;
  change(site: Site, folder: string, wanted: Wanted): RestoreChange;
}
