import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { REGISTRY } from '../../generator/components/registry.ts';
import { generateFiles } from '../../generator/generate.ts';
import { programFolder } from '../../generator/program/program-folder.ts';
import { buildAll } from '../../generator/validate/kustomize.ts';
import type { Build } from '../../generator/validate/kustomize-process.ts';
import { readSources } from '../../generator/validate/sources.ts';
import { type KustomizeBuild, kustomizeBuild } from '../kustomize-build.ts';
import { fleetOf, randomInput } from '../layers/random-fleet.ts';
import { realTool } from '../real-tool.ts';
import { inTemporaryFolder, temporaryFolder, writeFiles } from '../temporary-folder.ts';

const KUSTOMIZATION = 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n';
let binary = '';
let outside = '';
let root = '';

beforeAll(async () => {
  binary = await realTool('kustomize-builder');
});
beforeEach(() => {
  outside = temporaryFolder();
  root = join(outside, 'repository');
  mkdirSync(root);
});
afterEach(() => rmSync(outside, { recursive: true, force: true }));

function folderWith(name: string, kustomization: string, files: Readonly<Record<string, string>> = {}): string {
  writeFiles(root, [
    [`${name}/kustomization.yaml`, KUSTOMIZATION + kustomization],
    ...Object.entries(files).map(([path, text]): [string, string] => [`${name}/${path}`, text]),
  ]);
  return name;
}

async function build(folder: string): Promise<Build> {
  const [result] = await buildAll({ binary, repo: root, folders: [folder] });
  if (result === undefined) throw new Error(`${folder} was not built`);
  return result;
}

/** As kustomize prints it. */
function asText(build: Build): KustomizeBuild {
  return build.ok ? { ok: true, text: build.documents.join('---\n') } : { ok: false, message: build.message };
}

