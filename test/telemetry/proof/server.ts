/** Starting real programs, waiting until they answer, and never leaving one behind: not after a failure and not after Ctrl-C. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';

export interface Server {
  readonly name: string;
  /** The last lines that it wrote. */
  log(): string;
  /** All lines that it wrote and was watched for. */
  readonly watched: readonly string[];
  /** Sends the signal to end and waits for the end. */
  stop(): Promise<void>;
  /** Ends it with SIGKILL, as the kernel does when memory is short: it has no time for anything. */
  kill(): Promise<void>;
}

interface Start {
  readonly name: string;
  readonly program: string;
  readonly arguments: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly folder?: string;
  /** Whether it can be used. Asked until it says so; an error is a no. */
  readonly ready: () => Promise<boolean>;
  /** Lines that are kept, however many come after them. */
  readonly watch?: RegExp;
  /** What asks it to end at once. SIGTERM where it is not said. */
  readonly endSignal?: NodeJS.Signals;
}

/** What must be undone, in the order in which it was done. */
export class Undo {
  readonly #steps: (() => Promise<void>)[] = [];

  /** The resource, which will be stopped. */
  use<T extends { stop(): Promise<void> }>(resource: T): T {
    this.defer(() => resource.stop());
    return resource;
  }

  defer(step: () => Promise<void>): void {
    this.#steps.push(step);
  }

  /** Undoes the last first, all of them even when one fails. */
  async stop(): Promise<void> {
    for (let step = this.#steps.pop(); step !== undefined; step = this.#steps.pop()) await step().catch(console.error);
  }
}

const LOG_CHARACTERS = 20_000;
/** For what never comes: what comes late on a busy machine is no mistake. */
export const PATIENCE_MILLISECONDS = 600_000;
const STOP_MILLISECONDS = 15_000;
const POLL_MILLISECONDS = 50;

const running = new Set<ChildProcess>();

// What is still there when the test process ends, however it ends, goes with it.
process.once('exit', killRunning);
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    killRunning();
    process.exit(1);
  });

function killRunning(): void {
  for (const child of running) child.kill('SIGKILL');
}

/** Resolves when the program is ready, rejects with what it wrote when it ends before or never gets ready. */
export async function startServer(start: Start): Promise<Server> {
  const child = spawn(start.program, start.arguments, {
    // Nothing of the caller's surroundings: a proxy or an OTEL_ variable would change what is proven.
    env: { PATH: process.env.PATH, HOME: start.folder, ...start.environment },
    cwd: start.folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let log = '';
  const watched: string[] = [];
  for (const output of [child.stdout, child.stderr])
    createInterface({ input: output }).on('line', (line) => {
      log = `${log}${line}\n`.slice(-LOG_CHARACTERS);
      if (start.watch?.test(line) === true) watched.push(line);
    });
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(`ended with ${code ?? signal}`));
  });
  let end: string | undefined;
  void ended.then((how) => {
    end = how;
    running.delete(child);
  });
  const stop = async (): Promise<void> => {
    child.kill(start.endSignal ?? 'SIGTERM');
    await Promise.race([ended, setTimeout(STOP_MILLISECONDS, undefined, { ref: false })]);
    child.kill('SIGKILL');
    await ended;
  };
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
  };
  const fail = async (what: string): Promise<never> => {
    await stop();
    throw new Error(`${start.name} ${what}:\n${log}`);
  };
  const deadline = Date.now() + PATIENCE_MILLISECONDS;
  while (!(await start.ready().catch(() => false))) {
    if (end !== undefined) await fail(end);
    if (Date.now() > deadline) await fail('was not ready in time');
    await setTimeout(POLL_MILLISECONDS);
  }
  return { name: start.name, log: () => log, watched, stop, kill };
}

/** Whether a page answers with a success. */
export async function answers(url: string): Promise<boolean> {
  return (await fetch(url)).ok;
}

/** What `look` finds as soon as it is not undefined; rejects with what was waited for when that does not come. */
export async function eventually<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + PATIENCE_MILLISECONDS;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`there never was: ${what}`);
    await setTimeout(200);
  }
}
