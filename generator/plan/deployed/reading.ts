/** What both engines are read with. */
import type { Repository } from '../../fleet/model.ts';
import type { MergeValues } from './merged-values.ts';

export interface Reading {
  readonly merge: MergeValues;
  /** Engines name folders from the root of the Git repository, and a tree begins at the folder of the fleet. */
  readonly repository: Pick<Repository, 'path'>;
}
