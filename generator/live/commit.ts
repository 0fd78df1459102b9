/** Commits in what engines call a revision. */

/** The commit of a revision such as `refs/heads/main@sha1:…`, or of one that is nothing else; undefined without one. */
export function commitIn(revision: string): string | undefined {
  return /(?:^|[@:/])([0-9a-f]{40}|[0-9a-f]{64})$/.exec(revision)?.[1];
}

/** As people read it. */
export function shortCommit(commit: string): string {
  return commit.slice(0, 12);
}
