/** The files of a repository in one state: of a revision, or as generate would leave them. */

export interface RepositoryTree {
  /** Of regular files, relative to the fleet's folder: all that engines could read, and all that were asked for. */
  readonly paths: ReadonlySet<string>;
  /** What identifies the content, as Git computes it; undefined when there is no such file. */
  id(path: string): string | undefined;
  /** The text of a file; undefined when there is none, or when it is not read yet (`trees/revision-tree.ts`). */
  read(path: string): string | undefined;
}
