/** Runs a job of a pipeline in a fresh clone, as the CI would: its checkout, its shell, its variables, and nothing else of this machine. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Ci } from '../../generator/commands/init/ci.ts';
import { pipelineName, pipelinePath } from '../../generator/commands/init/pipeline-names.ts';
import { toolCache } from '../../generator/validate/tool-cache.ts';
import { inTemporaryFolder, writeFiles } from '../temporary-folder.ts';
import { type Forge, TOKENS } from './forge.ts';
import { STARTER } from './starter.ts';
import { type Context, depthOf, type Step, stepsOf } from './steps.ts';

/** What has happened: somebody proposes a branch, branches wait in a queue to be merged one after the other, or main was pushed to. */
export interface Event {
  readonly kind: 'proposal' | 'queue' | 'push';
  readonly branches: readonly string[];
}

export interface Outcome {
  readonly passed: boolean;
  readonly log: string;
}

export interface Options {
  /** Of the fleet in its Git repository; the root unless said. */
  readonly path?: string;
  /** Called when the clone has been made. */
  readonly meanwhile?: (clone: string) => void | Promise<void>;
  /** Called when the steps have ended. */
  readonly after?: (clone: string) => void;
  /** Variables of the project, on GitLab. */
  readonly variables?: Context;
}

export interface Checked extends Outcome {
  /** What the CI keeps of the plan. */
  readonly plan: string | undefined;
  /** Where the token of the bot is afterwards: in files, or in the arguments with which Git was started. */
  readonly leaks: readonly string[];
}

/** How the job for an event ends. Rejects when the pipeline has no job for it. */
export function runJob(ci: Ci, forge: Forge, event: Event, options: Options = {}): Promise<Checked> {
  const { path = '.', meanwhile = () => {}, after = () => {}, variables = {} } = options;
  return inTemporaryFolder(async (root) => {
    const clone = join(root, 'clone');
    const file = pipelinePath(ci, { path });
    const depth = event.kind === 'push' ? depthOf(ci, forge.git('show', `main:${file}`), pipelineName({ path })) : 0;
    const base = checkOut(ci, forge, event, clone, depth);
    await meanwhile(clone);
    const pipeline = readFileSync(join(clone, file), 'utf8');
    const context = { ...CONTEXTS[ci](forge, event.kind, base, root), ...variables };
    const steps =
      (event.kind === 'push' ? stepsOf(ci, pipeline, 'generate', context, pipelineName({ path })) : undefined) ??
      stepsOf(ci, pipeline, 'check', context, pipelineName({ path }));
    if (steps === undefined) throw new Error(`${ci} has no job for ${event.kind}`);
    if (ci === 'gitlab') restoreTools(clone, parse(pipeline)[`.${pipelineName({ path })}`].cache.paths);
    const outcome = await runSteps(steps, clone, root, forge);
    after(clone);
    const plan =
      ci === 'gitlab'
        ? join(clone, parse(pipeline)[`${pipelineName({ path })}-check`].artifacts.paths[0])
        : join(root, 'plan.md');
    const leaks = [
      ...filesWith(root, TOKENS.bot),
      ...forge
        .arguments()
        .split('\n')
        .filter((line) => line.includes(TOKENS.bot)),
    ];
    return { ...outcome, plan: existsSync(plan) ? readFileSync(plan, 'utf8') : undefined, leaks };
  });
}

/** The job of GitHub that writes the comment: where nothing is but what the check has kept. */
export function runComment(forge: Forge, plan: string): Promise<Outcome> {
  return inTemporaryFolder((root) => {
    writeFiles(root, [['clone/plan.md', plan]]);
    const steps = stepsOf('github', forge.git('show', `main:${pipelinePath('github', STARTER)}`), 'comment', {
      'github.event_name': 'pull_request',
      'github.event.pull_request.head.repo.full_name': 'acme/fleet',
      'github.repository': 'acme/fleet',
      'github.event.pull_request.number': '1',
      'github.token': TOKENS.bot,
    });
    if (steps === undefined) throw new Error('there is no such job');
    return runSteps(steps, join(root, 'clone'), root, forge);
  });
}

/** The commit to compare with. A proposal is checked out merged, but in GitLab's detached pipelines. No credentials stay in the clone. */
function checkOut(ci: Ci, forge: Forge, { kind, branches }: Event, clone: string, depth: number): string {
  const git = (...argv: readonly string[]): string => {
    const settings = ['-c', 'user.name=forge', '-c', 'user.email=forge@example.com'];
    return execFileSync('git', [...settings, ...argv], { cwd: clone, encoding: 'utf8', stdio: 'pipe' }).trim();
  };
  mkdirSync(clone);
  git('clone', '--quiet', ...(depth === 0 ? [] : [`--depth=${depth}`]), `file://${forge.folder}`, '.');
  // As GitLab leaves it, with the token of the job.
  const url = ci === 'gitlab' ? forge.urls.gitlab.replace('//', `//gitlab-ci-token:${TOKENS.reader}@`) : forge.urls[ci];
  git('remote', 'set-url', 'origin', url);
  const isDetached = ci === 'gitlab' && kind === 'proposal';
  git('checkout', '--quiet', '--detach', `origin/${isDetached ? branches[0] : 'main'}`);
  const base = git('merge-base', 'HEAD', 'origin/main');
  if (!isDetached)
    for (const branch of branches) git('merge', '--quiet', '--no-ff', '--message', 'merge', `origin/${branch}`);
  return base;
}

