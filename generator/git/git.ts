/**
 * Asks Git about a repository that anybody may have filled. Its configuration, attributes and hooks name commands that Git would run
 * for the one who asks; here none is, and nothing is fetched.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { childEnvironment, type Environment } from '../program/child-environment.ts';

const run = promisify(execFile);

/** The names of all files of a large repository. */
const MOST_OUTPUT = 256 * 1024 * 1024;

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

/** What Git prints for each of the commands, one after the other. Rejects with what Git says is wrong. */
export async function askGit(repo: string, ...commands: readonly (readonly string[])[]): Promise<readonly string[]> {
  const settings = [...SETTINGS, ...(await withoutFilters(repo))];
  const answers: string[] = [];
  for (const command of commands) answers.push(await git(repo, settings, command));
  return answers;
}

/** Filters change files on their way into Git and are commands too. Their names are anybody's. */
async function withoutFilters(repo: string): Promise<readonly string[]> {
  const names = await git(repo, SETTINGS, ['config', '--null', '--name-only', '--get-regexp', '^filter\\.']).catch(
    (error: unknown) => {
      // None is configured.
      if (error instanceof Error && 'code' in error && error.code === 1) return '';
      throw error;
    },
  );
  const filters = new Set(names.split('\0').flatMap((name) => /^(filter\..*)\.[^.]+$/s.exec(name)?.[1] ?? []));
  // A setting ends its name at the first =.
  const unclear = [...filters].find((filter) => filter.includes('='));
  if (unclear !== undefined) throw new Error(`the Git configuration contains a filter with = in its name: ${unclear}`);
  return [...filters].flatMap((filter) => [`${filter}.clean=`, `${filter}.process=`, `${filter}.required=false`]);
}

async function git(repo: string, settings: readonly string[], command: readonly string[]): Promise<string> {
  const args = ['--no-pager', ...settings.flatMap((setting) => ['-c', setting]), ...command];
  const { stdout } = await run('git', args, { cwd: repo, env: environment(repo), maxBuffer: MOST_OUTPUT });
  return stdout;
}

function environment(repo: string): Environment {
  return {
    ...childEnvironment(CONFIGURATION, repo),
    GIT_NO_LAZY_FETCH: '1',
    GIT_TERMINAL_PROMPT: '0',
    LC_ALL: 'C',
  };
}
