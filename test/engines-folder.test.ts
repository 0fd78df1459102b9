/** A fleet in a folder of a larger Git repository: every path that an engine reads leads there from the root of that repository. */
import { execFileSync, spawnSync } from 'node:child_process';
import { posix } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { REGISTRY } from '../generator/components/registry.ts';
import { componentsOf } from '../generator/custom/components-of.ts';
import { isList, isObject, type Json, type JsonObject } from '../generator/data/json.ts';
import { loadFleet } from '../generator/fleet/load.ts';
import { generateFiles } from '../generator/generate.ts';
import { runbooksUrl } from '../generator/telemetry/runbooks.ts';
import { GENERATED_INTO } from '../generator/tree/layout.ts';
import { fluxText } from './flux-objects.ts';
import { inTemporaryFolder, writeFiles } from './temporary-folder.ts';

const cluster = (name: string, engine: string, environment: string): string => `apiVersion: lang-observatory.dev/v1
kind: Cluster
metadata: {name: ${name}}
spec: {environment: ${environment}, engine: ${engine}, provider: {name: aws, region: eu-west-1}, components: {grafana: {manifests: [team/${name}], replicas: 3}}}
`;

const configMap = (name: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, namespace: lang-observatory}\n`;

/** Two clusters with each engine; each has manifests of its own, which lead to a folder beside them. */
function input(repository: string): ReadonlyMap<string, string> {
  const clusters = [
    ['argo-1', 'argocd', 'prod'],
    ['argo-2', 'argocd', 'dev'],
    ['flux-1', 'flux', 'prod'],
    ['flux-2', 'flux', 'dev'],
  ] as const;
  return new Map([
    [
      'fleet.yaml',
      `apiVersion: lang-observatory.dev/v1
