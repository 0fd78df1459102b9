import { lstatSync, mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDisk } from '../../generator/disk/disk.ts';
import { isUnchanged, notePart, readNote, writeNote } from '../../generator/tree/stat-cache.ts';
import { inTemporaryFolder } from '../temporary-folder.ts';

const A = 'bases/a/a.yaml';
const LATER = Date.now() + 60_000;

/** A repository with one file of ours, and the note that it is as it should be. */
async function noted(work: (repo: string) => void, written = LATER): Promise<void> {
  await inTemporaryFolder((repo) => {
    mkdirSync(join(repo, 'bases/a'), { recursive: true });
    note(repo, written);
    work(repo);
  });
}

function note(repo: string, written: number): void {
  writeFileSync(join(repo, A), 'a\n');
  noteAsItIs(repo, written);
}

function noteAsItIs(repo: string, written: number): void {
  writeNote(openDisk(repo), { written, complete: true, parts: { 'bases/a': notePart(openDisk(repo), 'input', [A]) } });
}

function believed(repo: string, from = 'input'): boolean {
  return isUnchanged(openDisk(repo), readNote(openDisk(repo)), 'bases/a', from);
}

describe('the cache of unchanged files', () => {
  it('is used while input and files are the same', () =>
    noted((repo) => {
      expect(believed(repo)).toBe(true);
    }));

  it('is not used for other input', () =>
    noted((repo) => {
      expect(believed(repo, 'other input')).toBe(false);
    }));

  it('is not used when a file is missing, or has another size or time', () =>
    noted((repo) => {
      const changes = [
        () => rmSync(join(repo, A)),
        () => writeFileSync(join(repo, A), 'longer\n'),
        () => utimesSync(join(repo, A), 1, 1),
      ];
      for (const change of changes) {
        note(repo, LATER);
        change();
        expect(believed(repo)).toBe(false);
      }
    }));

  it('is not used when a file has other content of the same size and time, as after a copy that keeps times', () =>
    noted((repo) => {
      utimesSync(join(repo, A), 1, 1);
      noteAsItIs(repo, LATER);
      expect(believed(repo)).toBe(true);
      const noticed = lstatSync(join(repo, A)).ctimeMs;
      // The clock of the file system ticks only every few milliseconds.
      do {
        writeFileSync(join(repo, A), 'b\n');
        utimesSync(join(repo, A), 1, 1);
      } while (lstatSync(join(repo, A)).ctimeMs === noticed);
      expect(believed(repo)).toBe(false);
    }));

  it('is not used for a file that was just created, even if its content is old', () =>
    noted((repo) => {
      utimesSync(join(repo, A), 1, 1);
      noteAsItIs(repo, Date.now());
      expect(believed(repo)).toBe(false);
    }));

  it('is not used for files that were just written', () =>
    noted((repo) => {
      expect(believed(repo)).toBe(false);
    }, Date.now()));

  it('is not used when it is invalid', () =>
    noted((repo) => {
      for (const text of [
        '',
        '{',
        '[]',
        '{"written":1,"complete":true,"parts":{"bases/a":{"from":"input","paths":["x"],"stats":[]}}}',
      ]) {
        writeFileSync(join(repo, '.lang-observatory/cache/stat.json'), text);
        expect(believed(repo)).toBe(false);
      }
    }));
});
