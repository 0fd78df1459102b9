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

/**
 * Hosts of each service: exactly these, and with a dot in front those of tenants, which are one name longer (docs.github.com, data residency;
 * docs.gitlab.com, GitLab Dedicated). A server of a company's own may have any name, so only a person can say what it is.
 */
const HOSTS: Readonly<Record<Ci, readonly string[]>> = {
  github: ['github.com', '.ghe.com'],
  gitlab: ['gitlab.com', '.gitlab-dedicated.com'],
  azure: ['dev.azure.com'],
};

/** Undefined when the address does not tell. */
export function ciOfAddress(url: string): Ci | undefined {
  const [host = ''] = (repositoryName(url) ?? '').split('/');
  const tenantOf = host.slice(host.indexOf('.'));
  return CIS.find((ci) => HOSTS[ci].some((known) => known === host || known === tenantOf));
}
