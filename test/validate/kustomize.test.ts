import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildAll, kustomizeBuild } from '../../generator/validate/kustomize.ts';
import { realTool } from '../real-tool.ts';

const KUSTOMIZATION = 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n';
let binary = '';
let root = '';

beforeAll(async () => {
  binary = await realTool('kustomize');
});
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lang-observatory-kustomize-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function folderWith(name: string, kustomization: string, files: Readonly<Record<string, string>> = {}): string {
  const folder = join(root, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'kustomization.yaml'), KUSTOMIZATION + kustomization);
  for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text);
  return folder;
}

const configMap = (name: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n  namespace: web\n`;

describe('kustomize build', () => {
  it('answers with the documents', async () => {
    const folder = folderWith('one', 'resources: [object.yaml]\n', { 'object.yaml': configMap('settings') });
    expect(await kustomizeBuild(binary, folder)).toEqual({ ok: true, folder, text: configMap('settings') });
  });

  it('builds an empty list of resources to nothing', async () => {
    const folder = folderWith('empty', 'resources: []\n');
    expect(await kustomizeBuild(binary, folder)).toEqual({ ok: true, folder, text: '' });
  });

  it('says what is wrong with the folder', async () => {
    const folder = folderWith('broken', 'resources: [absent.yaml]\n');
    expect(await kustomizeBuild(binary, folder)).toMatchObject({
      ok: false,
      folder,
      message: expect.stringMatching(/^accumulating resources: .*absent\.yaml/),
    });
  });

  it('refuses a file outside the folder, as both engines do', async () => {
    writeFileSync(join(root, 'outside.yaml'), configMap('outside'));
    const folder = folderWith('escape', 'resources: [../outside.yaml]\n');
    expect(await kustomizeBuild(binary, folder)).toMatchObject({
      ok: false,
      message: expect.stringContaining('security'),
    });
  });

  it('keeps the order of the folders when it builds several at once', async () => {
    const folders = ['c', 'a', 'b', 'bad', 'd'].map((name) =>
      folderWith(name, `resources: [${name === 'bad' ? 'absent' : 'object'}.yaml]\n`, {
        'object.yaml': configMap(name),
      }),
    );
    const builds = await buildAll(binary, folders, 2);
    expect(builds.map(({ folder }) => folder)).toEqual(folders);
    expect(builds.map(({ ok }) => ok)).toEqual([true, true, true, false, true]);
  });
});

describe('what our kustomizations rely on', () => {
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
    expect(await kustomizeBuild(binary, folder)).toEqual({ ok: true, folder, text });
  });

  it('a generated ConfigMap takes the namespace of its entry and keeps its name', async () => {
    const folder = folderWith(
      'generated',
      'configMapGenerator:\n- name: values\n  namespace: web\n  files: [values.yaml]\ngeneratorOptions: {disableNameSuffixHash: true}\n',
      { 'values.yaml': 'a: 1\n' },
    );
    const text = `apiVersion: v1\ndata:\n  values.yaml: |\n    a: 1\nkind: ConfigMap\nmetadata:\n  name: values\n  namespace: web\n`;
    expect(await kustomizeBuild(binary, folder)).toEqual({ ok: true, folder, text });
  });
});
