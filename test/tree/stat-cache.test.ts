import { mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rememberUnchanged, unchangedSince } from '../../generator/tree/stat-cache.ts';
import { inTemporaryFolder } from '../temporary-folder.ts';

const A = 'bases/a/a.yaml';
const LATER = Date.now() + 60_000;

/** A repository with one file of ours, and the note that it is as it should be. */
async function remembered(work: (repo: string) => void): Promise<void> {
  await inTemporaryFolder((repo) => {
    mkdirSync(join(repo, 'bases/a'), { recursive: true });
    writeFileSync(join(repo, A), 'a\n');
    rememberUnchanged(repo, 'input', [A], LATER);
    work(repo);
  });
}

describe('the note that nothing has changed', () => {
  it('is believed while input and files are the same', () =>
    remembered((repo) => {
      expect(unchangedSince(repo, 'input')).toBe(1);
    }));

  it('is not believed for other input', () =>
    remembered((repo) => {
      expect(unchangedSince(repo, 'other input')).toBeUndefined();
    }));

  it('is not believed when a file is gone, or has another size or time', () =>
    remembered((repo) => {
      const changes = [
        () => rmSync(join(repo, A)),
        () => writeFileSync(join(repo, A), 'longer\n'),
        () => utimesSync(join(repo, A), 1, 1),
      ];
      for (const change of changes) {
        writeFileSync(join(repo, A), 'a\n');
        rememberUnchanged(repo, 'input', [A], LATER);
        change();
        expect(unchangedSince(repo, 'input')).toBeUndefined();
      }
    }));

  it('is not believed about files that had only just been written', () =>
    remembered((repo) => {
      rememberUnchanged(repo, 'input', [A], Date.now());
      expect(unchangedSince(repo, 'input')).toBeUndefined();
    }));

  it('is not believed when it is garbled', () =>
    remembered((repo) => {
      for (const text of ['', '{', '[]', '{"fingerprint":"input","written":1,"paths":["x"],"stats":[]}']) {
        writeFileSync(join(repo, '.lang-observatory/cache/stat.json'), text);
        expect(unchangedSince(repo, 'input')).toBeUndefined();
      }
    }));
});
