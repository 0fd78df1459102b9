/** Zod types for the names of Git, by the rules of git-check-ref-format, as far as a generated manifest can carry them. */
import * as z from 'zod';

const NAME = /^(?!.*(\.\.|\/\/|\/\.|\.lock(\/|$)))[A-Za-z0-9_][A-Za-z0-9._/-]*(?<![./])$/;

export const branchName = z
  .string()
  .regex(NAME, { error: 'is not the name of a branch such as main or release/all' })
  .refine((name) => !name.startsWith('refs/'), { error: 'is a full ref; write the name of the branch alone' });

/** A branch, or a full ref to a branch or tag; comes out as a full ref. */
export const gitRef = z
  .string()
  .regex(NAME, { error: 'is not a branch or a ref such as main or refs/tags/v1' })
  .refine((ref) => !ref.startsWith('refs/') || /^refs\/(heads|tags)\/./.test(ref), {
    error: 'is a ref to neither a branch (refs/heads/…) nor a tag (refs/tags/…)',
  })
  .transform((ref) => (ref.startsWith('refs/') ? ref : `refs/heads/${ref}`));

/** https://, ssh:// or the scp form that Git knows, which comes out as ssh://: Flux takes no other form (GitRepository's schema). */
export const gitUrl = z
  .string()
  .regex(/^(https?:\/\/|ssh:\/\/|[a-z0-9_-]+@[a-z0-9.-]+:)[^\s]+$/, {
    error: 'is not the address of a Git repository such as https://github.com/acme/observability.git',
  })
  // Everybody who may read the repository, and every generated Application, would have it.
  .refine((url) => !/^[a-z]+:\/\/[^/@]*:[^/@]*@/.test(url) && !/^https?:\/\/[^/@]*@/.test(url), {
    error: 'holds a credential; name a Secret with secretName instead',
  })
  .transform((url) => url.replace(/^([a-z0-9_-]+@[a-z0-9.-]+):\/?/, 'ssh://$1/'));
