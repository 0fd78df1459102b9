/** What is wrong with a repository, as data: where, what, and what to do. */

export interface Finding {
  readonly code: string;
  /** File, or folder that was built. */
  readonly file: string;
  /** From 1, if known. */
  readonly line?: number | undefined;
  /** From 1, if known. */
  readonly column?: number | undefined;
  /** `Kind/namespace/name`, when it is about an object. */
  readonly object?: string | undefined;
  readonly message: string;
  readonly hint?: string | undefined;
}
