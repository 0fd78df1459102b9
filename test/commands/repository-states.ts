/** What a disk may hold when a command meets it: every way in which people, other programs and killed runs leave a repository. */
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import fc, { type Arbitrary } from 'fast-check';
import { REGISTRY } from '../../generator/components/registry.ts';
import { componentsOf } from '../../generator/custom/components-of.ts';
import { type Disk, openDisk } from '../../generator/disk/disk.ts';
import { loadFleet } from '../../generator/fleet/load.ts';
import { generateFiles } from '../../generator/generate.ts';
import { contentHash } from '../../generator/tree/manifest.ts';
import { apply, compare } from '../../generator/tree/reconcile.ts';
import { noteUnvalidated } from '../../generator/tree/unvalidated.ts';
import { writeFiles } from '../temporary-folder.ts';

/** A repository and a folder outside, in which nothing may ever change. */
export interface World {
  readonly repo: string;
  readonly outside: string;
}

export type Event = { readonly what: string; readonly happen: (world: World) => void };

const STATE = '.lang-observatory';
const OFF = ['langfuse', 'grafana', 'otel-gateway', 'blackbox', 'prometheus', 'gateway', 'nginx-gateway'];

function fleetFile(more: string): string {
  const off = OFF.map((name) => `${name}: {mode: disabled}`).join(', ');
  return `apiVersion: lang-observatory.dev/v1
kind: Fleet
metadata: {name: acme}
spec:
  repository: {url: https://github.com/acme/observability.git}
  domain: obs.acme.io
  components: {${off}}
  environments: {prod: {${more}}}
`;
}

function clusterFile(engine: string): string {
  return `apiVersion: lang-observatory.dev/v1
kind: Cluster
metadata: {name: c}
spec: {environment: prod, engine: ${engine}, provider: {name: bare}}
`;
}

const CLUSTER = 'clusters/c/cluster.yaml';

export const INPUTS: readonly (readonly (readonly [path: string, text: string])[])[] = [
  [
    ['fleet.yaml', fleetFile('')],
    [CLUSTER, clusterFile('flux')],
  ],
  [
    ['fleet.yaml', fleetFile('size: small')],
    [CLUSTER, clusterFile('argocd')],
  ],
  [
    ['fleet.yaml', fleetFile('')],
    [CLUSTER, `${clusterFile('flux')}bad: field\n`],
  ],
  [['fleet.yaml', fleetFile('size: medium')]],
];

/** In place of the content of what is neither a file nor a folder. */
export const NO_FILE = 'no file';

/** Every file below a folder, with its content; what is neither a file nor a folder with what it is. */
export function everything(folder: string, below = ''): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const name of readdirSync(join(folder, below))) {
    const path = below === '' ? name : `${below}/${name}`;
    const entry = lstatSync(join(folder, path));
    if (entry.isDirectory()) for (const [inner, text] of everything(folder, path)) found.set(inner, text);
    else found.set(path, entry.isFile() ? readFileSync(join(folder, path), 'utf8') : NO_FILE);
  }
  return found;
}

