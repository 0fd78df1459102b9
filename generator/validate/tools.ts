/**
 * Finds the real kustomize, helm and kubeconform in exactly the version whose output we have tested:
 * built before, on the PATH, or built now with Go from the pinned module in tools/<name>.
 * Never another version: kustomize and helm change their output between releases.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import { promisify } from 'node:util';
import { programFolder } from '../program-folder.ts';
import { withBuildLock } from './build-lock.ts';
import { buildGoProgram } from './go-build.ts';

const run = promisify(execFile);

export type ToolName = 'kustomize' | 'helm' | 'kubeconform';

export interface Tool {
  readonly version: string;
  /** The main package in the module that tools/<name>/go.mod pins. */
  readonly package: string;
  /** Variable that the linker sets, so that the binary reports its version. Kustomize reads its own from the module. */
  readonly versionVariable?: string;
  /** Arguments that print the version. */
  readonly versionArguments: readonly string[];
}

/** The lowest Go that can build all tools: their modules say so. */
export const GO_VERSION = '1.26';

export const TOOLS: Readonly<Record<ToolName, Tool>> = {
  kustomize: {
    version: '5.8.1',
    package: 'sigs.k8s.io/kustomize/kustomize/v5',
    versionArguments: ['version'],
  },
  helm: {
    version: '4.3.1',
    package: 'helm.sh/helm/v4/cmd/helm',
    versionVariable: 'helm.sh/helm/v4/internal/version.version',
    versionArguments: ['version', '--short'],
  },
  kubeconform: {
    version: '0.7.0',
    package: 'github.com/yannh/kubeconform/cmd/kubeconform',
    versionVariable: 'main.version',
    versionArguments: ['-v'],
  },
};

export interface FindToolOptions {
  /** Folders to search, as the variable PATH holds them. */
  readonly searchPath?: string;
  /** The folder that holds tools/ and .tools/; the program's own unless said. */
  readonly folder?: string;
  /** Called once before a build, which takes from half a minute to a few minutes. */
  readonly onBuild?: (name: ToolName) => void;
}

export type FoundTool =
  | { readonly ok: true; readonly path: string }
  | { readonly ok: false; readonly code: 'tool-missing'; readonly message: string };

/** The absolute path of the tool's binary, or what to install. Safe to call from several processes at once. */
export async function findTool(name: ToolName, options: FindToolOptions = {}): Promise<FoundTool> {
  const folder = options.folder ?? programFolder();
  const built = join(folder, '.tools', `${name}-${TOOLS[name].version}`);
  if (existsSync(built)) return { ok: true, path: built };
  const onPath = await findOnPath(name, options.searchPath ?? process.env.PATH ?? '');
  if (onPath !== undefined) return { ok: true, path: onPath };
  if (!(await hasGo(name, folder))) return missing(name, 'was not found');
  await mkdir(join(folder, '.tools'), { recursive: true });
  return withBuildLock(`${built}.lock`, async () => {
    // Another process may have finished it while this one waited for the lock.
    if (existsSync(built)) return { ok: true, path: built };
    options.onBuild?.(name);
    return build(name, folder, built);
  });
}

function missing(name: ToolName, what: string): FoundTool {
  return {
    ok: false,
    code: 'tool-missing',
    message:
      `${name} ${TOOLS[name].version} is needed and ${what}. ` +
      `Install it, or install Go ${GO_VERSION} or newer so that it can be built from tools/${name}.`,
  };
}

async function findOnPath(name: ToolName, searchPath: string): Promise<string | undefined> {
  for (const folder of searchPath.split(delimiter).filter(isAbsolute)) {
    const path = join(folder, name);
    if (existsSync(path) && (await reportedVersion(name, path)) === TOOLS[name].version) return path;
  }
  return undefined;
}

/** What a binary says its version is. */
export async function reportedVersion(name: ToolName, path: string): Promise<string | undefined> {
  try {
    const { stdout } = await run(path, TOOLS[name].versionArguments);
    return /(\d+\.\d+\.\d+)/.exec(stdout)?.[1];
  } catch {
    // Not executable, or another program of the same name: as good as absent.
    return undefined;
  }
}

/** Go reads the go.mod first: one that is too old, and may not fetch a newer one, fails here. */
async function hasGo(name: ToolName, folder: string): Promise<boolean> {
  try {
    await run('go', ['list', '-m'], { cwd: join(folder, 'tools', name) });
    return true;
  } catch {
    return false;
  }
}

async function build(name: ToolName, folder: string, built: string): Promise<FoundTool> {
  const { version, package: main, versionVariable } = TOOLS[name];
  const variables = versionVariable === undefined ? {} : { [versionVariable]: `v${version}` };
  try {
    await buildGoProgram({ module: join(folder, 'tools', name), package: main, output: built, variables });
    return { ok: true, path: built };
  } catch (error) {
    return missing(name, `could not be built: ${error instanceof Error ? error.message.trim() : String(error)}`);
  }
}