const configMap = (name: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n  namespace: web\n`;

describe('a build', () => {
  it('returns the documents', async () => {
    const folder = folderWith('one', 'resources: [object.yaml]\n', { 'object.yaml': configMap('settings') });
    expect(await build(folder)).toEqual({ ok: true, folder, documents: [configMap('settings')] });
  });

  it('of an empty list of resources is empty', async () => {
    const folder = folderWith('empty', 'resources: []\n');
    expect(await build(folder)).toEqual({ ok: true, folder, documents: [] });
  });

  it('returns the error of a folder', async () => {
    const folder = folderWith('broken', 'resources: [absent.yaml]\n');
    expect(await build(folder)).toMatchObject({
      ok: false,
      folder,
      message: expect.stringMatching(/^accumulating resources: .*absent\.yaml/),
    });
  });

  it('refuses a file outside the folder, as both engines do', async () => {
    writeFileSync(join(root, 'outside.yaml'), configMap('outside'));
    const folder = folderWith('escape', 'resources: [../outside.yaml]\n');
    expect(await build(folder)).toMatchObject({ ok: false, message: expect.stringContaining('security') });
  });

  it('runs with others in parallel, and the results are in the order of the folders', async () => {
    const folders = ['c', 'a', 'b', 'bad', 'd'].map((name) =>
      folderWith(name, `resources: [${name === 'bad' ? 'absent' : 'object'}.yaml]\n`, {
        'object.yaml': configMap(name),
      }),
    );
    const done: number[] = [];
    const onBuild = (count: number): number => done.push(count);
    const builds = await buildAll({ binary, repo: root, folders, onBuild });
    expect(builds.map(({ folder }) => folder)).toEqual(folders);
    expect(builds.map(({ ok }) => ok)).toEqual([true, true, true, false, true]);
    expect(done).toEqual([1, 2, 3, 4, 5]);
  });

  it('of every folder of the reference fleet is what kustomize builds, byte for byte', async () => {
    const kustomize = await realTool('kustomize');
    const repo = programFolder();
    const { folders } = readSources(repo);
    expect(folders.length).toBeGreaterThan(200);
    const builds = await buildAll({ binary, repo, folders });
    for (const build of builds)
      expect(asText(build), build.folder).toEqual(await kustomizeBuild(kustomize, join(repo, build.folder)));
  });

  it('of every folder of a random fleet is what kustomize builds, byte for byte', async () => {
    const kustomize = await realTool('kustomize');
    await fc.assert(
      fc.asyncProperty(randomInput, (input) =>
        inTemporaryFolder(async (repo) => {
          writeFiles(
            repo,
            [...generateFiles(fleetOf({ ...input, engine: 'flux' }), REGISTRY)].map(
              ({ path, text }) => [path, text] as const,
            ),
          );
          // What lies above them is part of what they build.
          const folders = readSources(repo).folders.filter((folder) => folder.startsWith('flux/builds/'));
          const builds = await buildAll({ binary, repo, folders });
          expect(builds.length).toBeGreaterThan(10);
          for (const build of builds)
            expect(asText(build), build.folder).toEqual(await kustomizeBuild(kustomize, join(repo, build.folder)));
        }),
      ),
      { numRuns: 2 },
    );
  });

  it('of a folder does not reuse that of another with the same kustomization', async () => {
    const object = (name: string): readonly [string, string] => ['object.yaml', configMap(name)];
    const list = `${KUSTOMIZATION}resources: [object.yaml, ../shared]\n`;
    const places: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
      // As deep, beside another folder of the same name, with another file, with one file more, and once more all the same.
      'a/x': [object('x'), ['kustomization.yaml', list]],
      'b/x': [object('x'), ['kustomization.yaml', list]],
      'b/y': [object('y'), ['kustomization.yaml', list]],
      'b/z': [object('x'), ['kustomization.yaml', `# of z\n${list}`]],
      'b/c/x': [object('x'), ['kustomization.yaml', list]],
      'b/w': [object('x'), ['kustomization.yaml', list], ['kustomization.yml', list]],
      'a/shared': [object('a'), ['kustomization.yaml', `${KUSTOMIZATION}resources: [object.yaml]\n`]],
      'b/shared': [object('b'), ['kustomization.yaml', `${KUSTOMIZATION}resources: [object.yaml]\n`]],
      'b/c/shared': [object('c'), ['kustomization.yaml', `${KUSTOMIZATION}resources: [object.yaml]\n`]],
      // One that names a folder which the other lies in.
      'd/x': [['kustomization.yaml', `${KUSTOMIZATION}resources: [../../e]\n`]],
      'e/x': [['kustomization.yaml', `${KUSTOMIZATION}resources: [../../e]\n`]],
      e: [object('e'), ['kustomization.yaml', `${KUSTOMIZATION}resources: [object.yaml]\n`]],
    };
    for (const [folder, files] of Object.entries(places))
      writeFiles(
        root,
        files.map(([name, text]) => [`${folder}/${name}`, text] as const),
      );
    const folders = Object.keys(places);
    const alone = await Promise.all(folders.map(build));
    expect(alone.filter(({ ok }) => !ok).map(({ folder }) => folder)).toEqual(['b/w', 'e/x']);
    // Several times, in either order: what is known depends on which was built first.
    for (const order of [folders, [...folders].reverse()])
      expect(await buildAll({ binary, repo: root, folders: order })).toEqual(
        order.map((folder) => alone.find((one) => one.folder === folder)),
      );
  });

  it.each([
    ['a label with the version', 'buildMetadata: [managedByLabel, originAnnotations]\nresources: [object.yaml]\n'],
    ['old fields', 'bases: [../base]\ncommonLabels: {a: b}\npatchesStrategicMerge: [patch.yaml]\n'],
    ['a transformer of its own', 'resources: [object.yaml]\ntransformers: [transformer.yaml]\n'],
    ['an order of its own', 'resources: [object.yaml, ../base]\nsortOptions: {order: fifo}\n'],
  ])('is what kustomize builds, byte for byte: %s', async (_, kustomization) => {
    folderWith('base', 'resources: [object.yaml]\n', { 'object.yaml': configMap('base') });
    const folder = folderWith('folder', kustomization, {
      'object.yaml': `${configMap('z')}---\napiVersion: v1\nkind: Namespace\nmetadata: {name: web}\n`,
      'patch.yaml': `${configMap('base')}data: {a: b}\n`,
      'transformer.yaml':
        'apiVersion: builtin\nkind: PrefixTransformer\nmetadata: {name: p}\nprefix: x-\nfieldSpecs: [{path: metadata/name}]\n',
    });
    const expected = await kustomizeBuild(await realTool('kustomize'), join(root, folder));
    expect(expected).toMatchObject({ ok: true });
    expect(asText(await build(folder))).toEqual(expected);
  });

  it('is not affected by schemas of other builds in the same process', async () => {
    const files = {
      'object.yaml':
        'apiVersion: acme.io/v1\nkind: Queue\nmetadata: {name: q, namespace: web}\nspec: {parts: [{name: a}]}\n',
      'patch.yaml':
        'apiVersion: acme.io/v1\nkind: Queue\nmetadata: {name: q, namespace: web}\nspec: {parts: [{name: b}]}\n',
      'schema.json': JSON.stringify({
        definitions: {
          Queue: {
            'x-kubernetes-group-version-kind': [{ group: 'acme.io', version: 'v1', kind: 'Queue' }],
            properties: {
              spec: {
                properties: {
                  parts: {
                    type: 'array',
                    items: { type: 'object' },
                    'x-kubernetes-patch-strategy': 'merge',
                    'x-kubernetes-patch-merge-key': 'name',
                  },
                },
              },
            },
          },
        },
      }),
    };
    const patched = 'resources: [object.yaml]\npatches: [{path: patch.yaml}]\n';
    const kinds = { with: `${patched}openapi: {path: schema.json}\n`, without: patched };
    const folders = Array.from({ length: 10 }, (_, index) =>
      Object.entries(kinds).map(([name, text]) => folderWith(`${name}-${index}`, text, files)),
    ).flat();
    const kustomize = await realTool('kustomize');
    const expected = await Promise.all(
      ['with-0', 'without-0'].map((name) => kustomizeBuild(kustomize, join(root, name))),
    );
    expect(expected).toEqual([
      { ok: true, text: expect.stringContaining('- name: b\n  - name: a') },
      { ok: true, text: expect.not.stringContaining('name: a\n') },
    ]);
    const builds = await buildAll({ binary, repo: root, folders });
    expect(builds.map(asText)).toEqual(folders.map((_, index) => expected[index % 2]));
  });

  it('that panics inside Kustomize is reported, and the next folder is built', async () => {
    const folders = [
      folderWith('bad', 'resources: [object.yaml]\npatches: [{path: object.yaml}]\nopenapi: {path: schema.json}\n', {
        'object.yaml': configMap('a'),
        'schema.json': '[',
      }),
      folderWith('good', 'resources: []\n'),
    ];
    const [first, second] = await buildAll({ binary, repo: root, folders });
    expect(first).toMatchObject({ ok: false, message: expect.stringContaining('invalid schema file') });
    expect(second).toMatchObject({ ok: true });
  });

  it('of folders that double their input with each level ends', async () => {
    folderWith('0', 'resources: [object.yaml]\n', { 'object.yaml': configMap('a') });
    for (let level = 1; level <= 40; level++)
      for (const side of ['a', 'b'])
        folderWith(
          `${level}${side}`,
          `namePrefix: ${side}\nresources: ${level === 1 ? '[../0]' : `[../${level - 1}a, ../${level - 1}b]`}\n`,
        );
    expect(await build('40a')).toEqual({ ok: false, folder: '40a', message: 'reads more than 5000 files' });
  });
});

