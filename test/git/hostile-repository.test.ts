/** A repository whose configuration, attributes, hooks and files want commands to be run by whoever asks Git about it. */
import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, existsSync, mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { simpleGit } from 'simple-git';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { changedSince } from '../../generator/git/changed.ts';
import { checkoutOf } from '../../generator/git/checkout.ts';
import { readBlobs } from '../../generator/git/git.ts';
import { ignoredPaths } from '../../generator/git/ignored.ts';
import { mergeBase } from '../../generator/git/merge-base.ts';
import { revisionFiles } from '../../generator/git/revision.ts';
import { inTemporaryFolder, writeFiles } from '../temporary-folder.ts';

interface Place {
  /** A committed repository with a file that was changed since. */
  readonly repo: string;
  /** A program that makes the marker, and fails. */
  readonly program: string;
}

/** With how each makes Git run the program. */
const WAYS: readonly (readonly [string, (place: Place) => void])[] = [
  ['a file system monitor', ({ repo, program }) => configure(repo, `[core]\n fsmonitor = ${program}\n`)],
  [
    'a filter of an attribute',
    ({ repo, program }) => {
      writeFileSync(join(repo, '.gitattributes'), '* filter=a.b\n');
      configure(repo, `[filter "a.b"]\n clean = ${program}\n required = true\n`);
    },
  ],
  [
    'a filter of an attribute that is not among the files',
    ({ repo, program }) => {
      mkdirSync(join(repo, '.git/info'), { recursive: true });
      writeFileSync(join(repo, '.git/info/attributes'), '* filter=own\n');
      configure(repo, `[filter "own"]\n process = ${program}\n`);
    },
  ],
  [
    'a filter of an included file',
    ({ repo, program }) => {
      writeFileSync(join(repo, '.gitattributes'), '* filter=own\n');
      writeFileSync(join(repo, 'included'), `[filter "own"]\n clean = ${program}\n`);
      configure(repo, '[include]\n path = ../included\n');
    },
  ],
  [
    'a hook',
    ({ repo, program }) => {
      mkdirSync(join(repo, '.git/hooks'), { recursive: true });
      writeFileSync(join(repo, '.git/hooks/post-index-change'), `#!/bin/sh\nexec ${program}\n`, { mode: 0o755 });
      // The content is the same: Git notes that it has looked.
      utimesSync(join(repo, 'kept'), new Date(0), new Date(0));
    },
  ],
  [
    'what a partial clone lacks',
    ({ repo, program }) => {
      const tree = execFileSync('git', ['rev-parse', 'HEAD^{tree}'], { cwd: repo, encoding: 'utf8' }).trim();
      rmSync(join(repo, '.git/objects', tree.slice(0, 2), tree.slice(2)), { force: true });
      const remote = `[remote "o"]\n url = ${repo}\n promisor = true\n uploadpack = ${program}\n`;
      configure(repo, `[core]\n repositoryFormatVersion = 1\n[extensions]\n partialClone = o\n${remote}`);
    },
  ],
  [
    'a repository among the files',
    ({ repo, program }) => {
      rmSync(join(repo, '.git'), { recursive: true });
      writeFiles(repo, [
        ['HEAD', 'ref: refs/heads/main\n'],
        ['objects/kept', ''],
        ['refs/kept', ''],
        [
          'config',
          `[core]\n repositoryFormatVersion = 0\n bare = false\n worktree = ${repo}\n fsmonitor = ${program}\n`,
        ],
      ]);
      execFileSync('git', ['init', '--quiet', join(repo, '..')]);
    },
  ],
];

function configure(repo: string, text: string): void {
  appendFileSync(join(repo, '.git/config'), text);
}

