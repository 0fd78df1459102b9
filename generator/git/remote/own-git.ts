/**
 * A Git directory of our own beside a clone that anybody may have filled. It shares the objects of the clone and nothing else, so that Git
 * can talk to a server and sign as its user has configured, without reading the clone's configuration, hooks or attributes.
 */
import { execFile } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { type Environment, programPath } from '../../program/child-environment.ts';
import { inTemporaryFolder } from '../../program/temporary-folder.ts';
import { askGit, fed, MOST_OUTPUT } from '../git.ts';
import { formatSettings, type GitSetting } from './taken-settings.ts';

const run = promisify(execFile);

/** Whatever the user has configured: no hook, nothing in the background, no more than is asked for, and no way that runs a program of its name. */
const SETTINGS = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'gc.auto=0',
  'maintenance.auto=false',
  'submodule.recurse=false',
  'fetch.recurseSubmodules=false',
  'push.recurseSubmodules=no',
  'push.followTags=false',
  'protocol.allow=never',
  'protocol.ext.allow=never',
  ...['https', 'http', 'ssh', 'git', 'file'].map((way) => `protocol.${way}.allow=always`),
];

export interface OwnGit {
  /** The folder of the Git directory; what else lies beside it is nobody's. */
  readonly folder: string;
  /** What Git prints. Rejects with what it says is wrong. `more` are variables for this command. */
  git(command: readonly string[], more?: Environment, input?: string): Promise<string>;
}

/** Runs `work` with a Git directory that is gone afterwards. `settings` is all that it takes from the clone. */
export async function withOwnGit<T>(
  repo: string,
  settings: readonly GitSetting[],
  work: (own: OwnGit) => Promise<T>,
): Promise<T> {
  const [places = '', refs = ''] = await askGit(
    repo,
    ['rev-parse', '--show-object-format', '--git-path', 'objects', '--git-path', 'shallow'],
    ['for-each-ref', '--format=%(objectname) refs/known/%(refname:lstrip=1)'],
  );
  const [format = '', objects = '', shallow = ''] = places.trimEnd().split('\n');
  return inTemporaryFolder('git', async (parent) => {
    const folder = join(parent, 'git');
    const env = { ...userEnvironment(repo), GIT_DIR: folder, GIT_OBJECT_DIRECTORY: resolve(repo, objects) };
    const git: OwnGit['git'] = async (command, more = {}, input = '') => {
      const argv = ['--no-pager', ...SETTINGS.flatMap((setting) => ['-c', setting]), ...command];
      const asked = run('git', argv, { cwd: parent, env: { ...env, ...more }, maxBuffer: MOST_OUTPUT });
      return (await fed(asked, input)).stdout;
    };
    mkdirSync(join(folder, 'refs'), { recursive: true });
    writeFileSync(join(folder, 'HEAD'), 'ref: refs/heads/none\n');
    // An address may have a token in it.
    writeFileSync(join(folder, 'config'), formatSettings([...formatOf(format), ...settings]), { mode: 0o600 });
    // What the clone has need not be sent again.
    writeFileSync(join(folder, 'packed-refs'), `# pack-refs with: sorted \n${refs}`);
    if (existsSync(resolve(repo, shallow))) copyFileSync(resolve(repo, shallow), join(folder, 'shallow'));
    return await work({ folder, git });
  });
}

function formatOf(objects: string): readonly GitSetting[] {
  const version = { name: 'core.repositoryformatversion', value: objects === 'sha1' ? '0' : '1' };
  const rest = objects === 'sha1' ? [] : [{ name: 'extensions.objectformat', value: objects }];
  return [version, { name: 'core.bare', value: 'true' }, ...rest];
}

/** Those by which Git would take another repository for this one. */
const OF_A_REPOSITORY = [
  ...['GIT_DIR', 'GIT_WORK_TREE', 'GIT_COMMON_DIR', 'GIT_INDEX_FILE', 'GIT_NAMESPACE', 'GIT_SHALLOW_FILE'],
  ...['GIT_OBJECT_DIRECTORY', 'GIT_ALTERNATE_OBJECT_DIRECTORIES', 'GIT_PREFIX', 'GIT_GRAFT_FILE', 'GIT_CONFIG'],
];

/** The user's own, with all that their helpers for credentials and signatures may need, and a PATH that leads into no repository. */
function userEnvironment(repo: string): Environment {
  const kept = Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined || OF_A_REPOSITORY.includes(name) ? [] : [[name, value] as const],
  );
  return { ...Object.fromEntries(kept), PATH: programPath(repo), LC_ALL: 'C' };
}
