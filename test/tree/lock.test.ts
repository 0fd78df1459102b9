import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withLock } from '../../generator/tree/lock.ts';
import { inTemporaryFolder } from '../temporary-folder.ts';

function lockOf(repo: string, text: string): string {
  mkdirSync(join(repo, '.lang-observatory'), { recursive: true });
  const path = join(repo, '.lang-observatory/lock');
  writeFileSync(path, text);
  return path;
}

describe('the lock', () => {
  it('turns away a second run at once, and says who is at work', () =>
    inTemporaryFolder((repo) =>
      withLock(repo, async () => {
        await expect(withLock(repo, () => 'second')).rejects.toThrow(
          `another run is writing this repository (process ${process.pid} on ${hostname()})\n  hint: wait for it; if there is none, delete .lang-observatory/lock`,
        );
      }),
    ));

  it('is gone after a run, also one that failed', () =>
    inTemporaryFolder(async (repo) => {
      await expect(
        withLock(repo, () => {
          throw new Error('failed');
        }),
      ).rejects.toThrow('failed');
      expect(existsSync(join(repo, '.lang-observatory/lock'))).toBe(false);
    }));

  it('is taken over from a process that is gone', () =>
    inTemporaryFolder(async (repo) => {
      const { pid } = spawnSync('true');
      lockOf(repo, `${pid} ${hostname()}\n`);
      expect(await withLock(repo, () => 'mine')).toBe('mine');
    }));

  it('of another machine is left alone', () =>
    inTemporaryFolder(async (repo) => {
      lockOf(repo, '1 elsewhere\n');
      await expect(withLock(repo, () => 'mine')).rejects.toThrow('process 1 on elsewhere');
    }));
});
