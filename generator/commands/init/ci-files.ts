/** The pipeline that generates, validates and commits a fleet repository. Its paths are relative to the root of the Git repository. */
import { CACHE_FOLDER } from '../../disk/state-folder.ts';
import { PACKAGE_NAME } from '../../program/program-folder.ts';
import { renderTemplate } from '../../templates/render.ts';
import type { Ci, Commit } from './ci.ts';
import { GITLAB_FILE, pipelineName, pipelinePath, proposalBranch } from './pipeline-names.ts';
import { prefixOf, type Starter, type StarterFiles } from './starter.ts';

const NODE = '24';
const GO = '1.26.8';

/** The commits of tags, which nobody can move. */
const ACTIONS = {
  checkout: 'actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1',
  setupNode: 'actions/setup-node@820762786026740c76f36085b0efc47a31fe5020 # v7.0.0',
  setupGo: 'actions/setup-go@b7ad1dad31e06c5925ef5d2fc7ad053ef454303e # v7.0.0',
  uploadArtifact: 'actions/upload-artifact@043fb46d1a93c77aae656e7c1c64a875d1fc6a0a # v7.0.1',
  downloadArtifact: 'actions/download-artifact@3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c # v8.0.1',
  cache: 'actions/cache@27d5ce7f107fe9357f9df03efb73ab90386fccae # v5.0.5',
} as const;

/** Whether a pull request is about the folder of the fleet. */
const CHANGED = "steps.fleet.outputs.changed == 'true'";

const AZURE_BASE = '"origin/${SYSTEM_PULLREQUEST_TARGETBRANCH#refs/heads/}"';

/** Git and Node.js, with a Go of Debian that fetches the one that is needed. */
const IMAGE = `node:${NODE}-trixie`;

const WORDS: Readonly<Record<Ci, { readonly request: string; readonly bot: object }>> = {
  github: {
    request: 'pull request',
    bot: { name: 'github-actions[bot]', email: '41898282+github-actions[bot]@users.noreply.github.com' },
  },
  gitlab: { request: 'merge request', bot: { name: 'lang-observatory', email: 'lang-observatory@noreply.invalid' } },
  azure: { request: 'pull request', bot: { name: 'lang-observatory', email: 'lang-observatory@noreply.invalid' } },
};

/** Nothing when the repository has no CI that we know. */
export function ciFiles(starter: Starter): StarterFiles {
  return starter.ci === undefined ? new Map() : FILES[starter.ci](starter, starter.commit);
}

const FILES: Readonly<Record<Ci, (starter: Starter, commit: Commit) => StarterFiles>> = {
  github: (starter, commit) => {
    const lockFile = `${prefixOf(starter)}package-lock.json`;
    return pipeline('github', starter, commit, {
      actions: ACTIONS,
      branchPattern: starter.branch.replaceAll(/[+!]/g, '\\$&'),
      lockHash: `hashFiles('${lockFile}')`,
      token: 'secrets.LANG_OBSERVATORY_TOKEN || github.token',
      whenChanged: starter.path === '.' ? '' : CHANGED,
      whenPlanned: `github.event_name == 'pull_request'${starter.path === '.' ? '' : ` && ${CHANGED}`}`,
      checks: checks(commit, '"$BASE"'),
    });
  },
  gitlab: (starter, commit) => {
    const include = renderTemplate('ci/gitlab-include.yaml', { path: pipelinePath('gitlab', starter) });
    const pipelines = pipeline('gitlab', starter, commit, {
      image: IMAGE,
      // Two stars at the end are one to GitLab.
      pathPattern: `${prefixOf(starter)}**/*`,
      onBranch: isOnBranch(starter.branch),
      checks: checks(commit, '"$BASE"'),
    });
    return new Map([[GITLAB_FILE, include], ...pipelines]);
  },
  azure: (starter, commit) =>
    pipeline('azure', starter, commit, {
      base: AZURE_BASE,
      checks: checks(commit, AZURE_BASE),
    }),
};

