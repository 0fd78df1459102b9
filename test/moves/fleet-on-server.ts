/** A fleet in a clone, and the server that it is from. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import { commandLine, type Ran } from '../commands/command-line.ts';
import { repositoryMadeOnce } from '../repository-made-once.ts';
import { writeFiles } from '../temporary-folder.ts';

export const URL = 'https://git.example.com/acme/observability.git';

/** Fewer files are faster, and moved in the same way. */
const OFF = ['langfuse', 'grafana', 'otel-gateway', 'blackbox', 'gateway', 'nginx-gateway', 'prometheus']
  .map((name) => `${name}: {mode: disabled}`)
  .join(', ');

/** With a version of the chart of Valkey. */
export const fleetFile = (version = '0.11.0'): string => `apiVersion: lang-observatory.dev/v1
kind: Fleet
metadata: {name: acme}
spec:
  repository: {url: ${URL}}
  domain: obs.acme.io
  waves: [{name: canary, ref: main}, {name: early, ref: release/early}, {name: all, ref: refs/tags/all}]
  environments:
    dev: {wave: canary, size: small}
    stage: {wave: early, size: small}
    prod: {wave: all, size: small}
  components: {${OFF}, valkey: {mode: managed, version: ${version}}}
`;

export function clusterFile(name: string, environment: string, engine: string): readonly [path: string, text: string] {
  return [
    `clusters/${name}/cluster.yaml`,
    `apiVersion: lang-observatory.dev/v1
kind: Cluster
metadata: {name: ${name}}
spec: {environment: ${environment}, engine: ${engine}, provider: {name: bare}}
`,
  ];
}

export interface World {
  /** Of somebody who works on the fleet. */
  readonly clone: string;
  /** A bare repository. */
  readonly server: string;
  /** The configuration of whoever runs the program. */
  readonly userConfig: string;
}

export function git(folder: string, ...argv: readonly string[]): string {
  return execFileSync('git', argv, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
}

/** What the server has at a ref. */
export function at({ server }: World, ref: string): string {
  return git(server, 'rev-parse', `${ref}^{commit}`);
}

/** Generates and commits what the input says, and pushes the branch. */
export async function merge(clone: string, message: string): Promise<string> {
  const { exitCode, err } = await commandLine(clone, 'generate', '--no-validate');
  expect([exitCode, err]).toEqual([0, '']);
  git(clone, 'add', '--all');
  git(clone, 'commit', '--quiet', '--message', message);
  git(clone, 'push', '--quiet', 'origin', 'main');
  return git(clone, 'rev-parse', 'HEAD');
}

export function edit(clone: string, path: string, change: (text: string) => string): void {
  const before = readFileSync(join(clone, path), 'utf8');
  const after = change(before);
  expect(after).not.toBe(before);
  writeFileSync(join(clone, path), after);
}

function worldIn(folder: string): World {
  return { clone: join(folder, 'clone'), server: join(folder, 'server.git'), userConfig: join(folder, 'user-config') };
}

/** The user's configuration leads from the address of the fleet to the server. */
function use({ server, userConfig }: World): void {
  writeFileSync(
    userConfig,
    `[url "file://${server}"]\n\tinsteadOf = ${URL}\n[user]\n\tname = Ada\n\temail = ada@example.com\n`,
  );
  vi.stubEnv('GIT_CONFIG_GLOBAL', userConfig);
}

/** Runs `work` in a copy of its own, with a clone whose branch is on the server. */
export function fleetOnServer(): (work: (world: World) => Promise<void>) => Promise<void> {
  const inRepository = repositoryMadeOnce(async (folder) => {
    const world = worldIn(join(folder, 'fleet'));
    const { clone, server } = world;
    writeFiles(clone, [
      ['fleet.yaml', fleetFile()],
      ['.gitignore', '/.lang-observatory/cache/\n/.lang-observatory/lock\n/.lang-observatory/pending\n'],
      clusterFile('dev-1', 'dev', 'flux'),
      clusterFile('stage-1', 'stage', 'argocd'),
      clusterFile('prod-1', 'prod', 'flux'),
    ]);
    use(world);
    git(join(folder, 'fleet'), 'init', '--quiet', '--bare', '--initial-branch=main', server);
    git(clone, 'init', '--quiet', '--initial-branch=main');
    git(clone, 'remote', 'add', 'origin', URL);
    await merge(clone, 'Begin');
    // One file instead of a thousand to copy.
    for (const repository of [clone, server]) git(repository, 'gc', '--quiet');
    vi.unstubAllEnvs();
  });
  return (work) =>
    inRepository(async (folder) => {
      const world = worldIn(folder);
      use(world);
      try {
        await work(world);
      } finally {
        vi.unstubAllEnvs();
      }
    });
}

/** Runs the command line in the clone. */
export function run({ clone }: World, ...argv: readonly string[]): Promise<Ran> {
  return commandLine(clone, ...argv);
}

/** Ids of commits, which are others in each run, by names. */
export function withNames(text: string, names: Readonly<Record<string, string>>): string {
  return Object.entries(names).reduce(
    (all, [name, commit]) => all.replaceAll(commit, name).replaceAll(commit.slice(0, 12), name),
    text,
  );
}
