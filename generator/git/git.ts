/**
 * Asks Git about a repository that anybody may have filled. Its configuration, attributes and hooks name commands that Git would run
 * for the one who asks; here none is, and nothing is fetched.
 */
import { execFile, type PromiseWithChild } from 'node:child_process';
import { promisify } from 'node:util';
import { childEnvironment, type Environment } from '../program/child-environment.ts';

const run = promisify(execFile);

/** The names of all files of a large repository. */
export const MOST_OUTPUT = 256 * 1024 * 1024;

const SETTINGS = [
  // A command that Git asks which files have changed.
  'core.fsmonitor=false',
  'core.hooksPath=/dev/null',
  // Files of the repository that look like a repository of their own, with a configuration that came with them.
  'safe.bareRepository=explicit',
  // What a partial clone lacks is fetched by commands that its configuration names.
  'protocol.allow=never',
];

/** Where whoever runs us has the configuration that is theirs, such as the folders that they trust. */
const CONFIGURATION = ['GIT_CONFIG_GLOBAL', 'GIT_CONFIG_SYSTEM', 'GIT_CONFIG_NOSYSTEM'];

/** Unlike other commands, it says why there is no repository. */
export const REPOSITORY = ['rev-parse', '--git-dir'] as const;

/** What Git prints for one command that reads `input`. Rejects with what Git says is wrong. */
export async function tellGit(repo: string, command: readonly string[], input: string): Promise<string> {
  const settings = [...SETTINGS, ...(await withoutFilters(repo))];
  const { stdout } = await fed(run('git', argumentsFor(settings, command), optionsFor(repo)), input);
  return stdout;
}

/** The exit code of Git that an error tells of; undefined when Git could not be started. */
export function exitCodeOf(error: unknown): number | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'number' ? error.code : undefined;
}

/** For the errors of `askGit`: nothing where Git ends with 1, by which many commands say that there is none. */
export function noneOn1(error: unknown): readonly string[] {
  if (exitCodeOf(error) === 1) return [];
  throw error;
}

/** What Git prints for each of the commands, which run at the same time. Rejects with what Git says is wrong with the first that fails. */
export async function askGit(repo: string, ...commands: readonly (readonly string[])[]): Promise<readonly string[]> {
  const answers = await startGit(repo, ...commands);
  return answers();
}

/** For other work meanwhile: the commands run when it resolves, and its result waits for their answers, as `askGit` returns them. */
export async function startGit(
  repo: string,
  ...commands: readonly (readonly string[])[]
): Promise<() => Promise<readonly string[]>> {
  const settings = [...SETTINGS, ...(await withoutFilters(repo))];
  const asked = Promise.allSettled(commands.map((command) => git(repo, settings, command)));
  return async () =>
    (await asked).map((answer) => {
      if (answer.status === 'rejected') throw answer.reason;
      return answer.value;
    });
}

const FILTER_COMMANDS = ['clean', 'smudge', 'process'];

/** Filters change files on their way into and out of Git and are commands too. Their names are anybody's. */
async function withoutFilters(repo: string): Promise<readonly string[]> {
  const names = await git(repo, SETTINGS, ['config', '--null', '--name-only', '--get-regexp', '^filter\\.']).catch(
    (error: unknown) => {
      // None is configured.
      if (exitCodeOf(error) === 1) return '';
      throw error;
    },
  );
  const filters = new Set(names.split('\0').flatMap((name) => /^(filter\..*)\.[^.]+$/s.exec(name)?.[1] ?? []));
  // A setting ends its name at the first =.
  const unclear = [...filters].find((filter) => filter.includes('='));
  if (unclear !== undefined) throw new Error(`the Git configuration contains a filter with = in its name: ${unclear}`);
  return [...filters].flatMap((filter) => [
    ...FILTER_COMMANDS.map((name) => `${filter}.${name}=`),
    `${filter}.required=false`,
  ]);
}

/** The contents of files that Git has, by their object ids, as they are in Git. Rejects when it has not all of them. */
export async function readBlobs(repo: string, ids: Iterable<string>): Promise<ReadonlyMap<string, Buffer>> {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return new Map();
  const options = { ...optionsFor(repo), encoding: 'buffer' } as const;
  const { stdout } = await fed(
    run('git', argumentsFor(SETTINGS, ['cat-file', '--batch']), options),
    wanted.map((id) => `${id}\n`).join(''),
  );
  return blobs(stdout);
}

/** A program that reads `input`. */
export function fed<T>(asked: PromiseWithChild<T>, input: string): PromiseWithChild<T> {
  // Where Git ends before it has read all, what it says is told.
  asked.child.stdin?.on('error', () => {}).end(input);
  return asked;
}

/** For each object a line `<id> blob <bytes>`, the content and a line feed. */
function blobs(answer: Buffer): ReadonlyMap<string, Buffer> {
  const found = new Map<string, Buffer>();
  for (let at = 0; at < answer.length; ) {
    const end = answer.indexOf('\n', at);
    const [, id, bytes] = /^([0-9a-f]+) blob (\d+)$/.exec(answer.toString('latin1', at, end)) ?? [];
    if (id === undefined) throw new Error(`bad object: ${answer.toString('latin1', at, end)}`);
    const start = end + 1;
    at = start + Number(bytes) + 1;
    found.set(id, answer.subarray(start, at - 1));
  }
  return found;
}

async function git(repo: string, settings: readonly string[], command: readonly string[]): Promise<string> {
  const { stdout } = await run('git', argumentsFor(settings, command), optionsFor(repo));
  return stdout;
}

function argumentsFor(settings: readonly string[], command: readonly string[]): readonly string[] {
  return ['--no-pager', ...settings.flatMap((setting) => ['-c', setting]), ...command];
}

function optionsFor(repo: string) {
  return { cwd: repo, env: environment(repo), maxBuffer: MOST_OUTPUT };
}

function environment(repo: string): Environment {
  return {
    ...childEnvironment(CONFIGURATION, repo),
    GIT_NO_LAZY_FETCH: '1',
    GIT_TERMINAL_PROMPT: '0',
    LC_ALL: 'C',
  };
}
