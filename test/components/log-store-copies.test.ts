/** Which copy of a day a backup of a log store continues: the generated program, with folders in place of the bucket and the store. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BACKUP } from '../../generator/components/log-store/backup-programs.ts';
import { inTemporaryFolder, writeFiles } from '../temporary-folder.ts';

const BUCKET = `import os
import shutil


def sizes(folder):
    found = {}
    for place, _, names in os.walk(f"bucket/{folder}"):
        for name in names:
            path = os.path.join(place, name)
            found[os.path.relpath(path, f"bucket/{folder}")] = os.path.getsize(path)
    return found


def upload(path, file):
    os.makedirs(os.path.dirname(f"bucket/{path}"), exist_ok=True)
    shutil.copy(file, f"bucket/{path}")


def write(path, text):
    os.makedirs(os.path.dirname(f"bucket/{path}"), exist_ok=True)
    with open(f"bucket/{path}", "w") as file:
        file.write(text)


def read(path):
    with open(f"bucket/{path}") as file:
        return file.read()


def delete(path):
    os.remove(f"bucket/{path}")
`;

const STORE = `import os


def ask(path):
    return f'["{os.environ["SNAPSHOT"]}"]' if path == "snapshot/create" else "[]"


def first_day():
    return "20260801"
`;

/** Parts of a day by their names, which no two volumes have in common: lines, and the time of the first. */
type Parts = Readonly<Record<string, readonly [lines: number, first: number]>>;

const DAY = '20260803';

/** Backs up each state of the day, one after the other, and says how many lines each copy in the bucket has then. */
function linesOf(states: readonly Parts[]): Promise<readonly number[]> {
  return inTemporaryFolder((folder) => {
    writeFiles(folder, [
      ['backup.py', BACKUP],
      ['bucket.py', BUCKET],
      ['store.py', STORE],
    ]);
    for (const [index, parts] of states.entries()) {
      const snapshot = `${index}/partitions/${DAY}/snapshots/one`;
      mkdirSync(join(folder, snapshot, 'datadb'), { recursive: true });
      writeFiles(
        join(folder, snapshot, 'datadb'),
        Object.entries(parts).map(([name, [RowsCount, MinTimestamp]]) => [
          `${name}/metadata.json`,
          JSON.stringify({ RowsCount, MinTimestamp }),
        ]),
      );
      // Copies are named by the second in which they begin: one later for each state.
      const program = `import datetime, runpy
class Clock(datetime.datetime):
    @classmethod
    def now(cls, zone): return cls(2026, 8, 3, 10, 0, ${index}, tzinfo=zone)
datetime.datetime = Clock
runpy.run_path("backup.py")`;
      execFileSync('python3', ['-c', program], {
        cwd: folder,
        env: { ...process.env, FOLDER: 'eu-1.audit', SNAPSHOT: snapshot },
      });
    }
    const copies = join(folder, 'bucket/eu-1.audit', DAY);
    return readdirSync(copies)
      .sort()
      .map((copy): number => JSON.parse(readFileSync(join(copies, copy, 'copy.json'), 'utf8')).lines);
  });
}

const night: Parts = { a1: [3, 1000], a2: [2, 1500] };
const morning: Parts = { b1: [50, 2000] };

describe('a backup of a day of a log store', () => {
  it.each<[what: string, states: readonly Parts[], lines: readonly number[]]>([
    ['that goes on', [{}, { a1: [3, 1000] }, night], [5]],
    ['whose parts were all merged', [night, { a3: [9, 1000] }], [9]],
    ['with a late line of before the first one, and merged parts', [night, { a3: [9, 900] }], [9]],
    ['of another volume with fewer lines', [night, { b1: [1, 2000] }], [5, 1]],
    ['of another volume with more lines', [night, morning, { b2: [60, 2000] }], [5, 60]],
    ['that was restored from the former copy', [night, morning, { ...night, c1: [1, 1600] }], [6, 50]],
    ['that was restored, and merged', [night, morning, night, { c1: [70, 1000] }], [70, 50]],
  ])('%s', async (_, states, lines) => {
    expect(await linesOf(states)).toEqual(lines);
  });
});
