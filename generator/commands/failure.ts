/** Turns an error that ends a command into a message and an exit code. Only internal errors have a stack trace. */
import { release, type } from 'node:os';
import { CommanderError } from 'commander';
import { inWords } from '../disk/disk-error.ts';
import { programVersion } from '../program/program-folder.ts';
import { Refusal } from '../program/refusal.ts';
import type { ExitCode } from './io.ts';

export interface Failure {
  readonly exitCode: ExitCode;
  /** Undefined when the error is already printed. */
  readonly text?: string;
}

/** The message and exit code for an error that ended the command line. */
export function failureOf(error: unknown, argv: readonly string[]): Failure {
  // Commander has already printed the usage, or the requested help.
  if (error instanceof CommanderError) return { exitCode: error.exitCode === 0 ? 0 : 2 };
  // Ctrl-C at a question.
  if (error instanceof Error && error.name === 'ExitPromptError') return { exitCode: 2 };
  const told = inWords(error, placeOf(error));
  if (told instanceof Refusal) return { exitCode: told.exitCode, text: told.message };
  return { exitCode: 70, text: faultReport(error, argv) };
}

/** The path of a system call, or the name of the call if it has none. */
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