async function inHostile(
  way: (place: Place) => void,
  work: (place: Place, marker: string) => Promise<void>,
): Promise<void> {
  await inTemporaryFolder(async (folder) => {
    const repo = join(folder, 'checkout/fleet');
    const [marker, program] = [join(folder, 'marker'), join(folder, 'program')];
    writeFileSync(program, `#!/bin/sh\ntouch ${marker}\nexit 1\n`);
    chmodSync(program, 0o755);
    writeFiles(repo, [
      ['edited', 'a'],
      ['kept', 'a'],
    ]);
    const git = simpleGit(repo);
    await git
      .init(['--initial-branch=main'])
      .addConfig('user.name', 'test')
      .addConfig('user.email', 'test@example.com');
    await git.add('.').commit('start');
    writeFileSync(join(repo, 'edited'), 'b');
    way({ repo, program });
    await work({ repo, program }, marker);
  });
}

function plainGit(repo: string): void {
  for (const argv of [['diff', '--name-only', 'HEAD'], ['status']])
    try {
      execFileSync('git', argv, { cwd: repo, stdio: 'ignore' });
    } catch {
      // The program fails, and so does Git.
    }
}

/** What the work began from, with every content. */
async function readBase(repo: string): Promise<string | number> {
  const base = await mergeBase({ command: 'check --base', instead: 'check', repo, revision: 'HEAD' });
  if (typeof base === 'string') return base;
  return (await readBlobs(repo, base.files.values())).size;
}

afterEach(() => vi.unstubAllEnvs());

describe('asking what has changed runs no command', () => {
  it.each(WAYS)('of %s', async (name, way) => {
    await inHostile(way, async ({ repo }, marker) => {
      plainGit(repo);
      expect(existsSync(marker), 'by Git as it is').toBe(true);
    });
    await inHostile(way, async ({ repo }, marker) => {
      const changed = await changedSince(repo, 'HEAD');
      const base = await readBase(repo);
      const asked = revisionFiles({ command: 'plan', instead: 'nothing', repo, revision: 'HEAD' });
      const files = await asked.catch((error: unknown) => error);
      await ignoredPaths(repo, ['kept', 'edited']);
      await checkoutOf(repo).catch(() => undefined);
      expect(existsSync(marker)).toBe(false);
      const fails = /partial clone|repository among/.test(name);
      if (fails) {
        expect(changed).toMatch(/^cannot compare with HEAD: /);
        expect(base).toMatch(/^(?:cannot compare with|unknown revision) HEAD/);
      } else {
        expect(changed).toContain('edited');
        expect(base).toBeGreaterThan(0);
        expect(files).toHaveProperty('commit');
      }
    });
  });

  it('of a folder of the repository on the PATH, of npm, or of the current one', async () => {
    await inHostile(
      ({ repo, program }) => {
        for (const folder of ['bin', 'node_modules/.bin']) {
          mkdirSync(join(repo, folder), { recursive: true });
          writeFileSync(join(repo, folder, 'git'), `#!/bin/sh\nexec ${program}\n`, { mode: 0o755 });
        }
        const first = [join(repo, 'bin'), join(repo, 'node_modules/.bin'), 'bin', '.'].join(':');
        vi.stubEnv('PATH', `${first}:${process.env.PATH}`);
      },
      async ({ repo }, marker) => {
        expect(await changedSince(repo, 'HEAD')).toContain('edited');
        expect(await readBase(repo)).toBeGreaterThan(0);
        expect(existsSync(marker)).toBe(false);
      },
    );
  });

  it('of the environment', async () => {
    await inHostile(
      ({ program }) => {
        for (const name of ['GIT_EXTERNAL_DIFF', 'GIT_PAGER', 'GIT_SSH_COMMAND', 'GIT_EXEC_PATH'])
          vi.stubEnv(name, program);
        vi.stubEnv('GIT_DIR', '/nothing');
      },
      async ({ repo }, marker) => {
        expect(await changedSince(repo, 'HEAD')).toEqual(['edited']);
        expect(await readBase(repo)).toBeGreaterThan(0);
        expect(existsSync(marker)).toBe(false);
      },
    );
  });

  it('whose name could not be told apart from its value', async () => {
    await inHostile(
      ({ repo, program }) => configure(repo, `[filter "a=b"]\n clean = ${program}\n`),
      async ({ repo }) => {
        const told = 'cannot compare with HEAD: the Git configuration contains a filter with = in its name: filter.a=b';
        expect(await changedSince(repo, 'HEAD')).toBe(told);
      },
    );
  });
});
