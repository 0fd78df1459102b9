import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { GeneratedFile } from '../../generator/file-tree.ts';
import { type Disk, openDisk } from '../../generator/tree/disk.ts';
import { contentHash } from '../../generator/tree/manifest.ts';
import { apply, type Comparison, compare } from '../../generator/tree/reconcile.ts';
import { inTemporaryFolder } from '../temporary-folder.ts';

const A = 'bases/langfuse/a.yaml';
const B = 'clusters/eu-1/langfuse/b.yaml';
const C = 'argocd/clusters/eu-1/langfuse.yaml';

function tree(files: Readonly<Record<string, string>>): readonly GeneratedFile[] {
  return Object.entries(files).map(([path, text]) => ({ path, text }));
}

/** Compares and, when nothing stands in the way, applies, as generate does. */
function run(repo: string, files: Readonly<Record<string, string>>, disk: Disk = openDisk(repo)): Comparison {
  const comparison = compare(disk, tree(files));
  if (comparison.obstacles.length === 0) apply(disk, comparison);
  return comparison;
}

function read(repo: string, path: string): string | undefined {
  return existsSync(join(repo, path)) ? readFileSync(join(repo, path), 'utf8') : undefined;
}

/** Every file of a folder with its content; what comes and goes with a run is left out. */
function everything(repo: string, below = ''): Readonly<Record<string, string>> {
  const entries = readdirSync(join(repo, below), { withFileTypes: true }).flatMap(
    (entry): readonly (readonly [string, string])[] => {
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      return entry.isDirectory()
        ? Object.entries(everything(repo, path))
        : [[path, readFileSync(join(repo, path), 'utf8')]];
    },
  );
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

describe('a repository', () => {
  it('gets every generated file, and the second run changes nothing', () =>
    inTemporaryFolder((repo) => {
      expect(run(repo, { [A]: 'a\n', [B]: 'b\n' }).created).toEqual([A, B]);
      utimesSync(join(repo, A), 1, 1);
      const second = run(repo, { [A]: 'a\n', [B]: 'b\n' });
      expect([second.created, second.changed, second.removed, second.manifest, second.unchanged]).toEqual([
        [],
        [],
        [],
        [],
        2,
      ]);
      expect(statSync(join(repo, A)).mtimeMs).toBe(1000);
    }));

  it('has a changed file written and an orphan removed, with the folders that it empties', () =>
    inTemporaryFolder((repo) => {
      run(repo, { [A]: 'a\n', [B]: 'b\n' });
      const { changed, removed } = run(repo, { [A]: 'new\n' });
      expect([changed, removed]).toEqual([[A], [B]]);
      expect(read(repo, A)).toBe('new\n');
      expect(readdirSync(repo).sort()).toEqual(['.lang-observatory', 'bases']);
    }));

  it('keeps a hand-edited file and says so, and nothing at all is written', () =>
    inTemporaryFolder((repo) => {
      run(repo, { [A]: 'a\n', [B]: 'b\n' });
      writeFileSync(join(repo, A), 'mine\n');
      const before = everything(repo);
      expect(run(repo, { [A]: 'a2\n', [B]: 'b2\n', [C]: 'c\n' }).obstacles).toEqual([{ path: A, why: 'edited' }]);
      expect(everything(repo)).toEqual(before);
    }));

  it('accepts a hand-edited file again once it is restored', () =>
    inTemporaryFolder((repo) => {
      run(repo, { [A]: 'a\n' });
      writeFileSync(join(repo, A), 'mine\n');
      writeFileSync(join(repo, A), 'a\n');
      expect(run(repo, { [A]: 'a2\n' }).changed).toEqual([A]);
    }));

  it('keeps a hand-edited orphan, which is then no longer ours', () =>
    inTemporaryFolder((repo) => {
      run(repo, { [A]: 'a\n', [B]: 'b\n' });
      writeFileSync(join(repo, B), 'mine\n');
      expect(run(repo, { [A]: 'a\n' }).kept).toEqual([B]);
      expect(read(repo, B)).toBe('mine\n');
      expect(run(repo, { [A]: 'a\n' }).kept).toEqual([]);
    }));

  it('keeps a foreign file in a generated folder', () =>
    inTemporaryFolder((repo) => {
      run(repo, { [A]: 'a\n' });
      writeFileSync(join(repo, 'bases/langfuse/notes.md'), 'mine\n');
      run(repo, {});
      expect(read(repo, 'bases/langfuse/notes.md')).toBe('mine\n');
      expect(read(repo, A)).toBeUndefined();
    }));

  it('does not overwrite a foreign file where a generated one belongs', () =>
    inTemporaryFolder((repo) => {
      mkdirSync(join(repo, 'bases/langfuse'), { recursive: true });
      writeFileSync(join(repo, A), 'mine\n');
      expect(run(repo, { [A]: 'a\n' }).obstacles).toEqual([{ path: A, why: 'foreign' }]);
      expect(read(repo, A)).toBe('mine\n');
    }));

  it('adopts a file that already says what would be generated', () =>
    inTemporaryFolder((repo) => {
      mkdirSync(join(repo, 'bases/langfuse'), { recursive: true });
      writeFileSync(join(repo, A), 'a\n');
      const { unchanged, manifest } = run(repo, { [A]: 'a\n' });
      expect([unchanged, manifest]).toEqual([1, ['.lang-observatory/owned/bases/langfuse.txt']]);
    }));

  it('refuses a folder where a generated file belongs', () =>
    inTemporaryFolder((repo) => {
      run(repo, { [A]: 'a\n' });
      rmSync(join(repo, A));
      mkdirSync(join(repo, A));
      expect(run(repo, { [A]: 'a\n' }).obstacles).toEqual([{ path: A, why: 'folder' }]);
    }));

  it('never follows a link, neither for the file nor for a folder on the way', () =>
    inTemporaryFolder((outside) =>
      inTemporaryFolder((repo) => {
        writeFileSync(join(outside, 'target'), 'precious\n');
        mkdirSync(join(repo, 'bases/langfuse'), { recursive: true });
        symlinkSync(join(outside, 'target'), join(repo, A));
        symlinkSync(outside, join(repo, 'clusters'));
        expect(run(repo, { [A]: 'a\n', [B]: 'b\n' }).obstacles).toEqual([
          { path: A, why: 'link' },
          { path: B, why: 'link' },
        ]);
        expect(everything(outside)).toEqual({ target: 'precious\n' });
      }),
    ));

  it('refuses two generated files with one path', () =>
    inTemporaryFolder((repo) => {
      const twice = [...tree({ [A]: 'a\n' }), ...tree({ [A]: 'b\n' })];
      expect(() => compare(openDisk(repo), twice)).toThrow(`two generated files have the path ${A}`);
    }));

  it('never has its input written', () =>
    inTemporaryFolder((repo) => {
      const input = tree({ 'clusters/eu-1/cluster.yaml': 'x\n' });
      expect(() => compare(openDisk(repo), input)).toThrow(
        'clusters/eu-1/cluster.yaml is not a path that generate may write',
      );
    }));
});

class Killed extends Error {}

/** A disk on which the process dies: just before its n-th write, or half way through it. */
function dying(repo: string, writes: number, torn: boolean): Disk {
  const disk = openDisk(repo);
  let left = writes;
  const step = <A extends readonly unknown[]>(work: (...args: A) => void, halfway: (...args: A) => void) => {
    return (...args: A): void => {
      left -= 1;
      if (left < 0) {
        if (torn) halfway(...args);
        throw new Killed();
      }
      work(...args);
    };
  };
  const half = (path: string, text: string): void => disk.write(path, text.slice(0, text.length / 2));
  const nothing = (): void => {};
  return {
    ...disk,
    write: step(disk.write, half),
    replace: step(disk.replace, nothing),
    remove: step(disk.remove, nothing),
  };
}

describe('a run that is killed', () => {
  const first = { [A]: 'first a\n', [B]: 'first b\n', 'flux/clusters/eu-1/old.yaml': 'old\n' };
  const second = { [A]: 'second a\n', [B]: 'second b\n', [C]: 'second c\n' };

  for (const torn of [false, true])
    it(`${torn ? 'in the middle of' : 'before'} any write is completed by the next run`, () =>
      inTemporaryFolder((expected) => {
        run(expected, first);
        run(expected, second);
        for (let writes = 0; ; writes += 1) {
          const finished = inTemporaryFolderSync((repo) => {
            run(repo, first);
            const done = survives(() => run(repo, second, dying(repo, writes, torn)));
            const next = run(repo, second);
            expect(next.obstacles, `after ${writes} writes`).toEqual([]);
            expect(everything(repo), `after ${writes} writes`).toEqual(everything(expected));
            return done;
          });
          if (finished) return;
        }
      }));

  /** Works on a repository whose second run died in the middle of a write. */
  async function afterDeath(writes: number, work: (repo: string) => void): Promise<void> {
    await inTemporaryFolder((repo) => {
      run(repo, first);
      expect(survives(() => run(repo, second, dying(repo, writes, true)))).toBe(false);
      work(repo);
    });
  }
  const DURING_B = 2;
  const DURING_REMOVAL = 4;

  it('is no licence to overwrite what is edited after it, of any file that it was about to write', () =>
    afterDeath(DURING_B, (repo) => {
      expect([read(repo, A), read(repo, B), read(repo, C)]).toEqual(['second a\n', 'seco', undefined]);
      mkdirSync(join(repo, 'argocd/clusters/eu-1'), { recursive: true });
      for (const path of [A, B, C]) writeFileSync(join(repo, path), 'mine\n');
      const before = everything(repo);
      expect(run(repo, second).obstacles).toEqual([
        { path: A, why: 'edited' },
        { path: B, why: 'edited' },
        { path: C, why: 'foreign' },
      ]);
      expect(everything(repo)).toEqual(before);
    }));

  it('is completed also after its files were checked out again', () =>
    afterDeath(DURING_B, (repo) => {
      writeFileSync(join(repo, A), first[A]);
      writeFileSync(join(repo, B), first[B]);
      expect(run(repo, second).changed).toEqual([A, B]);
    }));

  it('has what it wrote taken for its own when the input is another by then, also by a run that is killed again', () =>
    afterDeath(DURING_REMOVAL, (repo) => {
      const third = { [A]: 'third a\n', [B]: 'third b\n', [C]: 'third c\n' };
      expect(survives(() => run(repo, third, dying(repo, 1, false)))).toBe(false);
      expect(run(repo, { ...third, [A]: 'fourth a\n' }).obstacles).toEqual([]);
      expect([read(repo, A), read(repo, B), read(repo, C)]).toEqual(['fourth a\n', 'third b\n', 'third c\n']);
    }));

  it('has what it created removed when that is no longer generated, and what was edited since kept', () =>
    afterDeath(DURING_REMOVAL, (repo) => {
      writeFileSync(join(repo, B), 'mine\n');
      const { removed, kept } = run(repo, { 'flux/clusters/eu-1/old.yaml': 'old\n' });
      expect([removed, kept]).toEqual([[A, C], [B]]);
      expect([read(repo, B), read(repo, C)]).toEqual(['mine\n', undefined]);
    }));

  it('leaves alone what somebody has put where it created a file', () =>
    afterDeath(DURING_REMOVAL, (repo) => {
      writeFileSync(join(repo, C), 'mine\n');
      const { removed, kept } = run(repo, first);
      expect([removed, kept, read(repo, C)]).toEqual([[], [], 'mine\n']);
    }));

  it('has nothing removed by a journal that claims what is not generated', () =>
    inTemporaryFolder((repo) => {
      run(repo, first);
      writeFileSync(join(repo, 'fleet.yaml'), 'input\n');
      writeFileSync(
        join(repo, '.lang-observatory/pending'),
        `${contentHash('input\n')} fleet.yaml\n${contentHash('input\n')} bases/../fleet.yaml\n`,
      );
      expect(run(repo, first).removed).toEqual([]);
      expect(read(repo, 'fleet.yaml')).toBe('input\n');
    }));

  it('on a full disk tells which file, and the next run completes it', () =>
    inTemporaryFolder((repo) => {
      run(repo, first);
      const full: Disk = {
        ...openDisk(repo),
        write: (path) => {
          throw Object.assign(new Error('no space'), { code: 'ENOSPC', path });
        },
      };
      expect(() => run(repo, second, full)).toThrow('no space');
      expect(run(repo, second).obstacles).toEqual([]);
    }));
});

function survives(work: () => void): boolean {
  try {
    work();
    return true;
  } catch (error) {
    if (error instanceof Killed) return false;
    throw error;
  }
}

function inTemporaryFolderSync<T>(work: (folder: string) => T): T {
  let result: { readonly value: T } | undefined;
  void inTemporaryFolder((folder) => {
    result = { value: work(folder) };
  });
  if (result === undefined) throw new Error('the work did not finish');
  return result.value;
}