/** The n-th file of the tree, counted round. */
function someFile(repo: string, index: number): string | undefined {
  const files = [...everything(repo)]
    .filter(([path, text]) => text !== NO_FILE && /^(bases|flux|argocd|clusters|dashboards|docs)\//.test(path))
    .map(([path]) => path)
    .filter((path) => !path.endsWith('cluster.yaml'))
    .sort();
  return files[index % files.length];
}

class Killed extends Error {}

/** A run without its lock that dies before its n-th write, or half way through it. */
function killedRun(repo: string, writes: number, torn: boolean): void {
  const { fleet } = loadFleet(repo, componentsOf, () => []);
  if (fleet === undefined) return;
  const disk = openDisk(repo);
  let left = writes;
  const step = <A extends readonly unknown[]>(work: (...args: A) => void): ((...args: A) => void) => {
    return (...args) => {
      left -= 1;
      if (left < 0) throw new Killed();
      work(...args);
    };
  };
  const dying: Disk = { ...disk, replace: step(disk.replace), remove: step(disk.remove) };
  try {
    const comparison = compare(dying, generateFiles(fleet, REGISTRY));
    if (comparison.obstacles.length > 0) return;
    noteUnvalidated(dying, [...comparison.writes.keys()]);
    apply(dying, comparison);
  } catch (error) {
    if (!(error instanceof Killed) && !(error instanceof Error && error.message.includes('hint:'))) throw error;
  }
  if (torn && lstatSync(join(repo, STATE, 'cache'), { throwIfNoEntry: false })?.isDirectory() === true)
    writeFileSync(join(repo, STATE, 'cache/unfinished'), '# Gener');
}

function put(repo: string, path: string, text: string): void {
  // What already exists stays, and so does what stands in the way.
  if (existsSync(join(repo, path)) || !isWay(repo, dirname(path))) return;
  writeFiles(repo, [[path, text]]);
}

function isWay(repo: string, folder: string): boolean {
  if (folder === '.') return true;
  const entry = lstatSync(join(repo, folder), { throwIfNoEntry: false });
  return isWay(repo, dirname(folder)) && (entry === undefined || entry.isDirectory());
}

/** Takes what is at a path out of the repository and leaves a link to it. */
function linkAway({ repo, outside }: World, path: string): void {
  if (!existsSync(join(repo, path)) || !isWay(repo, dirname(path))) return;
  const target = join(outside, `${path.replaceAll('/', '_')}`);
  if (existsSync(target)) return;
  renameSync(join(repo, path), target);
  symlinkSync(target, join(repo, path));
}

const HEADER = '# Generated by lang-observatory from fleet.yaml.\n';

/** Files of users in places where one is likely, or that a hostile list would like to be rid of. */
const USERS: readonly (readonly [path: string, text: string])[] = [
  ['README.md', 'mine\n'],
  ['clusters/c/team/kustomization.yaml', 'mine: true\n'],
  ['clusters/c/cluster.yml.bak', 'mine: true\n'],
  ['bases/mine/a.yaml', 'mine: true\n'],
  ['bases/langfuse/a.md', 'mine\n'],
  ['flux/clusters/c/flux-system/gotk-sync.yaml', `${HEADER}mine: true\n`],
  ['flux/clusters/c/mine.yaml', 'mine: true\n'],
  ['docs/mine.md', 'mine\n'],
  ['dashboards/mine.json', '{"mine": true}\n'],
  [`${STATE}/owned/notes.md`, 'mine\n'],
  [`${STATE}/owned/deep/er/notes.md`, 'mine\n'],
];

/** A list, or a journal, that claims a file of the user's. */
function claimFor(index: number): readonly [path: string, line: string] {
  const [path, text] = USERS[index % USERS.length] ?? ['', ''];
  return [path, `${contentHash(text)} ${path}\n`];
}

const number = fc.nat({ max: 1000 });

function event<T>(what: string, arbitrary: Arbitrary<T>, happen: (world: World, value: T) => void): Arbitrary<Event> {
  return arbitrary.map((value) => ({
    what: `${what} ${JSON.stringify(value)}`,
    happen: (world) => happen(world, value),
  }));
}

function onSomeFile(what: string, change: (path: string, world: World, relative: string) => void): Arbitrary<Event> {
  return event(what, number, (world, index) => {
    const path = someFile(world.repo, index);
    if (path !== undefined) change(join(world.repo, path), world, path);
  });
}

const STATE_PATHS = ['', 'owned', 'owned/bases', 'cache', 'cache/stat.json', 'lock', 'pending', 'schema'] as const;

export const EVENTS: Arbitrary<readonly Event[]> = fc.array(
  fc.oneof(
    event('other input', fc.nat({ max: INPUTS.length - 1 }), ({ repo }, index) => {
      if (!isWay(repo, 'clusters/c')) return;
      rmSync(join(repo, CLUSTER), { force: true });
      if (lstatSync(join(repo, 'fleet.yaml'), { throwIfNoEntry: false })?.isSymbolicLink() !== true)
        writeFiles(repo, INPUTS[index] ?? []);
    }),
    event('a killed run', fc.tuple(fc.nat({ max: 250 }), fc.boolean()), ({ repo }, [writes, torn]) =>
      killedRun(repo, writes, torn),
    ),
    onSomeFile('removed', (path) => rmSync(path)),
    onSomeFile('edited', (path) => writeFileSync(path, `${readFileSync(path, 'utf8')}mine: true\n`)),
    onSomeFile('half of a file', (path) => writeFileSync(path, readFileSync(path, 'utf8').slice(0, 40))),
    onSomeFile('emptied', (path) => writeFileSync(path, '')),
    onSomeFile('linked away', (_, world, path) => linkAway(world, path)),
    onSomeFile('a folder instead', (path) => {
      rmSync(path);
      mkdirSync(path);
    }),
    onSomeFile('a FIFO instead', (path) => {
      rmSync(path);
      spawnSync('mkfifo', [path]);
    }),
    event('linked away', fc.constantFrom('bases', 'flux', 'clusters', 'clusters/c', 'docs', 'fleet.yaml'), linkAway),
    event('state linked away', fc.constantFrom(...STATE_PATHS), (world, path) =>
      linkAway(world, path === '' ? STATE : `${STATE}/${path}`),
    ),
    event('state removed', fc.constantFrom(...STATE_PATHS.slice(1)), ({ repo }, path) => {
      if (isWay(repo, STATE)) rmSync(join(repo, STATE, path), { recursive: true, force: true });
    }),
    event('a file of the user', number, ({ repo }, index) => put(repo, ...(USERS[index % USERS.length] ?? ['', '']))),
    event('a list that claims it', number, ({ repo }, index) => {
      const [path, line] = claimFor(index);
      put(repo, `${STATE}/owned/${dirname(path).split('/').slice(0, 2).join('/')}x.txt`, line);
    }),
    event('a journal that claims it', number, ({ repo }, index) => put(repo, `${STATE}/pending`, claimFor(index)[1])),
    event('a foreign list', fc.constantFrom('x.txt', 'bases/zzz.txt', 'a/b/c.txt'), ({ repo }, name) =>
      put(repo, `${STATE}/owned/${name}`, '\n'),
    ),
    event('garbage', fc.constantFrom('pending', 'cache/stat.json', 'cache/unvalidated', 'lock/x'), ({ repo }, name) => {
      if (!isWay(repo, `${STATE}/${name}`.replace(/\/[^/]+$/, ''))) return;
      if (!existsSync(join(repo, STATE, name))) writeFiles(repo, [[`${STATE}/${name}`, '{"parts": {"a": 1}}\n\u0000']]);
    }),
    event('a lock that was left', fc.constantFrom('1111111'), ({ repo }, pid) =>
      put(repo, `${STATE}/lock/${pid},${hostname()},,,11111111-2222-3333-4444-555555555555`, ''),
    ),
    event('a misnamed cluster', fc.constant('clusters/d/cluster.yml'), ({ repo }, path) =>
      put(repo, path, clusterFile('flux')),
    ),
  ),
  { minLength: 1, maxLength: 6 },
);

/** Lets the note of what was found unchanged be believed at once. */
export function settle(repo: string): void {
  const note = join(repo, '.lang-observatory/cache/stat.json');
  if (!existsSync(note)) return;
  writeFileSync(note, readFileSync(note, 'utf8').replace(/"written":\d+/, `"written":${Date.now() + 60_000}`));
}
