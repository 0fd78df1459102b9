/** What a new fleet repository starts from: what its files are written with. */
import type { Ci, Commit } from './ci.ts';

export interface Starter {
  /** Of the fleet. */
  readonly name: string;
  readonly url: string;
  /** The branch that changes are merged into. */
  readonly branch: string;
  /** The folder of the fleet in its Git repository; `.` for the root. */
  readonly path: string;
  readonly domain: string;
  readonly environment: string;
  readonly cluster: string;
  readonly engine: string;
  readonly provider: string;
  readonly region?: string;
  /** The CI of the repository; undefined for none that we know. */
  readonly ci?: Ci | undefined;
  readonly commit: Commit;
}

/** Files by path: of the pipeline below the root of the Git repository, and all others below the folder of the fleet. */
export type StarterFiles = ReadonlyMap<string, string>;

/** What comes before a path of the fleet to make it one of the Git repository: empty, or with a slash at its end. */
export function prefixOf({ path }: Pick<Starter, 'path'>): string {
  return path === '.' ? '' : `${path}/`;
}
