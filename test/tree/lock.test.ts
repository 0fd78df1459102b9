import { execFile, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { thisProcess } from '../../generator/disk/process.ts';
import { programFolder } from '../../generator/program/program-folder.ts';
import { withLock } from '../../generator/tree/lock.ts';
import { inTemporaryFolder, writeFiles } from '../temporary-folder.ts';

const LOCK = '.lang-observatory/lock';
const HINT = `  hint: wait until it ends; if there is no such process, delete ${LOCK}`;

/** Somebody else's claim to the lock. */
function claim(repo: string, parts: Partial<Record<'pid' | 'host' | 'realm' | 'started', string | number>>): void {
  const { pid, host, realm, started } = { ...thisProcess(), ...parts };
  const id = '11111111-2222-3333-4444-555555555555';
  writeFiles(repo, [[`${LOCK}/${[pid, encodeURIComponent(host), realm, started, id].join(',')}`, '']]);
}

async function isFree(repo: string): Promise<boolean> {
  try {
    return await withLock(repo, () => true);
  } catch {
    return false;
  }
}

describe('the lock', () => {
  it('refuses a second run immediately, and names the process that holds it', () =>
    inTemporaryFolder((repo) =>
      withLock(repo, async () => {
        await expect(withLock(repo, () => 'second')).rejects.toThrow(
          `another run is writing this repository (process ${process.pid} on ${hostname()})\n${HINT}`,
        );
      }),
    ));

  it('is released after a run, also after a failed one', () =>
    inTemporaryFolder(async (repo) => {
      await expect(
        withLock(repo, () => {
          throw new Error('failed');
        }),
      ).rejects.toThrow('failed');
      expect(readdirSync(repo)).toEqual([]);
    }));

  it('is given to one of several runs that start at the same moment', () =>
    inTemporaryFolder(async (repo) => {
      let inside = 0;
      let most = 0;
      const runs = Array.from({ length: 8 }, () =>
        withLock(repo, async () => {
          inside += 1;
          most = Math.max(most, inside);
          await setTimeout(5);
          inside -= 1;
        }),
      );
      const results = await Promise.allSettled(runs);
      expect(results.some(({ status }) => status === 'fulfilled')).toBe(true);
      expect(most).toBe(1);
    }));

  it('is taken over from a process that has ended', () =>
    inTemporaryFolder(async (repo) => {
      claim(repo, { pid: spawnSync('true').pid });
      expect(await isFree(repo)).toBe(true);
      expect(existsSync(join(repo, LOCK))).toBe(false);
    }));

  it('is taken over when another process has the number of its process', () =>
    inTemporaryFolder(async (repo) => {
      claim(repo, { started: '1' });
      expect(await isFree(repo)).toBe(true);
    }));

  it('is taken over after a reboot of the machine', () =>
    inTemporaryFolder(async (repo) => {
      claim(repo, { realm: 'another-boot.1' });
      expect(await isFree(repo)).toBe(true);
    }));

  it('is taken over from a zombie process', () =>
    inTemporaryFolder(async (repo) => {
      const parent = spawn('bash', ['-c', 'sleep 0.5 & echo $!; exec sleep infinity']);
      try {
        const pid = await new Promise<number>((resolve) =>
          parent.stdout.once('data', (text) => resolve(Number(String(text).trim()))),
        );
        const stat = (): string => readFileSync(`/proc/${pid}/stat`, 'utf8');
        while (!/\) Z /.test(stat())) await setTimeout(20);
        claim(repo, { pid, started: stat().split(' ')[21] ?? '' });
        expect(await isFree(repo)).toBe(true);
      } finally {
        parent.kill();
      }
    }));

  it('of another machine, or of another container with the same name, is respected', () =>
    inTemporaryFolder(async (repo) => {
      const boot = thisProcess().realm.split('.')[0];
      for (const other of [{ host: 'elsewhere' }, { realm: `${boot}.1`, pid: spawnSync('true').pid }]) {
        claim(repo, other);
        expect(await isFree(repo)).toBe(false);
        expect(readdirSync(join(repo, LOCK))).toHaveLength(1);
        for (const name of readdirSync(join(repo, LOCK))) spawnSync('rm', [join(repo, LOCK, name)]);
      }
    }));

  it('that is empty or unreadable does not block for long', () =>
    inTemporaryFolder(async (repo) => {
      for (const text of ['', 'garbage', '99999999999999 here\n', '0 x\ny\n']) {
        writeFiles(repo, [[LOCK, text]]);
        expect(await withLock(repo, () => 'mine')).toBe('mine');
        expect(existsSync(join(repo, LOCK))).toBe(false);
      }
    }));

  it('of an earlier version is respected while its process runs', () =>
    inTemporaryFolder(async (repo) => {
      writeFiles(repo, [[LOCK, `${process.pid} ${hostname()}\n`]]);
      await expect(withLock(repo, () => 'mine')).rejects.toThrow(`process ${process.pid} on ${hostname()}`);
      writeFiles(repo, [[LOCK, '1 elsewhere\n']]);
      await expect(withLock(repo, () => 'mine')).rejects.toThrow('process 1 on elsewhere');
      writeFiles(repo, [[LOCK, `${spawnSync('true').pid} ${hostname()}\n`]]);
      expect(await withLock(repo, () => 'mine')).toBe('mine');
    }));

  it('does not remove other files in its folder', () =>
    inTemporaryFolder(async (repo) => {
      writeFiles(repo, [[`${LOCK}/notes.md`, 'mine']]);
      mkdirSync(join(repo, LOCK, 'folder'));
      expect(await isFree(repo)).toBe(true);
      expect(readdirSync(join(repo, LOCK)).sort()).toEqual(['folder', 'notes.md']);
    }));

  it('is held by one process at a time, even if many want it and some are killed while they hold it', () =>
    inTemporaryFolder(async (folder) => {
      const ends = ['', '', '', 'killed', 'killed'];
      const signals = await Promise.all(ends.map((end) => contend(folder, 6, end)));
      expect(signals).toEqual([null, null, null, 'SIGKILL', 'SIGKILL']);
    }));
});

/** How a contender ends: by which signal, or by none. Rejects when it has failed. */
function contend(folder: string, rounds: number, end: string): Promise<string | null> {
  const program = join(programFolder(), 'test/disk/contender.ts');
  return new Promise((resolve, reject) => {
    execFile(process.execPath, ['--import', 'tsx', program, folder, String(rounds), end], (error, _out, err) => {
      if (error === null) resolve(null);
      else if (error.signal === undefined || error.signal === null) reject(new Error(err));
      else resolve(error.signal);
    });
  });
}
