/** Runs the command line in process, as a user or a script would, and keeps what it printed. */
import { run } from '../../generator/commands/program.ts';

export interface Ran {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

export async function commandLine(cwd: string, ...argv: readonly string[]): Promise<Ran> {
  const out: string[] = [];
  const err: string[] = [];
  const exitCode = await run(argv, {
    out: (text) => out.push(text),
    err: (text) => err.push(text),
    progress: false,
    colour: false,
    interactive: false,
    cwd,
  });
  return { exitCode, out: out.join('\n'), err: err.join('\n') };
}
