/** Starts programs that cannot outlive the tests, and says what they printed when one ends too early. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';

export interface ProgramOptions {
  readonly name: string;
  readonly path: string;
  readonly arguments: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Where it runs; where the tests do by default. */
  readonly folder?: string;
  /** File that gets everything it prints. */
  readonly log: string;
}

export interface Program {
  /** Throws with the end of the log once the program has ended, which a server must not. */
  readonly assertRunning: () => void;
  /** Ends it, and waits until it has. */
  readonly stop: () => Promise<void>;
}

/** Memory is at hand and processors are not: Go programs collect garbage a quarter as often as by themselves. */
const GARBAGE_COLLECTION = '400';

/** But it is not endless: with this much, a program collects as often as it must. The API server of Argo CD would take seven gigabytes. */
const MEMORY_LIMIT = '2500MiB';

/**
 * The kernel kills a program with this process (`--pdeathsig`), and this process is a worker of the test run: when the run is
 * killed, nothing tells a worker that waits for something else.
 */
process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));

/** Starts it, with an environment of its own. */
export function startProgram(options: ProgramOptions): Program {
  const log = openSync(options.log, 'a');
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', '--', options.path, ...options.arguments], {
    ...(options.folder === undefined ? {} : { cwd: options.folder }),
    env: {
      PATH: process.env.PATH ?? '',
      HOME: '/nonexistent',
      GOGC: GARBAGE_COLLECTION,
      GOMEMLIMIT: MEMORY_LIMIT,
      ...options.environment,
    },
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  let failure: Error | undefined;
  child.once('error', (error) => {
    failure = error;
  });
  return {
    assertRunning: () => {
      if (failure === undefined && !ended(child)) return;
      throw new Error(`${options.name} ended: ${failure?.message ?? tail(options.log)}`);
    },
    stop: () => stop(child),
  };
}

/** At once: nothing that it holds is kept. */
async function stop(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || ended(child)) return;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

function ended(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

function tail(log: string): string {
  return readFileSync(log, 'utf8').split('\n').slice(-15).join('\n');
}
