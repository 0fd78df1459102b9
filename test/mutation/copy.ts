/** A copy of the program to make mistakes in, and how its own checks judge it. */
import { execFile, spawn } from 'node:child_process';
import { cpSync, lstatSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What finds a mistake; `nothing` when none of it does. */
export type Verdict = 'types' | 'tree' | 'tests' | 'time' | 'nothing';

/** Shared with the original: nobody changes it. */
const LINKED = 'node_modules';

/** Every file that Git has or would take, in a folder that is gone when `work` is done. */
export async function inCopy<T>(original: string, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'lang-observatory-mutation-'));
  try {
    const listed = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
    const { stdout } = await run('git', listed, { cwd: original, maxBuffer: 64 * 1024 * 1024 });
    const paths = stdout
      .split('\0')
      .filter((path) => lstatSync(join(original, path), { throwIfNoEntry: false })?.isFile());
    for (const path of paths) cpSync(join(original, path), join(folder, path));
    symlinkSync(join(original, LINKED), join(folder, LINKED));
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export interface Judging {
  readonly tests: readonly string[];
  readonly milliseconds: number;
  /** Whether what fails is told on standard error, or nothing is. */
  readonly told: boolean;
}

/** What finds a mistake in the copy, the cheapest first. */
export async function judge(folder: string, judging: Judging): Promise<Verdict> {
  if ((await exitCode(folder, 'tsc', ['--noEmit'], judging)) !== 0) return 'types';
  // The committed tree is what the program has to write.
  const check = await exitCode(folder, 'tsx', ['generator/main.ts', 'check'], judging);
  if (check !== 0) return check === undefined ? 'time' : 'tree';
  const code = await exitCode(folder, 'vitest', ['run', '--bail', '1', ...judging.tests], judging);
  if (code === undefined) return 'time';
  return code === 0 ? 'nothing' : 'tests';
}

/** Undefined when it has not ended in time: it is stopped then, with all that it has started. */
async function exitCode(
  folder: string,
  program: string,
  argv: readonly string[],
  { milliseconds, told }: Judging,
): Promise<number | undefined> {
  const path = join(folder, 'node_modules/.bin', program);
  const child = spawn(path, argv, {
    cwd: folder,
    detached: true,
    stdio: ['ignore', 'ignore', told ? 'inherit' : 'ignore'],
  });
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  }, milliseconds);
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (ended) => resolve(ended ?? 1));
  });
  clearTimeout(timer);
  return isLate ? undefined : code;
}
