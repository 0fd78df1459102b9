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

/** The names of all commands, as `--help` lists them. */
export async function commandNames(): Promise<readonly string[]> {
  const { out } = await commandLine('/', '--help');
  return [...(out.split('Commands:')[1] ?? '').matchAll(/^ {2}([a-z]\S*)/gm)].map(([, name = '']) => name);
}
