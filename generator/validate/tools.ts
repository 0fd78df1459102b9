/**
 * Finds the programs that we run in exactly the version whose output we have tested: built before, on the PATH, or built now
 * with Go from the pinned module below programs/.
 * Never another version: kustomize and helm change their output between releases.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { withBuildLock } from '../disk/build-lock.ts';
import { childEnvironment, programPath } from '../program/child-environment.ts';
import { programFolder } from '../program/program-folder.ts';
import { buildGoProgram, goEnvironment } from './go-build.ts';

const run = promisify(execFile);

export type ToolName = 'kustomize' | 'kustomize-builder' | 'helm' | 'kubeconform' | 'gitleaks';

export interface Tool {
  readonly version: string;
  /** The folder of its go.mod below PROGRAM_MODULES. */
  readonly module: string;
  /** The main package in the module that go.mod pins, or `.` for a program of our own. */
  readonly package: string;
  /** Variable that the linker sets, so that the binary reports its version. Kustomize reads its own from the module. */
  readonly versionVariable?: string;
  /** Arguments that print the version. A program of our own has none: nobody else has it, so it is not looked for. */
  readonly versionArguments?: readonly string[];
}

/** Where the modules lie in the package. */
export const PROGRAM_MODULES = 'generator/validate/programs';

/** The lowest Go that can build all tools: their modules say so. */
export const GO_VERSION = '1.26';

export const TOOLS: Readonly<Record<ToolName, Tool>> = {
  kustomize: {
    version: '5.8.1',
    module: 'kustomize',
    package: 'sigs.k8s.io/kustomize/kustomize/v5',
    versionArguments: ['version'],
  },
  'kustomize-builder': {
    version: '5.8.1',
    module: 'kustomize',
    package: '.',
    // For the label that `buildMetadata: [managedByLabel]` asks for.
    versionVariable: 'sigs.k8s.io/kustomize/api/provenance.version',
  },
  helm: {
    version: '4.3.1',
    module: 'helm',
    package: 'helm.sh/helm/v4/cmd/helm',
    versionVariable: 'helm.sh/helm/v4/internal/version.version',
    versionArguments: ['version', '--short'],
  },
  kubeconform: {
    version: '0.7.0',
    module: 'kubeconform',
    package: 'github.com/yannh/kubeconform/cmd/kubeconform',
    versionVariable: 'main.version',
    versionArguments: ['-v'],
  },
  gitleaks: {
    version: '8.30.1',
    module: 'gitleaks',
    package: 'github.com/zricethezav/gitleaks/v8',
    versionVariable: 'github.com/zricethezav/gitleaks/v8/version.Version',
    versionArguments: ['version'],
  },
};

export interface FindToolOptions {
  /** Folders to search, as the variable PATH holds them. */
  readonly searchPath?: string;
  /** The package's folder, which holds the modules and .tools/; the program's own unless said. */
  readonly folder?: string;
  /** The repository that we work on: no program is taken from it. */
  readonly repo?: string;
  /** Called once before a build, which takes from half a minute to a few minutes. */
  readonly onBuild?: (name: ToolName) => void;
}

export type FoundTool =
  | { readonly ok: true; readonly path: string }
  | { readonly ok: false; readonly code: 'tool-missing'; readonly message: string };

/** The absolute path of the tool's binary, or what to install. Safe to call from several processes at once. */
export async function findTool(name: ToolName, options: FindToolOptions = {}): Promise<FoundTool> {
  const { folder = programFolder(), repo, searchPath = process.env.PATH } = options;
  const built = join(folder, '.tools', `${name}-${await edition(name, folder)}`);
  if (existsSync(built)) return { ok: true, path: built };
  const onPath = await findOnPath(name, programPath(repo, searchPath));
  if (onPath !== undefined) return { ok: true, path: onPath };
  if (!(await hasGo(name, folder, repo))) return missing(name, 'was not found');
  await mkdir(join(folder, '.tools'), { recursive: true });
  return withBuildLock(`${built}.lock`, async () => {
    // Another process may have finished it while this one waited for the lock.
    if (existsSync(built)) return { ok: true, path: built };
    options.onBuild?.(name);
    return build(name, folder, built, repo);
  });
}

/** The version, and for a program of our own what it is made of. */
async function edition(name: ToolName, folder: string): Promise<string> {
  const { version, module, package: main } = TOOLS[name];
  const source = join(folder, PROGRAM_MODULES, module);
  if (main !== '.' || !existsSync(source)) return version;
  const hash = createHash('sha256');
  for (const file of (await readdir(source)).sort()) hash.update(await readFile(join(source, file)));
  return `${version}-${hash.digest('hex').slice(0, 12)}`;
}

function missing(name: ToolName, what: string): FoundTool {
  const { version, module, versionArguments } = TOOLS[name];
  const go = `nstall Go ${GO_VERSION} or newer so that it can be built from ${PROGRAM_MODULES}/${module}.`;
  return {
    ok: false,
    code: 'tool-missing',
    message: `${name} ${version} is required, but ${what}. ${versionArguments === undefined ? `I${go}` : `Install it, or i${go}`}`,
  };
}

async function findOnPath(name: ToolName, searchPath: string): Promise<string | undefined> {
  if (TOOLS[name].versionArguments === undefined) return undefined;
  for (const folder of searchPath.split(delimiter).filter((entry) => entry !== '')) {
    const path = join(folder, name);
    if (existsSync(path) && (await reportedVersion(name, path)) === TOOLS[name].version) return path;
  }
  return undefined;
}

/** What a binary says its version is. */
export async function reportedVersion(name: ToolName, path: string): Promise<string | undefined> {
  try {
    const { stdout } = await run(path, TOOLS[name].versionArguments ?? [], { env: childEnvironment() });
    return /(\d+\.\d+\.\d+)/.exec(stdout)?.[1];
  } catch {
    // Not executable, or another program of the same name: as good as absent.
    return undefined;
  }
}

/** Go reads the go.mod first: one that is too old, and may not fetch a newer one, fails here. */
async function hasGo(name: ToolName, folder: string, repo: string | undefined): Promise<boolean> {
  try {
    await run('go', ['list', '-m'], {
      cwd: join(folder, PROGRAM_MODULES, TOOLS[name].module),
      env: goEnvironment(repo),
    });
    return true;
  } catch {
    return false;
  }
}

async function build(name: ToolName, folder: string, output: string, repo: string | undefined): Promise<FoundTool> {
  const { version, module, package: main, versionVariable } = TOOLS[name];
  const variables = versionVariable === undefined ? {} : { [versionVariable]: `v${version}` };
  const where = repo === undefined ? {} : { repo };
  try {
    await buildGoProgram({ module: join(folder, PROGRAM_MODULES, module), package: main, output, variables, ...where });
    return { ok: true, path: output };
  } catch (error) {
    return missing(name, `could not be built: ${error instanceof Error ? error.message.trim() : String(error)}`);
  }
}
