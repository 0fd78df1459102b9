/** How a fleet repository gets the program that generates it: as a file that it carries, unless somebody says otherwise. */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Content } from '../../disk/open-file.ts';
import { npm } from '../../package/npm.ts';
import { packRunningProgram } from '../../package/pack.ts';
import { carriedFiles, LOCK_FILE, PACKAGE_FILE, withProgram } from '../../package/package-files.ts';
import { readPackedProgram } from '../../package/packed-program.ts';
import { Refusal } from '../../program/refusal.ts';
import { inTemporaryFolder } from '../../program/temporary-folder.ts';

interface ProgramOptions {
  /** Of the fleet. */
  readonly name: string;
  /** A version, a Git address, or a packed file; the program that is running unless said. */
  readonly spec: string | undefined;
  /** What a path in the spec is relative to. */
  readonly cwd: string;
  /** The folder of the fleet. */
  readonly repo: string;
  /** The text of a file that is there. */
  readonly read: (path: string) => string | undefined;
}

const WITHOUT_PACKAGE = 'without --package, init puts this program itself into the repository';

/** The files by path, below the folder of the fleet. Throws a Refusal when there is no such program. */
export async function programFiles(options: ProgramOptions): Promise<ReadonlyMap<string, Content>> {
  const { name, spec, cwd, repo, read } = options;
  const project = `${name}-observability`;
  const file = spec === undefined ? undefined : packedFile(spec, cwd);
  if (spec !== undefined && file === undefined) return namedFiles(project, spec, options);
  const program = file === undefined ? await packRunningProgram(repo) : readPackedProgram(readFileSync(file), file);
  return carriedFiles(program, { name: project, package: read(PACKAGE_FILE), lock: read(LOCK_FILE) });
}

/** Paths, as npm tells them from versions and addresses. */
const PATH = /^(?:file:|~?\/|\.{1,2}(?:\/|$)|[^:]+\.(?:tgz|tar\.gz)$)/;

/** The absolute path of a file that a spec names. Of any other path npm would make a link, which leads nowhere in another clone. */
function packedFile(spec: string, cwd: string): string | undefined {
  const path = resolve(cwd, spec.replace(/^file:/, ''));
  if (statSync(path, { throwIfNoEntry: false })?.isFile() === true) return path;
  if (!PATH.test(spec)) return undefined;
  throw new Refusal(`--package ${spec}: is not a file\n  hint: ${WITHOUT_PACKAGE}`, 2);
}

/** What npm fetches each time: it is asked now whether it can, and what exactly. */
function namedFiles(
  project: string,
  spec: string,
  { repo, read }: ProgramOptions,
): Promise<ReadonlyMap<string, Content>> {
  const manifest = withProgram(read(PACKAGE_FILE), project, spec);
  const lock = read(LOCK_FILE);
  return inTemporaryFolder('lock', async (temporary) => {
    writeFileSync(join(temporary, PACKAGE_FILE), manifest);
    if (lock !== undefined) writeFileSync(join(temporary, LOCK_FILE), lock);
    // Where the registry is, is the business of each machine.
    const options = [
      '--package-lock-only',
      '--ignore-scripts',
      '--omit-lockfile-registry-resolved',
      '--loglevel=error',
    ];
    await npm(temporary, ['install', ...options], repo).catch((error: unknown) => {
      if (!(error instanceof Refusal)) throw error;
      throw new Refusal(`--package ${spec}: ${error.message}\n  hint: ${WITHOUT_PACKAGE}`, 2);
    });
    return new Map([
      [PACKAGE_FILE, manifest],
      [LOCK_FILE, readFileSync(join(temporary, LOCK_FILE), 'utf8')],
    ]);
  });
}
