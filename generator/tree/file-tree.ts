/** A generated tree is an iterable of files, so that a large fleet streams through the program. */
export interface GeneratedFile {
  /** Relative to the repository, with `/`. */
  readonly path: string;
  readonly text: string;
}

export type FileTree = Iterable<GeneratedFile>;
