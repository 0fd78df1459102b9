/** Zod types for the URL of a Git repository and for a folder of it that can be written into a generated manifest. */
import * as z from 'zod';
import { isAddressText } from './address-text.ts';
import { FOLDER } from './folder.ts';

const NOT_AN_ADDRESS = 'is not the address of a Git repository such as https://github.com/acme/observability.git';

/** https://, ssh:// or the scp form of Git, which becomes ssh://: Flux accepts no other form (GitRepository's schema). */
export const gitUrl = z
  .string()
  .meta({ title: 'Git URL', examples: ['https://github.com/acme/observability.git'] })
  .regex(/^(https?:\/\/|ssh:\/\/|[a-z0-9_-]+@[a-z0-9.-]+:)[^\s]+$/, { error: NOT_AN_ADDRESS, abort: true })
  .transform((url) => url.replace(/^([a-z0-9_-]+@[a-z0-9.-]+):\/?/, 'ssh://$1/'))
  .refine((url) => isAddressText(url) && URL.canParse(url), { error: NOT_AN_ADDRESS, abort: true })
  // Everybody who can read the repository or a generated Application could read it.
  .refine((url) => !holdsCredential(url), { error: 'contains a credential; name a Secret with secretName instead' })
  .refine((url) => !isOption(url), { error: 'has a user or a host that begins with -, which is an option to ssh' });

/** `.` is the root of the repository. */
export const gitFolder = z
  .string()
  .refine((path) => path === '.' || FOLDER.test(path), {
    error: 'is not a folder of the Git repository, written relative to its root with letters, digits, ., _, - and /',
    abort: true,
  })
  // On file systems that ignore case, .GIT is the same folder: Git refuses it too.
  .refine((path) => !/(^|\/)\.git(\/|$)/i.test(path), { error: 'is in a folder .git, from which Git commits nothing' })
  .meta({ title: 'path', examples: ['platform/observability'] });

function isOption(address: string): boolean {
  const { username, hostname } = new URL(address);
  return username.startsWith('-') || hostname.startsWith('-');
}

/** A user name is not a credential, unless it is a token: providers accept tokens as user names. In Azure DevOps it is the organisation. */
function holdsCredential(url: string): boolean {
  const [, user, organisation] = /^[a-z]+:\/\/([^/@]*)@[^/]*(?:\/([^/]*))?/.exec(url) ?? [];
  if (user === undefined) return false;
  return user.includes(':') || /%3a/i.test(user) || (TOKEN.test(user) && user !== organisation);
}

/** The tokens of GitHub and GitLab, and any text that is too long for a user name. */
const TOKEN = /^(?:gh[a-z]_|github_pat_|gl[a-z]+-)|^.{20,}$/;
