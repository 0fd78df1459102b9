/** The end of a command that cannot go on. */
import type { ExitCode, Io } from './io.ts';

export function told(mistakes: readonly string[], code: ExitCode, io: Pick<Io, 'err'>): ExitCode {
  io.err(mistakes.join('\n'));
  return code;
}
