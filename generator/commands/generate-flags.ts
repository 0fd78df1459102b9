/** What a run of generate is asked for. */
import type { InputEdit } from './input-edit.ts';
import type { Beginning } from './next-steps.ts';

export interface GenerateFlags {
  readonly validate: boolean;
  readonly dryRun?: boolean;
  readonly force?: boolean;
  readonly cluster?: readonly string[];
  /** What a command changes in the input: it is written with the tree, or nothing is. */
  readonly edit?: InputEdit;
  /** What `init` has just done. */
  readonly begun?: Beginning;
}