function pipeline(ci: Ci, starter: Starter, commit: Commit, fields: object): StarterFiles {
  const path = pipelinePath(ci, starter);
  const prefix = prefixOf(starter);
  const common = {
    node: NODE,
    go: GO,
    branch: starter.branch,
    path: starter.path,
    isFolder: starter.path !== '.',
    pathPattern: `${prefix}**`,
    pipeline: pipelineName(starter),
    pipelinePath: path,
    lockFile: `${prefix}package-lock.json`,
    cacheFolder: GITLAB_CACHE,
    planFile: GITLAB_PLAN,
    planPath: `${prefix}${GITLAB_PLAN}`,
    cachePath: `${prefix}${GITLAB_CACHE}`,
    isCheck: commit === 'check',
    isPullRequest: commit === 'pull-request',
    // What was proposed earlier is compared with what the branch was then.
    depth: commit === 'pull-request' ? '0' : '1',
    step: commit === 'push' ? 'Generate and commit' : `Generate and open a ${WORDS[ci].request}`,
    comment: comment(ci, commit),
    script: script(ci, starter, commit),
  };
  return new Map([[path, renderTemplate(`ci/${ci}.yaml`, { ...common, ...fields })]]);
}

/** GitLab keeps nothing that is outside of the project. Git ignores this folder. */
const GITLAB_CACHE = `${CACHE_FOLDER}/tools`;
const GITLAB_PLAN = `${CACHE_FOLDER}/plan.md`;

/** What a proposed change must pass. */
function checks(commit: Commit, base: string): readonly string[] {
  if (commit === 'check') return ['npm run check', 'npm run validate'];
  return [
    `npm run check -- --base ${base}`,
    'npm run generate -- --no-validate',
    `npm run validate -- --changed ${base}`,
  ];
}

/** How Git gets the token: the setting that names who answers, the user, and the variable that holds the token. */
const CREDENTIALS: Readonly<
  Record<Ci, { readonly credential: string; readonly user: string; readonly token: string }>
> = {
  github: { credential: '"credential.$GITHUB_SERVER_URL.helper"', user: 'x-access-token', token: 'GH_TOKEN' },
  gitlab: { credential: '"credential.$CI_SERVER_URL.helper"', user: 'gitlab-ci-token', token: 'GIT_TOKEN' },
  // An organisation may have two hosts, and the variables name either.
  azure: { credential: 'credential.helper', user: 'build', token: 'SYSTEM_ACCESSTOKEN' },
};

function script(ci: Ci, starter: Starter, commit: Commit): string {
  return renderTemplate('ci/publish.sh', {
    ...CREDENTIALS[ci],
    bot: WORDS[ci].bot,
    isBound: ci !== 'azure',
    isPullRequest: commit === 'pull-request',
    proposal: proposalBranch(starter),
  });
}

function comment(ci: Ci, commit: Commit): string {
  const lines = `${whoCommits(ci, commit)}\nThe settings that this needs: node_modules/${PACKAGE_NAME}/docs/ci.md`;
  return lines.replaceAll(/^/gm, '# ');
}

/** What a pipeline asks of a proposed change, and what it does after the merge. */
export function whoCommits(ci: Ci, commit: Commit): string {
  const { request } = WORDS[ci];
  if (commit === 'check') return `A ${request} must have valid input and contain what generate writes.`;
  const after = commit === 'push' ? 'commits them to the branch' : `proposes them in one ${request}`;
  return (
    `A ${request} must have valid input, and may not delete or edit generated files by hand. It need not contain the generated files, so that\n` +
    `those of Renovate pass, which change only the input. After the merge, generate writes them, and a bot ${after}.`
  );
}

/** Whether a pipeline of GitLab is for a branch. Its strings have no escapes, so one with both quotes is compared by a pattern. */
function isOnBranch(branch: string): string {
  const quote = ['"', "'"].find((mark) => !branch.includes(mark));
  if (quote !== undefined) return `$CI_COMMIT_BRANCH == ${quote}${branch}${quote}`;
  const pattern = branch.replaceAll(/[!-/:-@[-^`{-~]/g, (mark) => `\\x${mark.charCodeAt(0).toString(16)}`);
  return `$CI_COMMIT_BRANCH =~ /^${pattern}$/`;
}
