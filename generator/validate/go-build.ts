/** Builds a Go program from a module that pins it, without C and without the paths and symbols that only this machine has. */
import { execFile } from 'node:child_process';
import { rename, rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import { childEnvironment, type Environment } from '../program/child-environment.ts';

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
  /** The repository that we work on, which takes no part in the build. */
  readonly repo?: string;
}

/** Where modules come from, who may see their names, and where they are kept: what a company sets, in variables or with `go env -w`. */
const COMPANY = [
  ...['GOENV', 'GOROOT', 'GOPATH', 'GOMODCACHE', 'GOCACHE', 'GOTMPDIR', 'GOTOOLCHAIN'],
  ...['GOPROXY', 'GOPRIVATE', 'GONOPROXY', 'GOSUMDB', 'GONOSUMDB', 'GOINSECURE', 'GOVCS', 'GOAUTH', 'NETRC'],
] as const;

/** For every run of Go: our module as it is, whatever lies in the folders above it, which may be a fleet's repository. */
export function goEnvironment(repo?: string): Environment {
  return {
    ...childEnvironment(COMPANY, repo),
    CGO_ENABLED: '0',
    GO111MODULE: 'on',
    GOWORK: 'off',
    // Empty, it would be read from the file of `go env -w`. Without the second flag Go runs git there.
    GOFLAGS: '-mod=readonly -buildvcs=false',
  };
}

/** Half a minute for a small program, some minutes for a large one. Rejects with what Go printed. */
export async function buildGoProgram(program: GoProgram): Promise<void> {
  const { module, output, variables = {}, tags = [], toolchain, modfile, repo } = program;
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
      env: { ...goEnvironment(repo), ...(toolchain === undefined ? {} : { GOTOOLCHAIN: toolchain }) },
      maxBuffer: 16 * 1024 * 1024,
    });
    await rename(temporary, output);
  } finally {
    await rm(temporary, { force: true });
  }
}
