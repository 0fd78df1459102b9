/** The folder that a run works in, and everything that must be undone when it ends. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Program, type ProgramOptions, startProgram } from './processes.ts';

/** Variable that names the folder which all workspaces of a test run are in. */
export const RUN_FOLDER = 'LANG_OBSERVATORY_TEST_RUN';

export interface Workspace {
  readonly folder: string;
  /** Makes a folder in it. */
  readonly make: (...names: readonly string[]) => string;
  /** Starts a program that is stopped with the workspace; its output goes to logs/<name>.log. */
  readonly start: (options: Omit<ProgramOptions, 'log'>) => Program;
  readonly onStop: (undo: () => Promise<void> | void) => void;
  /** Undoes everything and removes the folder. */
  readonly stop: () => Promise<void>;
}

export function openWorkspace(): Workspace {
  // The test run's own folder is removed when the run ends, however it ends: see global-setup.ts.
  const folder = realpathSync(mkdtempSync(join(process.env[RUN_FOLDER] ?? tmpdir(), 'lang-observatory-engines-')));
  const undos: (() => Promise<void> | void)[] = [];
  let isStopped = false;
  const make = (...names: readonly string[]): string => {
    // What was begun beside something that failed goes on, and would leave behind what nobody undoes any more.
    if (isStopped) throw new Error('the workspace has been stopped');
    const path = join(folder, ...names);
    mkdirSync(path, { recursive: true });
    return path;
  };
  const workspace: Workspace = {
    folder,
    make,
    start: (options) => {
      const program = startProgram({ ...options, log: join(make('logs'), `${options.name}.log`) });
      workspace.onStop(program.stop);
      return program;
    },
    onStop: (undo) => undos.push(undo),
    stop: async () => {
      isStopped = true;
      const undone = await Promise.allSettled(undos.splice(0).map(async (undo) => undo()));
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
      for (const one of undone) if (one.status === 'rejected') throw one.reason;
    },
  };
  return workspace;
}
