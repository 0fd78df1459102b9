/** Names by which the pipelines of several fleets in one Git repository stay apart. */
import type { Ci } from './ci.ts';
import type { Starter } from './starter.ts';

type Place = Pick<Starter, 'path'>;

/** `observability` for a fleet at the root, and with the folder behind it for another: jobs, checks and comments have it. */
export function pipelineName(place: Place): string {
  return `observability${suffix(place)}`;
}

/** From the root of the Git repository. */
export function pipelinePath(ci: Ci, place: Place): string {
  return `${FOLDERS[ci]}/${pipelineName(place)}.yaml`;
}

const FOLDERS: Readonly<Record<Ci, string>> = {
  github: '.github/workflows',
  gitlab: '.gitlab',
  azure: 'azure-pipelines',
};

/** The one that GitLab reads, at the root. It includes those of the fleets. */
export const GITLAB_FILE = '.gitlab-ci.yml';

/** The branch that the pipeline proposes from. */
export function proposalBranch(place: Place): string {
  return `lang-observatory/generate${suffix(place)}`;
}

/** A folder with letters and digits alone, which a branch, a job and a file may have anywhere. */
function suffix({ path }: Place): string {
  return path === '.' ? '' : `-${path.replaceAll(/[^A-Za-z0-9]+/g, '-')}`;
}
