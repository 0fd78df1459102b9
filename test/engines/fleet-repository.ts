/** A fleet's repository as a platform team has it: a work tree, the command line, and a Git server that the engines read. */
import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Engine } from '../../generator/fleet/model.ts';
import { programFolder } from '../../generator/program/program-folder.ts';
import { commandLine, type Ran } from '../commands/command-line.ts';
import type { Workspace } from './workspace.ts';

const run = promisify(execFile);

export class FleetRepository {
  /** Where the fleet is in the work tree, which is on branch main. */
  readonly folder: string;
  readonly #path: string;
  readonly #treesFolder: string;
  readonly #trees = new Map<string, Promise<string>>();
  /** Where each branch of the server was when its changes were last heard of. */
  readonly #announced = new Map<string, string>();
  #foresee: (next: Heads) => Promise<void> = async () => {};

  private constructor(workTree: string, path: string, treesFolder: string) {
    this.folder = join(workTree, path);
    this.#path = path;
    this.#treesFolder = treesFolder;
  }

  /**
   * A clone of `<served>/<repository>`, which is made, with the fleet.yaml of the reference fleet, no cluster, and nothing committed yet.
   * The fleet is in the folder `path` of it.
   */
  static async create(workspace: Workspace, served: string, repository: string, path = '.'): Promise<FleetRepository> {
    const origin = join(served, repository);
    await run('git', ['init', '--quiet', '--bare', '--initial-branch=main', origin]);
    const own = workspace.make('fleets', repository);
    const workTree = join(own, 'fleet');
    await run('git', ['clone', '--quiet', origin, workTree]);
    const fleet = new FleetRepository(workTree, path, join(own, 'trees'));
    mkdirSync(fleet.folder, { recursive: true });
    await fleet.#git('checkout', '--quiet', '-B', 'main');
    cpSync(join(programFolder(), 'fleet.yaml'), join(fleet.folder, 'fleet.yaml'));
    fleet.edit('fleet.yaml', '    branch: main\n', `    branch: main\n    path: ${path}\n`);
    return fleet;
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), 'utf8');
  }

  /** Paths of the files below a folder. */
  files(folder: string): readonly string[] {
    const entries = readdirSync(join(this.folder, folder), { withFileTypes: true });
    return entries.flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      return entry.isDirectory() ? this.files(path) : [path];
    });
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), text);
  }

  /** Writes the folder that the reference fleet has for a cluster, or for one like it, with this engine. False when it has none. */
  describe(cluster: string, engine: Engine, like: string = cluster): boolean {
    const source = join(programFolder(), `clusters/${like}/cluster.yaml`);
    if (!existsSync(source)) return false;
    const text = readFileSync(source, 'utf8').replace(/engine: \w+/, `engine: ${engine}`);
    this.write(`clusters/${cluster}/cluster.yaml`, text.replace(`name: ${like}`, `name: ${cluster}`));
    return true;
  }

  /** What `add cluster` writes for a cluster in production. Throws when it refuses to. */
  async addCluster(name: string, engine: Engine): Promise<void> {
    const { exitCode, err } = await commandLine(
      this.folder,
      ...['add', 'cluster', name, '--environment', 'prod', '--engine', engine],
      ...['--provider', 'aws', '--region', 'ap-southeast-1'],
    );
    if (exitCode !== 0) throw new Error(`add cluster: exit code ${exitCode}\n${err}`);
  }

  /** Asks for the databases of a cluster as they were at a time. Throws when that is refused. */
  async restore(cluster: string, time: string): Promise<void> {
    const { exitCode, err } = await commandLine(this.folder, 'restore', cluster, '--to', time, '--no-validate');
    if (exitCode !== 0) throw new Error(`restore: exit code ${exitCode}\n${err}`);
  }

  /** Replaces one piece of a file of the input. Throws when it is not there, or changes nothing. */
  edit(path: string, from: string, to: string): void {
    const text = this.read(path);
    if (!text.includes(from) || from === to) throw new Error(`${path} has no ${JSON.stringify(from)} to change`);
    this.write(path, text.replace(from, to));
  }

  remove(path: string): void {
    rmSync(join(this.folder, path), { recursive: true });
  }

  /** What a person runs after a change of the input. Validation is proven elsewhere. */
  async generate(): Promise<Ran> {
    return commandLine(this.folder, 'generate', '--no-validate');
  }

  /** Generates, commits everything and pushes main. The commit, or the one before when nothing changed. */
  async publish(subject: string): Promise<string> {
    const { exitCode, err } = await this.generate();
    if (exitCode !== 0) throw new Error(`generate: exit code ${exitCode}\n${err}`);
    return this.commit(subject);
  }

  /** Commits everything as it is and pushes main. The commit, or the one before when nothing changed. */
  async commit(subject: string): Promise<string> {
    await this.#git('add', '--all');
    if ((await this.changedFiles()).length > 0) await this.#git(...AUTHOR, 'commit', '--quiet', '-m', subject);
    const commit = await this.#commitOfMain();
    await this.#foresee(new Map([...(await this.heads()), ['main', commit]]));
    await this.#git('push', '--quiet', 'origin', 'main');
    return commit;
  }

  /** Paths that differ from the last commit. */
  async changedFiles(): Promise<readonly string[]> {
    const { stdout } = await this.#git('status', '--porcelain', '--untracked-files=all');
    return stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => line.slice(3));
  }

  /** Moves a ref of the server to where main is: a wave advances. */
  async advance(ref: string): Promise<void> {
    await this.#foresee(new Map([...(await this.heads()), [ref, await this.#commitOfMain()]]));
    await this.#git('push', '--quiet', '--force', 'origin', `main:refs/heads/${ref}`);
  }

  /** Hears where the branches of the server will be, each time before something is pushed. */
  beforePush(foresee: (next: Heads) => Promise<void>): void {
    this.#foresee = foresee;
  }

  /** Where the branches of the server are. */
  async heads(): Promise<Heads> {
    const { stdout } = await this.#git('ls-remote', '--heads', 'origin');
    const lines = stdout.split('\n').filter((line) => line !== '');
    return new Map(lines.map((line) => [line.slice(41).replace('refs/heads/', ''), line.slice(0, 40)]));
  }

  /** The commit that a branch of the server points at. */
  async revision(branch: string): Promise<string> {
    return (await this.heads()).get(branch) ?? '';
  }

  /**
   * What a Git host says to a webhook: by branch, the files that pushes have changed since this was last heard.
   * It is said again when `hear` rejects.
   */
  async announce(hear: (push: Push) => Promise<void>): Promise<void> {
    const heads = await this.heads();
    const push = [...heads].map(async ([branch, commit]): Promise<[string, readonly string[]]> => {
      const before = this.#announced.get(branch) ?? EMPTY_TREE;
      const { stdout: names } = await this.#git('diff', '--name-only', '--no-renames', before, commit);
      return [branch, names.split('\n').filter((name) => name !== '')];
    });
    await hear(new Map(await Promise.all(push)));
    for (const [branch, commit] of heads) this.#announced.set(branch, commit);
  }

  /** The folder of the fleet as it is in a commit. */
  tree(commit: string): Promise<string> {
    const known = this.#trees.get(commit);
    if (known !== undefined) return known;
    const folder = join(this.#treesFolder, commit);
    const added = this.#git('worktree', 'add', '--quiet', '--detach', folder, commit);
    const tree = added.then(() => join(folder, this.#path));
    this.#trees.set(commit, tree);
    return tree;
  }

  async #commitOfMain(): Promise<string> {
    const { stdout } = await this.#git('rev-parse', 'main');
    return stdout.trim();
  }

  #git(...argv: readonly string[]) {
    return run('git', argv, { cwd: this.folder });
  }
}

/** The commit that each branch points at. */
export type Heads = ReadonlyMap<string, string>;

/** Changed files, by branch. */
export type Push = ReadonlyMap<string, readonly string[]>;

/** Git's own name for a tree without files. */
const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

const AUTHOR = ['-c', 'user.name=Platform team', '-c', 'user.email=platform@acme.io'] as const;
