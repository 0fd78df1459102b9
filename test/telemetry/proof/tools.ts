/** The real programs of the proof. Those written in Go are built once from tools/<module> and stay in .tools/ until their version changes. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { programFolder } from '../../../generator/program-folder.ts';
import { withBuildLock } from '../../../generator/validate/build-lock.ts';

const run = promisify(execFile);

/** Where programs and packages of the proof are kept between runs. */
export const CACHE = join(programFolder(), '.tools');

interface ProofTool {
  readonly version: string;
  /** Folder under tools/ whose go.mod pins it. */
  readonly module: string;
  readonly package: string;
  readonly variables?: Readonly<Record<string, string>>;
  readonly tags?: readonly string[];
  /** A file that the program embeds and that is not in its module as the proxy serves it: its user interface, which nothing here opens. */
  readonly absent?: { readonly module: string; readonly file: string };
}

const PROMETHEUS = {
  version: '0.316.0',
  module: 'prometheus',
  // Without the software development kits of every cloud, which nothing here looks targets up in.
  tags: ['remove_all_sd', 'enable_kubernetes_sd'],
  variables: { 'github.com/prometheus/common/version.Version': '3.16.0' },
} as const;

const ALERTMANAGER = {
  version: '0.34.2',
  module: 'alertmanager',
  variables: { 'github.com/prometheus/common/version.Version': '0.34.2' },
  absent: { module: 'github.com/prometheus/alertmanager', file: 'ui/app/dist/index.html' },
} as const;

export const PROOF_TOOLS = {
  prometheus: { ...PROMETHEUS, package: 'github.com/prometheus/prometheus/cmd/prometheus' },
  promtool: { ...PROMETHEUS, package: 'github.com/prometheus/prometheus/cmd/promtool' },
  alertmanager: { ...ALERTMANAGER, package: 'github.com/prometheus/alertmanager/cmd/alertmanager' },
  amtool: { ...ALERTMANAGER, package: 'github.com/prometheus/alertmanager/cmd/amtool' },
  // The version of the image that the pinned chart runs.
  otelcol: { version: '0.158.0', module: 'collector', package: '.', variables: { 'main.version': '0.158.0' } },
  'blackbox-exporter': {
    version: '0.28.0',
    module: 'blackbox',
    package: 'github.com/prometheus/blackbox_exporter',
    variables: { 'github.com/prometheus/common/version.Version': '0.28.0' },
  },
} as const satisfies Readonly<Record<string, ProofTool>>;

export type ProofToolName = keyof typeof PROOF_TOOLS;

/** The path of the program, which takes up to seven minutes the first time. Rejects when it cannot be built. */
export async function proofTool(name: ProofToolName): Promise<string> {
  const tool: ProofTool = PROOF_TOOLS[name];
  const output = join(CACHE, `${name}-${tool.version}`);
  return once(output, (temporary) => build(tool, temporary));
}

/** The file or folder `output`, made by `work` under another name first: under its own name it is always whole. */
export async function once(output: string, work: (temporary: string) => Promise<void>): Promise<string> {
  if (existsSync(output)) return output;
  await mkdir(CACHE, { recursive: true });
  return withBuildLock(`${output}.lock`, async () => {
    if (existsSync(output)) return output;
    const temporary = `${output}.${process.pid}.tmp`;
    try {
      await work(temporary);
      await rename(temporary, output);
    } finally {
      await rm(temporary, { recursive: true, force: true });
    }
    return output;
  });
}

async function build(tool: ProofTool, output: string): Promise<void> {
  const { package: main, tags = [], variables = {}, absent } = tool;
  const folder = join(programFolder(), 'tools', tool.module);
  const stamps = Object.entries(variables).map(([variable, value]) => ` -X ${variable}=${value}`);
  const flags = ['-p', '2', '-trimpath', '-tags', tags.join(','), '-ldflags', `-s -w${stamps.join('')}`, '-o', output];
  const go = async (...args: readonly string[]): Promise<string> => {
    const environment = { ...process.env, CGO_ENABLED: '0' };
    return (await run('go', args, { cwd: folder, env: environment, maxBuffer: 2 ** 24 })).stdout.trim();
  };
  if (absent === undefined) {
    await go('build', ...flags, main);
    return;
  }
  const scratch = await mkdtemp(join(tmpdir(), 'lang-observatory-'));
  try {
    await go('mod', 'download', absent.module);
    const copy = join(scratch, 'module');
    await cp(await go('list', '-m', '-f', '{{.Dir}}', absent.module), copy, { recursive: true });
    await run('chmod', ['-R', 'u+w', copy]);
    await mkdir(dirname(join(copy, absent.file)), { recursive: true });
    await writeFile(join(copy, absent.file), '');
    const modfile = join(scratch, 'go.mod');
    for (const name of ['go.mod', 'go.sum']) await cp(join(folder, name), join(scratch, name));
    await go('mod', 'edit', '-replace', `${absent.module}=${copy}`, modfile);
    await go('build', '-modfile', modfile, ...flags, main);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
