/** Zod type for the address of a Git repository, as far as a generated manifest can carry it. */
import * as z from 'zod';

/** https://, ssh:// or the scp form that Git knows, which comes out as ssh://: Flux takes no other form (GitRepository's schema). */
export const gitUrl = z
  .string()
  .regex(/^(https?:\/\/|ssh:\/\/|[a-z0-9_-]+@[a-z0-9.-]+:)[^\s]+$/, {
    error: 'is not the address of a Git repository such as https://github.com/acme/observability.git',
  })
  // Everybody who may read the repository, and every generated Application, would have it.
  .refine((url) => !holdsCredential(url), { error: 'holds a credential; name a Secret with secretName instead' })
  .transform((url) => url.replace(/^([a-z0-9_-]+@[a-z0-9.-]+):\/?/, 'ssh://$1/'));

/** The name of a user is none, unless it is a token: providers take those as names too. Azure DevOps writes the organisation there. */
function holdsCredential(url: string): boolean {
  const [, user, organisation] = /^[a-z]+:\/\/([^/@]*)@[^/]*(?:\/([^/]*))?/.exec(url) ?? [];
  if (user === undefined) return false;
  return user.includes(':') || /%3a/i.test(user) || (TOKEN.test(user) && user !== organisation);
}

/** The forms of GitHub and GitLab, and whatever is as long as no name of a user is. */
const TOKEN = /^(?:gh[a-z]_|github_pat_|gl[a-z]+-)|^.{20,}$/;
