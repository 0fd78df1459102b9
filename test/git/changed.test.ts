import { chownSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { simpleGit } from 'simple-git';
import { describe, expect, it } from 'vitest';
import { changedSince } from '../../generator/git/changed.ts';
import { inTemporaryFolder, writeFiles } from '../temporary-folder.ts';

async function inRepository(work: (folder: string) => Promise<void>): Promise<void> {
  await inTemporaryFolder(async (folder) => {
    writeFiles(folder, [
      ['.gitignore', 'ignored\n'],
      ['fleet/kept', 'a'],
      ['fleet/edited', 'a'],
      ['fleet/removed', 'a'],
      ['fleet/ümlaut name', 'a'],
      ['outside', 'a'],
    ]);
    const git = simpleGit(folder);
    await git.init(['--initial-branch=main']);
    await git.addConfig('user.name', 'test');
    await git.addConfig('user.email', 'test@example.com');
    await git.add('.');
    await git.commit('start');
    await work(folder);
  });
}

describe('what differs from a revision', () => {
  it('is whatever was edited, removed or added, committed or not, relative to the folder of the fleet', async () => {
    await inRepository(async (folder) => {
      writeFiles(folder, [['fleet/edited', 'b']]);
      await simpleGit(folder).add('.').commit('edit');
      writeFiles(folder, [
        ['fleet/ümlaut name', 'b'],
        ['fleet/new/file', 'b'],
        ['fleet/ignored', 'b'],
        ['outside', 'b'],
      ]);
      rmSync(join(folder, 'fleet/removed'));
      const changed = await changedSince(join(folder, 'fleet'), 'HEAD~1');
      expect([...changed].sort()).toEqual(['edited', 'new/file', 'removed', 'ümlaut name']);
    });
  });

  it('is the old name of a renamed file too', async () => {
    await inRepository(async (folder) => {
      await simpleGit(folder).mv('fleet/kept', 'fleet/moved').commit('move');
      expect([...(await changedSince(folder, 'HEAD~1'))].sort()).toEqual(['fleet/kept', 'fleet/moved']);
    });
  });

  it('cannot be told for a revision that is none', async () => {
    await inRepository(async (folder) => {
      expect(await changedSince(folder, 'nowhere')).toBe(
        'unknown revision nowhere\n  hint: fetch it first (a checkout in CI often contains only the last commit: set fetch-depth: 0), or validate everything without --changed',
      );
      expect(await changedSince(folder, '--output=stolen')).toBe('--output=stolen is not a Git revision');
    });
  });

  it('cannot be told outside a Git repository', async () => {
    await inTemporaryFolder(async (folder) => {
      expect(await changedSince(folder, 'HEAD')).toBe(
        `${folder} is not in a Git repository, which validate --changed needs\n  hint: validate everything without --changed`,
      );
    });
  });

  // Only root can give a folder away.
  it.runIf(process.getuid?.() === 0)('cannot be told in a repository of another user', async () => {
    await inRepository(async (folder) => {
      for (const path of [folder, join(folder, '.git')]) chownSync(path, 12345, 12345);
      expect(await changedSince(folder, 'HEAD')).toBe(
        `${folder} belongs to another user, so Git refuses to read it\n  hint: git config --global --add safe.directory ${folder}, or validate everything without --changed`,
      );
    });
  });

  it('cannot be told without Git', async () => {
    await inRepository(async (folder) => {
      const path = process.env.PATH;
      process.env.PATH = folder;
      try {
        expect(await changedSince(folder, 'HEAD')).toBe(
          'validate --changed needs git, which is not on the PATH\n  hint: install git, or validate everything without --changed',
        );
      } finally {
        process.env.PATH = path;
      }
    });
  });
});
