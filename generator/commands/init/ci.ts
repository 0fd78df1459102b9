/** What a pipeline is for: which CI, and how generated files get into the branch. */
import { repositoryName } from '../../git/remote/address.ts';

export const CIS = ['github', 'gitlab', 'azure'] as const;

export type Ci = (typeof CIS)[number];

/**
 * What happens with generated files:
 * - `push`: after the merge a bot commits them to the branch.
 * - `pull-request`: after the merge a bot proposes them in one pull request, for branches that nobody may push to.
 * - `check`: the author commits them, and the pipeline only checks that.
 */
export const COMMITS = ['push', 'pull-request', 'check'] as const;

export type Commit = (typeof COMMITS)[number];

/** By the name of the host: of the service itself, or of a company's own server. */
const HOSTS: Readonly<Record<Ci, RegExp>> = {
  github: /^(?:.*\.)?(?:github|ghe)[^.]*\./,
  gitlab: /^(?:.*\.)?gitlab[^.]*\./,
  azure: /^dev\.azure\.com$/,
};

/** Undefined when the address does not tell. */
export function ciOfAddress(url: string): Ci | undefined {
  const [host = ''] = (repositoryName(url) ?? '').split('/');
  return CIS.find((ci) => HOSTS[ci].test(host));
}