describe('the program that builds', () => {
  function standIn(script: string): string {
    const path = join(outside, 'stand-in');
    writeFileSync(path, `#!/bin/sh\n${script}\n`);
    chmodSync(path, 0o755);
    return path;
  }

  it('may crash on one folder: that is reported, and the others are built', async () => {
    const program = standIn(
      `while read line; do case "$line" in *bad*) echo no memory >&2; exit 3;; *) echo '{"document": "built"}'; echo "$line" | sed 's/}/, "documents": [0]}/';; esac; done`,
    );
    const folders = ['a', 'bad', 'b'];
    expect(await buildAll({ binary: program, repo: root, folders })).toEqual([
      { ok: true, folder: 'a', documents: ['built'] },
      { ok: false, folder: 'bad', message: 'the build process ended (exit code 3): no memory' },
      { ok: true, folder: 'b', documents: ['built'] },
    ]);
  });

  it('is killed: that is reported', async () => {
    const program = standIn('read line; kill -KILL $$');
    expect(await buildAll({ binary: program, repo: root, folders: ['a'] })).toEqual([
      { ok: false, folder: 'a', message: 'the build process ended (SIGKILL): ' },
    ]);
  });

  it('does not exist: that is an error', async () => {
    const run = { binary: join(outside, 'nowhere'), repo: root, folders: ['a', 'b'] };
    await expect(buildAll(run)).rejects.toThrow('ENOENT');
  });

  it('ends when its input ends', () => {
    expect(execFileSync(binary, [root], { input: '' }).toString()).toBe('');
  });
});

describe('Kustomize, as our kustomizations need it', () => {
  it('a JSON patch adds an annotation even where there is none, and a patch deletes the object that its target names', async () => {
    const folder = folderWith(
      'patches',
      [
        'resources: [objects.yaml]',
        'patches:',
        '- target: {version: v1, kind: ConfigMap, name: kept, namespace: web}',
        '  patch: |-',
        '    - {op: add, path: /metadata/annotations/example.com~1mark, value: "true"}',
        '- target: {version: v1, kind: ConfigMap, name: gone, namespace: web}',
        '  patch: |-',
        '    $patch: delete',
        '    apiVersion: v1',
        '    kind: ConfigMap',
        '    metadata: {name: gone, namespace: web}',
        '',
      ].join('\n'),
      { 'objects.yaml': `${configMap('kept')}---\n${configMap('gone')}` },
    );
    const text =
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  annotations:\n    example.com/mark: "true"\n  name: kept\n  namespace: web\n';
    expect(await build(folder)).toEqual({ ok: true, folder, documents: [text] });
  });

  it('a generated ConfigMap takes the namespace of its entry and keeps its name', async () => {
    const folder = folderWith(
      'generated',
      'configMapGenerator:\n- name: values\n  namespace: web\n  files: [values.yaml]\ngeneratorOptions: {disableNameSuffixHash: true}\n',
      { 'values.yaml': 'a: 1\n' },
    );
    const text = `apiVersion: v1\ndata:\n  values.yaml: |\n    a: 1\nkind: ConfigMap\nmetadata:\n  name: values\n  namespace: web\n`;
    expect(await build(folder)).toEqual({ ok: true, folder, documents: [text] });
  });
});
