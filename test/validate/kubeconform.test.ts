import { beforeAll, describe, expect, it } from 'vitest';
import { KUBERNETES_MINORS, type KubernetesMinor } from '../../generator/fleet/model.ts';
import { documentsOf, runKubeconform, type SchemaFinding } from '../../generator/validate/kubeconform.ts';
import { realTool } from '../real-tool.ts';
import { MANIFESTS } from './manifests.ts';

let binary = '';
beforeAll(async () => {
  binary = await realTool('kubeconform');
});

async function check(text: string, minor: KubernetesMinor = '1.36'): Promise<readonly SchemaFinding[]> {
  return runKubeconform({ binary, minor, streams: [{ file: 'overlay', documents: documentsOf(text) }] });
}

const CONFIG_MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: web}\n';

describe.each(Object.entries(MANIFESTS))('%s', (_kind, { good, bad }) => {
  it.each(KUBERNETES_MINORS)('passes when it is valid, on Kubernetes %s', async (minor) => {
    expect(await check(good, minor)).toEqual([]);
  });

  it.each(bad)('fails with $message', async ({ replace, by, message }) => {
    expect(good).toContain(replace);
    const findings = await check(good.replace(replace, by));
    expect(findings.map((finding) => finding.message)).toEqual([message]);
    expect(findings[0]?.code).toBe('schema-violation');
  });
});

describe('runKubeconform', () => {
  it('fails on a kind without a schema', async () => {
    expect(await check('apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: a, namespace: web}\n')).toEqual([
      {
        code: 'schema-missing',
        message: 'no schema for example.com/v1 Widget',
        file: 'overlay',
        object: 'Widget/web/a',
      },
    ]);
  });

  it('fails on a kind in the wrong group, version or letter case', async () => {
    const wrong = ['apps.example.com/v1, kind: Deployment', 'apps/v1beta1, kind: Deployment', 'v1, kind: Deployment'];
    for (const names of wrong) {
      const [finding] = await check(`{apiVersion: ${names}, metadata: {name: a}}`);
      expect(finding?.code, names).toBe('schema-missing');
    }
    const [finding] = await check(CONFIG_MAP.replace('ConfigMap', 'configmap'));
    expect(finding?.message).toBe("/kind: value must be 'ConfigMap'");
  });

  it('names every file with an invalid document, and the object with its namespace', async () => {
    const wrong = `${CONFIG_MAP}dat: {}\n`;
    const other = CONFIG_MAP.replace('web', 'db');
    const streams = [
      { file: 'clusters/b', documents: documentsOf(`---\n${other}---\n${wrong}`) },
      { file: 'clusters/a', documents: [wrong] },
      { file: 'clusters/c', documents: [other] },
    ];
    const problem = {
      code: 'schema-violation',
      message: "/: additional properties 'dat' not allowed",
      object: 'ConfigMap/web/settings',
    };
    expect(await runKubeconform({ binary, minor: '1.36', streams })).toEqual([
      { ...problem, file: 'clusters/a' },
      { ...problem, file: 'clusters/b' },
    ]);
  });

  it('reports all mistakes of a document, each with its path', async () => {
    const text = MANIFESTS.Deployment.good.replace('replicas: 2', 'replica: 2').replace('cpu: 100m', 'cpu: 100q');
    const messages = (await check(text)).map(({ message }) => message);
    expect(messages).toHaveLength(2);
    expect(messages[0]).toMatch(
      /^\/spec\/template\/spec\/containers\/0\/resources\/requests\/cpu: .*'100q' does not match/,
    );
    expect(messages[1]).toBe("/spec: additional properties 'replica' not allowed");
  });

  it('fails on a duplicate key, on invalid YAML, and on a document that is not an object', async () => {
    for (const text of [`${CONFIG_MAP}data: {a: b}\ndata: {c: d}\n`, 'a: [\n', 'a: b\n']) {
      expect(
        (await check(text)).map(({ code }) => code),
        text,
      ).toEqual(['document-unreadable']);
    }
  });

  it('reads a value as Kubernetes does: an unquoted yes is not a string', async () => {
    const [finding] = await check(`${CONFIG_MAP}data: {enabled: yes}\n`);
    expect(finding?.message).toBe('/data/enabled: got boolean, want string');
  });

  it('ignores empty documents', async () => {
    expect(await check('# generated\n---\n\n---\n# nothing\n')).toEqual([]);
    expect(await runKubeconform({ binary, minor: '1.36', streams: [] })).toEqual([]);
  });

  it('checks thousands of documents in one run', async () => {
    const streams = Array.from({ length: 3000 }, (_, index) => ({
      file: `build-${index}`,
      documents: [`${CONFIG_MAP}data: {index: '${index}'}\n${index === 1234 ? 'dat: {}\n' : ''}`],
    }));
    const findings = await runKubeconform({ binary, minor: '1.36', streams });
    expect(findings.map(({ file }) => file)).toEqual(['build-1234']);
  });

  it('throws when kubeconform itself fails', async () => {
    const streams = [{ file: 'overlay', documents: [CONFIG_MAP] }];
    await expect(runKubeconform({ binary: '/bin/false', minor: '1.36', streams })).rejects.toThrow(
      'kubeconform failed',
    );
  });
});
