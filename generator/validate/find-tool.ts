/** Finds the tools, or builds them with Go from the pinned modules below programs/. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { withBuildLock } from '../disk/build-lock.ts';
import { childEnvironment, programPath } from '../program/child-environment.ts';
import { programFolder } from '../program/program-folder.ts';
import { Refusal } from '../program/refusal.ts';
import { buildGoProgram, goEnvironment } from './go-build.ts';
import { binaryName, CACHE_VARIABLE, toolCache } from './tool-cache.ts';
import { GO_VERSION, PROGRAM_MODULES, TOOLS, type ToolName, type Tools } from './tools.ts';

const run = promisify(execFile);

export interface FindToolOptions {
  /** Folders to search, as the variable PATH holds them. */
  readonly searchPath?: string;
  /** The package's folder, which holds the modules; the program's own unless said. */
  readonly folder?: string;
  /** Where built tools are kept, as an absolute path; that of this machine unless said. */
  readonly cache?: string;
  /** The repository that we work on: no program is taken from it. */
  readonly repo?: string;
  /** Called once before a build, which takes from half a minute to a few minutes. */
  readonly onBuild?: (name: ToolName) => void;
}

export type FoundTool =
  | { readonly ok: true; readonly name: ToolName; readonly path: string }
  /** With what Go says is wrong, when there is a Go that could not build it. */
  | { readonly ok: false; readonly name: ToolName; readonly failure?: string };

/** The paths of all tools; throws a Refusal that says once what is missing and what there is to choose from. */
export async function findTools(options: FindToolOptions = {}): Promise<Tools> {
  // One after the other: each build uses all cores.
  const builder = await findTool('kustomize-builder', options);
  const kubeconform = await findTool('kubeconform', options);
  const gitleaks = await findTool('gitleaks', options);
  if (builder.ok && kubeconform.ok && gitleaks.ok)
    return { 'kustomize-builder': builder.path, kubeconform: kubeconform.path, gitleaks: gitleaks.path };
  const missing = [builder, kubeconform, gitleaks].flatMap((found) => (found.ok ? [] : [found]));
  throw new Refusal(choices(missing, options.cache ?? toolCache(options.repo)), 2);
}

function choices(missing: readonly { readonly name: ToolName; readonly failure?: string }[], cache: string): string {
  const names = new Intl.ListFormat('en').format(missing.map(({ name }) => `${name} ${TOOLS[name].version}`));
  const failures = missing.flatMap(({ name, failure }) => (failure === undefined ? [] : [`  ${name}: ${failure}`]));
  return [
    `validation needs ${names}, ${failures.length > 0 ? 'and Go could not build them' : `and this machine has neither them nor Go ${GO_VERSION}`}`,
    ...failures,
    '  hint: choose one of these:',
    `    - install Go ${GO_VERSION} or newer: it builds them once, into ${cache}`,
    `    - run \`lang-observatory tools\` on another ${process.platform}-${process.arch} machine, which has Go, and copy that folder; ${CACHE_VARIABLE} names another one`,
    '    - use the container image or the GitHub Action of this program: they contain the tools',
    '    - leave the validation to CI, with --no-validate',
  ].join('\n');
}

/** The absolute path of a tool's binary. Safe to call from several processes at once. */
export async function findTool(name: ToolName, options: FindToolOptions = {}): Promise<FoundTool> {
  const { folder = programFolder(), repo, searchPath = process.env.PATH, cache = toolCache(repo) } = options;
  const built = join(cache, binaryName(name, folder));
  if (existsSync(built)) return { ok: true, name, path: built };
  const onPath = await findOnPath(name, programPath(repo, searchPath));
  if (onPath !== undefined) return { ok: true, name, path: onPath };
  if (!(await hasGo(name, folder, repo))) return { ok: false, name };
  await mkdir(cache, { recursive: true });
  return withBuildLock(`${built}.lock`, async () => {
    // Another process may have finished it while this one waited for the lock.
    if (existsSync(built)) return { ok: true, name, path: built };
    options.onBuild?.(name);
    return build(name, folder, built, repo);
  });
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
  const variables = { [versionVariable]: `v${version}` };
  const where = repo === undefined ? {} : { repo };
  try {
    await buildGoProgram({ module: join(folder, PROGRAM_MODULES, module), package: main, output, variables, ...where });
    return { ok: true, name, path: output };
  } catch (error) {
    return { ok: false, name, failure: error instanceof Error ? error.message.trim() : String(error) };
  }
}
