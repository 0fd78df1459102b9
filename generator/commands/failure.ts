/** Whatever ends a command before its time, in words and with an exit code. A stack trace is only ever part of the report of a fault. */
import { release, type } from 'node:os';
import { CommanderError } from 'commander';
import { inWords } from '../disk/disk-error.ts';
import { programVersion } from '../program/program-folder.ts';
import { Refusal } from '../program/refusal.ts';
import type { ExitCode } from './io.ts';

export interface Failure {
  readonly exitCode: ExitCode;
  /** Undefined when everything has been said. */
  readonly text?: string;
}

/** What to tell of an error that a command line has ended with. */
export function failureOf(error: unknown, argv: readonly string[]): Failure {
  // The usage has been printed by then, or the help that was asked for.
  if (error instanceof CommanderError) return { exitCode: error.exitCode === 0 ? 0 : 2 };
  // Ctrl-C at a question.
  if (error instanceof Error && error.name === 'ExitPromptError') return { exitCode: 2 };
  const told = inWords(error, placeOf(error));
  if (told instanceof Refusal) return { exitCode: told.exitCode, text: told.message };
  return { exitCode: 70, text: faultReport(error, argv) };
}

/** A path or, where a system call has none, the call. */
function placeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  if ('path' in error && typeof error.path === 'string') return error.path;
  return 'syscall' in error && typeof error.syscall === 'string' ? error.syscall : error.name;
}

function faultReport(error: unknown, argv: readonly string[]): string {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return [
    'internal error of lang-observatory: your input did not cause it',
    `  version: ${programVersion()}, Node.js ${process.version}, ${type()} ${release()}`,
    `  command: lang-observatory ${argv.map((argument) => JSON.stringify(argument)).join(' ')}`,
    ...stack.split('\n').map((line) => `  ${line.trimEnd()}`),
    '  hint: please report it with this whole text to the project of lang-observatory-gitops',
  ].join('\n');
}
