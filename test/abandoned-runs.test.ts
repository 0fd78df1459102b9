/** A run with real servers that is stopped, however rudely, leaves no program and no folder behind. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'vitest';
import { programFolder } from '../generator/program/program-folder.ts';
import { until } from './engines/wait.ts';
import { inTemporaryFolder } from './temporary-folder.ts';

const VITEST = join(programFolder(), 'node_modules/vitest/vitest.mjs');
const CONFIG = 'test/engines/endless/vitest.config.ts';

/** Ctrl-C in a terminal reaches everything that was started there; the others reach the run's first process alone. */
const STOPS = [
  ['Ctrl-C', 'SIGINT', 'its process group'],
  ['kill', 'SIGTERM', 'alone'],
  ['kill -9', 'SIGKILL', 'alone'],
] as const;

describe.concurrent('what is left of a run', () => {
  for (const [name, signal, whom] of STOPS)
    it(`is nothing after ${name}`, () =>
      inTemporaryFolder(async (folder) => {
        const report = join(folder, 'report');
        const run = await startRun(report);
        const [program = '', workspace = ''] = readFileSync(report, 'utf8').trim().split(' ');
        process.kill(whom === 'alone' ? run : -run, signal);
        const left = () => [
          ...(isRunning(program) ? [`program ${program}`] : []),
          ...(existsSync(dirname(workspace)) ? [dirname(workspace)] : []),
        ];
        await until('everything is gone', left);
      }));
});

/** The process of a run whose program has reported. */
async function startRun(report: string): Promise<number> {
  const inherited = Object.entries(process.env).filter(([variable]) => !variable.startsWith('VITEST'));
  const { pid } = spawn(process.execPath, [VITEST, 'run', '--config', CONFIG], {
    cwd: programFolder(),
    env: { ...Object.fromEntries(inherited), ENDLESS_REPORT: report },
    detached: true,
    stdio: 'ignore',
  });
  if (pid === undefined) throw new Error('the run did not start');
  await until('the program of the run has reported', () => (existsSync(report) ? [] : ['no report']));
  return pid;
}

/** A process that nobody has asked for the outcome of is in the table still, without a command line. */
function isRunning(pid: string): boolean {
  const commandLine = `/proc/${pid}/cmdline`;
  return existsSync(commandLine) && readFileSync(commandLine, 'utf8') !== '';
}