const CONTEXTS: Readonly<Record<Ci, (forge: Forge, kind: Event['kind'], base: string, root: string) => Context>> = {
  github: (forge, kind, base) => ({
    GITHUB_SERVER_URL: forge.address,
    GITHUB_API_URL: `${forge.address}/api/v3`,
    'github.event_name': { proposal: 'pull_request', queue: 'merge_group', push: 'push' }[kind],
    ...(kind === 'proposal' ? { 'github.event.pull_request.base.sha': base } : {}),
    ...(kind === 'queue' ? { 'github.event.merge_group.base_sha': base } : {}),
    'github.ref_name': kind === 'push' ? 'main' : 'proposal',
    'github.token': TOKENS.bot,
  }),
  gitlab: (forge, kind, base, root) => ({
    LANG_OBSERVATORY_CACHE: join(root, 'tools'),
    CI_PIPELINE_SOURCE: kind === 'push' ? 'push' : 'merge_request_event',
    ...(kind === 'push' ? { CI_COMMIT_BRANCH: 'main' } : { CI_MERGE_REQUEST_DIFF_BASE_SHA: base }),
    ...(kind === 'queue' ? { CI_MERGE_REQUEST_TARGET_BRANCH_SHA: base } : {}),
    GITLAB_CI: 'true',
    CI_SERVER_URL: forge.address,
    CI_PROJECT_URL: forge.urls.gitlab.replace(/\.git$/, ''),
    CI_JOB_TOKEN: TOKENS.bot,
  }),
  azure: (forge, kind, _, root) => ({
    LANG_OBSERVATORY_CACHE: toolCache(),
    PLAN: join(root, 'plan.md'),
    'Build.Reason': kind === 'push' ? 'IndividualCI' : 'PullRequest',
    'Build.SourceBranch': kind === 'push' ? 'refs/heads/main' : 'refs/pull/1/merge',
    'System.AccessToken': TOKENS.bot,
    'System.CollectionUri': `${forge.address}/acme/`,
    ...(kind === 'push' ? {} : { 'System.PullRequest.TargetBranch': 'refs/heads/main' }),
  }),
};

/** GitLab puts what it has cached into the clone. */
function restoreTools(clone: string, paths: readonly string[]): void {
  for (const path of paths) {
    const folder = join(clone, path);
    mkdirSync(folder, { recursive: true });
    for (const name of readdirSync(toolCache())) symlinkSync(join(toolCache(), name), join(folder, name));
  }
}

/** Below a folder. */
function filesWith(folder: string, text: string): readonly string[] {
  const { stdout } = spawnSync('grep', ['--recursive', '--files-with-matches', '--fixed-strings', text, folder], {
    encoding: 'utf8',
  });
  return stdout.split('\n').filter((path) => path !== '');
}

async function runSteps(steps: readonly Step[], clone: string, root: string, forge: Forge): Promise<Outcome> {
  const home = join(root, 'home');
  mkdirSync(home);
  const surroundings = {
    PATH: `${forge.programs}:${process.env.PATH}`,
    HOME: home,
    LANG_OBSERVATORY_CACHE: toolCache(),
    GIT_CONFIG_NOSYSTEM: '1',
    RUNNER_TEMP: root,
    GITHUB_STEP_SUMMARY: join(root, 'summary'),
    npm_config_offline: 'true',
    npm_config_update_notifier: 'false',
  };
  let outputs: Context = {};
  let log = '';
  for (const { shell, script, env, folder, id, when } of steps) {
    if (!when(outputs)) continue;
    const output = join(root, `output-${id}`);
    const [program = '', ...argv] = shell;
    const ran = await run(program, [...argv, '-c', script], join(clone, folder), {
      ...surroundings,
      GITHUB_OUTPUT: output,
      ...env,
    });
    log += ran.log;
    if (!ran.passed) return { passed: false, log };
    if (existsSync(output)) outputs = { ...outputs, ...outputsOf(id, readFileSync(output, 'utf8')) };
  }
  return { passed: true, log };
}

function outputsOf(id: string | undefined, text: string): Context {
  return Object.fromEntries(
    text.split('\n').flatMap((line) => {
      const [, name, value = ''] = /^(\w+)=(.*)$/.exec(line) ?? [];
      return name === undefined ? [] : [[`steps.${id}.outputs.${name}`, value]];
    }),
  );
}

function run(program: string, argv: readonly string[], cwd: string, env: Context): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, argv, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let log = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        log += chunk;
      });
    child.on('error', reject);
    child.on('close', (code) => resolve({ passed: code === 0, log }));
  });
}
