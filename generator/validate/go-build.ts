/** Builds a Go program from a module that pins it, without C and without the paths and symbols that only this machine has. */
import { execFile } from 'node:child_process';
import { rename, rm } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface GoProgram {
  /** The folder of the go.mod that pins the program. */
  readonly module: string;
  /** Its main package. */
  readonly package: string;
  /** Where the binary goes: an absolute path. */
  readonly output: string;
  /** String variables that the linker sets, such as the version that the program reports. */
  readonly variables?: Readonly<Record<string, string>>;
  readonly tags?: readonly string[];
  /** A Go toolchain such as go1.27.0, which Go fetches as a module; the installed one unless said. */
  readonly toolchain?: string;
  /** A go.mod to use instead of the module's own: an absolute path. */
  readonly modfile?: string;
}

/** Half a minute for a small program, some minutes for a large one. Rejects with what Go printed. */
export async function buildGoProgram(program: GoProgram): Promise<void> {
  const { module, output, variables = {}, tags = [], toolchain, modfile } = program;
  // Go writes the binary bit by bit. Under its final name it is always whole.
  const temporary = `${output}.${process.pid}.tmp`;
  const stamps = Object.entries(variables).map(([variable, value]) => `-X ${variable}=${value}`);
  const flags = [
    ...['-p', '2', '-trimpath', '-ldflags', ['-s', '-w', ...stamps].join(' ')],
    ...(tags.length === 0 ? [] : ['-tags', tags.join(',')]),
    ...(modfile === undefined ? [] : ['-modfile', modfile]),
    ...['-o', temporary],
  ];
  try {
    await run('go', ['build', ...flags, program.package], {
      cwd: module,
      env: { ...process.env, CGO_ENABLED: '0', ...(toolchain === undefined ? {} : { GOTOOLCHAIN: toolchain }) },
      maxBuffer: 16 * 1024 * 1024,
    });
    await rename(temporary, output);
  } finally {
    await rm(temporary, { force: true });
  }
}
