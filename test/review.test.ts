/** What a change of the input looks like to whoever reviews it: `git diff --numstat` of the reference fleet before and after it. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { REGISTRY } from '../generator/components/registry.ts';
import { componentsOf } from '../generator/custom/components-of.ts';
import { openDisk } from '../generator/disk/disk.ts';
import { loadFleet } from '../generator/fleet/load.ts';
import { ENGINES } from '../generator/fleet/model.ts';
import { renderDiagnostics } from '../generator/fleet/render-diagnostics.ts';
import { generateFiles } from '../generator/generate.ts';
import { programFolder } from '../generator/program/program-folder.ts';
import { renderTemplate } from '../generator/templates/render.ts';
import { compare } from '../generator/tree/reconcile.ts';
import { inTemporaryFolder, writeFiles } from './temporary-folder.ts';

/** Every file of a repository by path: its input that differs from the reference fleet's, what generate writes, and the lists of that. */
type Repository = ReadonlyMap<string, string>;

/** The reference fleet with other input. */
async function repository(input: Repository = new Map()): Promise<Repository> {
  const { fleet, diagnostics } = loadFleet(programFolder(), componentsOf, () => [], input);
  if (fleet === undefined) throw new Error(renderDiagnostics(diagnostics));
  return inTemporaryFolder((empty) => {
    const { writes, shards } = compare(openDisk(empty), generateFiles(fleet, REGISTRY));
    return new Map([...input, ...writes, ...shards]);
  });
}

interface Changed {
  readonly path: string;
  readonly added: number;
  readonly removed: number;
}

/** What Git says of every file that differs, by path. */
function review(before: Repository, after: Repository): Promise<readonly Changed[]> {
  return inTemporaryFolder((folder) => {
    const git = (...args: readonly string[]): string =>
      execFileSync('git', [`--git-dir=${join(folder, 'git')}`, ...args], { cwd: folder, encoding: 'utf8' });
    const differs = (path: string): boolean => before.get(path) !== after.get(path);
    const tree = (name: string, files: Repository): string => {
      mkdirSync(join(folder, name));
      writeFiles(
        join(folder, name),
        [...files].filter(([path]) => differs(path)),
      );
      git(`--work-tree=${join(folder, name)}`, 'add', '--all', '--force', join(folder, name));
      return git('write-tree').trim();
    };
    git('init', '--quiet', '--bare');
    const lines = git('diff-tree', '-r', '--no-renames', '--numstat', tree('before', before), tree('after', after));
    return lines
      .trim()
      .split('\n')
      .map((line) => line.split('\t'))
      .map(([added, removed, path = '']) => ({ path, added: Number(added), removed: Number(removed) }));
  });
}

const FLEET = readFileSync(join(programFolder(), 'fleet.yaml'), 'utf8');

/** The fleet's input with versions of components. */
function pinned(versions: Readonly<Record<string, string>>): Repository {
  const document = parseDocument(FLEET);
  for (const [component, version] of Object.entries(versions))
    document.setIn(['spec', 'components', component, 'version'], version);
  document.setIn(['spec', 'components', 'langfuse', 'image'], { tag: '3.1.0' });
  return new Map([['fleet.yaml', document.toString()]]);
}

describe('a version that the fleet pins', () => {
  const installed = REGISTRY.flatMap(({ name, chart, upstream }) => {
    const version = (chart ?? upstream)?.version;
    return version === undefined
      ? []
      : [{ name, version, next: version.replace(/\d+$/, (patch) => `${Number(patch) + 1}`) }];
  });

  let before: Repository = new Map();
  beforeAll(async () => {
    before = await repository(pinned(Object.fromEntries(installed.map(({ name, version }) => [name, version]))));
  });

  it.each(installed)(
    'is changed in one line for Flux, and in one for each cluster with Argo CD: $name',
    async ({ name, next }) => {
      const versions = Object.fromEntries(
        installed.map((each) => [each.name, each.name === name ? next : each.version]),
      );
      const changed = await review(before, await repository(pinned(versions)));
      const clusters = [...before.keys()].filter((path) => path.match(`^argocd/clusters/[^/]+/${name}\\.yaml$`));
      const ofFleet = ['fleet.yaml', `flux/releases/${name}/release.yaml`, ...clusters];
      const written = changed.filter(({ path }) => !path.startsWith('.lang-observatory/'));
      expect(written.filter(({ path }) => ofFleet.includes(path))).toEqual(
        ofFleet.sort().map((path) => ({ path, added: 1, removed: 1 })),
      );
      // What else follows from the version is in the base, once for all: the image of an operator, say.
      const others = written.filter(({ path }) => !ofFleet.includes(path));
      expect(others.filter(({ path, added }) => !path.startsWith(`bases/${name}/`) || added > 1)).toEqual([]);
      // A list of hashes changes a line for each file.
      const listed = changed.filter(({ path }) => path.startsWith('.lang-observatory/'));
      expect(listed.reduce((sum, { added }) => sum + added, 0)).toBe(written.length - 1);
    },
  );
});

describe('a new cluster', () => {
  const places = [
    { environment: 'dev', provider: 'bare' },
    { environment: 'staging', provider: 'gcp', region: 'europe-west1' },
    { environment: 'prod', provider: 'aws', region: 'eu-west-1' },
  ];
  let before: Repository = new Map();
  beforeAll(async () => {
    before = await repository();
  });

  it.each(ENGINES.flatMap((engine) => places.map((place) => ({ engine, ...place }))))(
    'is at most 45 files and 620 lines, and changes none that were there: $environment with $engine',
    async (answers) => {
      const input = new Map([
        ['clusters/new-1/cluster.yaml', renderTemplate('cluster.yaml', { name: 'new-1', region: '', ...answers })],
      ]);
      const changed = await review(before, await repository(input));
      expect(changed.filter(({ path, removed }) => removed > 0 || before.has(path))).toEqual([]);
      expect(changed.length).toBeGreaterThan(20);
      expect(changed.length).toBeLessThanOrEqual(45);
      expect(changed.reduce((sum, { added }) => sum + added, 0)).toBeLessThanOrEqual(620);
    },
  );

  it('says what it does not have alike in one patch for each kind of object, and what differs alike once', async () => {
    const text = `apiVersion: lang-observatory.dev/v1
kind: Cluster
metadata: {name: new-1}
spec:
  environment: prod
  engine: flux
  provider: {name: aws, region: eu-west-1}
  components: {langfuse: {mode: external, external: {url: https://langfuse.acme.io}}}
`;
    const files = await repository(new Map([['clusters/new-1/cluster.yaml', text]]));
    const { patches } = parseDocument(files.get('flux/kustomizations/new-1/kustomization.yaml') ?? '').toJS();
    const deleted = patches.filter(({ patch }: { patch: string }) => patch.startsWith('$patch: delete'));
    const names = deleted.map(({ target }: { target: { name: string } }) => target.name.split('|').sort());
    expect(names).toEqual([
      expect.arrayContaining(['observatory-clickhouse', 'observatory-langfuse', 'observatory-valkey']),
    ]);
    const credentials = parseDocument(files.get('clusters/new-1/credentials/kustomization.yaml') ?? '').toJS();
    expect(credentials.replacements).toHaveLength(1);
  });
});
