/** The files of a commit, below the folder that Git is asked in. Nothing is checked out. */
import { askGit } from './git.ts';

/** A regular file as Git keeps it. */
export interface GitFile {
  /** `100644`, or `100755` for a program. */
  readonly mode: string;
  readonly id: string;
}

/** Every regular file, by path; a link or another repository is no file of ours. */
export async function filesAt(repo: string, commit: string): Promise<ReadonlyMap<string, GitFile>> {
  const [listing = ''] = await askGit(repo, ['ls-tree', '-r', '-z', commit]);
  // Lines `<mode> blob <id>\t<path>`.
  return new Map(
    listing.split('\0').flatMap((entry) => {
      const [, mode, id, path] = /^(100\d{3}) blob ([0-9a-f]+)\t(.*)$/s.exec(entry) ?? [];
      return mode === undefined || id === undefined || path === undefined ? [] : [[path, { mode, id }] as const];
    }),
  );
}

/** Paths of what differs between two commits, from the root of the Git repository, wherever Git is asked. */
export async function differingPaths(repo: string, one: string, other: string): Promise<readonly string[]> {
  const [listing = ''] = await askGit(repo, ['diff-tree', '-r', '-z', '--name-only', '--no-renames', one, other]);
  return listing.split('\0').filter((path) => path !== '');
}

/** The id of the content of each file. */
export function idsOf(files: ReadonlyMap<string, GitFile>): ReadonlyMap<string, string> {
  return new Map([...files].map(([path, { id }]) => [path, id]));
}

/** The files with others in their place; without those that have none. */
export function overlaid(
  files: ReadonlyMap<string, GitFile>,
  others: ReadonlyMap<string, GitFile | undefined>,
): ReadonlyMap<string, GitFile> {
  const all = new Map<string, GitFile | undefined>([...files, ...others]);
  return new Map([...all].flatMap(([path, file]) => (file === undefined ? [] : [[path, file] as const])));
}

/** What `git update-index -z --index-info` reads: files to put into an index, and files to take out of it. */
export function indexLines(
  files: Iterable<readonly [path: string, file: GitFile | undefined]>,
  { commit, prefix }: { readonly commit: string; readonly prefix: string },
): string {
  // As long as every id of the repository.
  const gone = '0'.repeat(commit.length);
  return [...files].map(([path, file]) => `${file?.mode ?? '0'} ${file?.id ?? gone}\t${prefix}${path}\0`).join('');
}