kind: Fleet
metadata: {name: acme}
spec:
  repository: {url: https://github.com/acme/platform.git${repository}}
  domain: example.com
  waves: [{name: all, ref: release/all}, {name: canary, ref: main}]
  environments: {prod: {size: large, wave: all}, dev: {size: small, wave: canary}}
`,
    ],
    ['team/shared/kustomization.yaml', 'resources: [shared.yaml]\n'],
    ['team/shared/shared.yaml', configMap('shared')],
    ...clusters.flatMap(([name, engine, environment]): [string, string][] => [
      [`clusters/${name}/cluster.yaml`, cluster(name, engine, environment)],
      [`team/${name}/kustomization.yaml`, 'resources: [own.yaml, ../shared]\n'],
      [`team/${name}/own.yaml`, configMap(name)],
    ]),
  ]);
}

/** Every file of the fleet, written and generated, by its path in the folder of the fleet. */
function filesOf(path: string): Promise<ReadonlyMap<string, string>> {
  return inTemporaryFolder((repo) => {
    const own = input(`, path: '${path}'`);
    writeFiles(repo, own);
    const { fleet } = loadFleet(repo, componentsOf, () => []);
    if (fleet === undefined) throw new Error('the input has a mistake');
    return new Map([...own, ...[...generateFiles(fleet, REGISTRY)].map(({ path, text }) => [path, text] as const)]);
  });
}

function objects(text: string): readonly JsonObject[] {
  return parseAllDocuments(text)
    .map((document): unknown => document.toJS())
    .filter(isObject);
}

/** Every text in a value, keys too, with the way to it. */
function texts(value: Json | undefined, at = ''): readonly (readonly [string, string])[] {
  if (typeof value === 'string') return [[at, value]];
  if (value === undefined || value === null || typeof value !== 'object') return [];
  const entries = isList(value) ? value.map((item, index) => [`${index}`, item] as const) : Object.entries(value);
  return entries.flatMap(([key, item]) => texts(item, `${at}.${key}`));
}

/** What the engines read, of each file: no kustomization, whose paths are relative to its own folder. */
function engineTexts(files: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map(
    [...files]
      .filter(
        ([path]) => /^(argocd|flux)\//.test(path) && path.endsWith('.yaml') && !path.endsWith('kustomization.yaml'),
      )
      .flatMap(([path, text]) =>
        objects(text).flatMap((object, index) =>
          texts(object).map(([at, value]) => [`${path} ${index}${at}`, value] as const),
        ),
      ),
  );
}

const TOPS = [...GENERATED_INTO, 'team', '.lang-observatory'].join('|');
/** Where a path of the fleet begins in a text. */
const PATH = new RegExp(`(?<=^|^!?/|;/|\\./|\\$values/)(?=(?:${TOPS})[/;])`, 'gm');

const folderName = fc
  .array(
    fc.stringMatching(/^[A-Za-z0-9_.-]{1,12}$/).filter((part) => !/^\.{1,2}$/.test(part)),
    { minLength: 1, maxLength: 4 },
  )
  .map((parts) => parts.join('/'));

describe('a fleet in a folder of its Git repository', () => {
  it('is read by both engines from that folder, whatever it is called', async () => {
    const atRoot = await filesOf('.');
    const expected = engineTexts(atRoot);
    expect([...expected.values()].filter((text) => text.search(PATH) >= 0).length).toBeGreaterThan(100);
    await fc.assert(
      fc.asyncProperty(folderName, async (path) => {
        const files = await filesOf(path);
        expect([...files.keys()].sort()).toEqual([...atRoot.keys()].sort());
        const found = engineTexts(files);
        expect(found.size).toBe(expected.size);
        for (const [place, text] of found) {
          // Flux also ignores what is on the way to the folder.
          const own = place.endsWith('.ignore')
            ? text
                .split('\n')
                .slice(path.split('/').length * 2)
                .join('\n')
            : text;
          expect(`${place} ${own}`).toBe(`${place} ${(expected.get(place) ?? '').replaceAll(PATH, () => `${path}/`)}`);
        }
      }),
      { numRuns: 5 },
    );
  });

  it('names only what is there to Argo CD', async () => {
    const files = await filesOf(FOLDER);
    const there = pathsIn(files);
    const [, root] = objects(files.get('argocd/root.yaml') ?? '');
    expect(there).toContain(valueAt(root, 'spec.source.path'));
    const sets = [...files].filter(([path]) => path.startsWith('argocd/root/acme/applicationsets/'));
    const applications = sets.flatMap(([path, text]) => {
      const [set] = objects(text);
      const component = posix.basename(path, '.yaml');
      return ['argo-1', 'argo-2'].flatMap((name) => {
        const [parameters] = objects(files.get(`argocd/clusters/${name}/${component}.yaml`) ?? '');
        return parameters === undefined ? [] : [{ set, parameters }];
      });
    });
    expect(applications.length).toBeGreaterThan(20);
    for (const { set, parameters } of applications) {
      const generators = texts(set).filter(([at]) => at.includes('.git.files.') && at.endsWith('.path'));
      expect(generators.length).toBeGreaterThan(1);
      for (const [, pattern] of generators) expect([...there].some((path) => matches(path, pattern))).toBe(true);
      const source = (text: string): string =>
        text.replaceAll(/\{\{ \.([\w.]+) \}\}/g, (_, name: string) => valueAt(parameters, name));
      const read = texts(valueAtTemplate(set)).map(([at, text]) => [at, source(text)] as const);
      const isUpstream = (at: string): boolean =>
        read.some(([other, text]) => other === at.replace(/path$/, 'repoURL') && !text.includes('acme/platform'));
      const paths = [
        ...read.filter(([at]) => /^\.spec\.sources\.\d+\.path$/.test(at) && !isUpstream(at)).map(([, text]) => text),
        ...read.filter(([at]) => at.endsWith('valueFiles.0')).map(([, text]) => text.replace('$values/', '')),
        ...valueAt(parameters, 'paths')
          .split(';')
          .map((path) => path.slice(1)),
      ];
      expect(paths.length).toBeGreaterThan(3);
      expect(paths.filter((path) => !there.has(path))).toEqual([]);
    }
    const grafana = objects(files.get('argocd/clusters/argo-1/grafana.yaml') ?? '')[0];
    expect(valueAt(grafana, 'paths')).toContain(`/${FOLDER}/team/shared`);
  });

  it('names only what is there to Flux, and unpacks nothing else of the repository', async () => {
    const files = await filesOf(FOLDER);
    const there = pathsIn(files);
    for (const name of ['flux-1', 'flux-2']) {
      const kustomizations = [
        ...objects(files.get(`flux/clusters/${name}/kustomization-observatory.yaml`) ?? ''),
        ...objects(await fluxText(files, name)).filter(({ kind }) => kind === 'Kustomization'),
      ];
      const paths = kustomizations.map((one) => valueAt(one, 'spec.path').replace(/^\.\//, ''));
      expect(paths.length).toBeGreaterThan(10);
      expect(paths.filter((path) => !there.has(`${path}/kustomization.yaml`))).toEqual([]);
      const [source] = objects(files.get(`flux/clusters/${name}/source.yaml`) ?? '');
      const beside = ['main.c', 'platform/other/a.yaml', 'platform/observability-2/a.yaml', 'bases/a.yaml'];
      const kept = await notIgnored(valueAt(source, 'spec.ignore'), [...there, ...beside]);
      for (const path of paths) expect(kept).toContain(`${path}/kustomization.yaml`);
      expect(kept).toContain(`${FOLDER}/team/shared/shared.yaml`);
      expect(kept).toContain(`${FOLDER}/dashboards/kustomization.yaml`);
      expect([...beside, `${FOLDER}/argocd/root.yaml`].filter((path) => kept.has(path))).toEqual([]);
    }
  });

  it('is linked there from its alerts', () => {
    const repository = { url: 'https://github.com/acme/platform.git', branch: 'main', path: FOLDER };
    expect(runbooksUrl(repository)).toBe(
      'https://github.com/acme/platform/blob/main/platform/observability/docs/runbooks',
    );
  });
});

const FOLDER = 'platform/observability';

/** A pattern of a generator: a star is a name. */
function matches(path: string, pattern: string): boolean {
  const [before = '', after = ''] = pattern.split('*');
  return path.startsWith(before) && path.endsWith(after) && !path.slice(before.length, -after.length).includes('/');
}

/** Files and folders, from the root of the Git repository. */
function pathsIn(files: ReadonlyMap<string, string>): ReadonlySet<string> {
  const paths = new Set<string>();
  for (const file of files.keys())
    for (let path = posix.join(FOLDER, file); path !== '.'; path = posix.dirname(path)) paths.add(path);
  return paths;
}

function valueAt(value: JsonObject | undefined, path: string): string {
  const found = path.split('.').reduce<Json | undefined>((at, key) => (isObject(at) ? at[key] : undefined), value);
  return typeof found === 'string' ? found : '';
}

function valueAtTemplate(set: JsonObject | undefined): Json | undefined {
  return isObject(set?.spec) ? set.spec.template : undefined;
}

/** By Git itself: Flux reads the same syntax. */
function notIgnored(ignore: string, paths: readonly string[]): Promise<ReadonlySet<string>> {
  return inTemporaryFolder((folder) => {
    writeFiles(folder, [['.gitignore', ignore]]);
    execFileSync('git', ['init', '--quiet', folder]);
    const input = paths.join('\n');
    const { stdout } = spawnSync('git', ['check-ignore', '--no-index', '--stdin'], {
      cwd: folder,
      input,
      encoding: 'utf8',
    });
    const ignored = new Set(stdout.split('\n'));
    return new Set(paths.filter((path) => !ignored.has(path)));
  });
}
