/** In a repository that was valid, `validate --changed` finds exactly what `validate` finds, whatever was changed. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { simpleGit } from 'simple-git';
import { describe, expect, it } from 'vitest';
import { entriesBelow, openDisk } from '../../generator/disk/disk.ts';
import { GENERATED_INTO } from '../../generator/tree/layout.ts';
import { contentHash } from '../../generator/tree/manifest.ts';
import { commandLine } from '../commands/command-line.ts';
import { repositoryMadeOnce } from '../repository-made-once.ts';
import { writeFiles } from '../temporary-folder.ts';

const FLEET = `apiVersion: lang-observatory.dev/v1
kind: Fleet
metadata: {name: acme}
spec:
  repository: {url: https://example.com/fleet.git}
  domain: example.com
  environments: {dev: {}, prod: {}}
  # What is not needed beside Grafana takes long to validate.
  components: {langfuse: {mode: disabled}, otel-gateway: {mode: disabled}}
`;
const cluster = (name: string, environment: string, engine: string): string => `apiVersion: lang-observatory.dev/v1
kind: Cluster
metadata: {name: ${name}}
spec:
  environment: ${environment}
  engine: ${engine}
  size: small
  provider: {name: bare}
  components:
    grafana: {manifests: [team/pods]}
    prometheus: {manifests: [team/namespace]}
`;

const kustomization = (resource: string): string =>
  `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n- ${resource}\n`;
const NAMESPACE = `apiVersion: v1
kind: Namespace
metadata: {name: team, labels: {pod-security.kubernetes.io/enforce: privileged}}
`;
const POD = `apiVersion: v1
kind: Pod
metadata: {name: own, namespace: team}
spec: {hostNetwork: true, containers: [{name: own, image: 'example.com/own:1.0.0'}]}
`;

const inFleet = repositoryMadeOnce((folder) => makeFleet(join(folder, 'fleet'), join(folder, 'fleet'), FLEET));
/** The same fleet in a folder of its Git repository. */
const inRepository = repositoryMadeOnce((folder) =>
  makeFleet(join(folder, 'fleet/own'), join(folder, 'fleet'), FLEET.replace('fleet.git', 'fleet.git, path: own')),
);
const inSubfolder: typeof inRepository = (work) => inRepository((repo) => work(join(repo, 'own')));

async function makeFleet(repo: string, gitRoot: string, fleet: string): Promise<void> {
  writeFiles(repo, [
    ['fleet.yaml', fleet],
    ['.gitignore', '.lang-observatory/cache\n'],
    ['clusters/a/cluster.yaml', cluster('a', 'dev', 'argocd')],
    ['clusters/b/cluster.yaml', cluster('b', 'prod', 'flux')],
    ['team/namespace/kustomization.yaml', kustomization('namespace.yaml')],
    ['team/namespace/namespace.yaml', NAMESPACE],
    ['team/pods/kustomization.yaml', kustomization('pod.yaml')],
    ['team/pods/pod.yaml', POD],
  ]);
  await simpleGit(gitRoot).init();
  expect(await commandLine(repo, 'generate', '--no-validate')).toMatchObject({ exitCode: 0 });
  expect(await commandLine(repo, 'validate')).toMatchObject({ exitCode: 0 });
  await simpleGit(gitRoot)
    .addConfig('user.name', 'test')
    .addConfig('user.email', 'test@example.com')
    .add('.')
    .commit('start');
}

type Edit = (text: string) => string | undefined;

/** Ways in which a file is broken, or only changed. */
const EDITS: Readonly<Record<string, Edit>> = {
  'is removed': () => undefined,
  'lost a line': (text) => text.replace(/\n[^#\n]+\n/, '\n'),
  'lost its last line': (text) => text.replace(/\n[^\n]+\n$/, '\n'),
  'has another name': (text) => text.replace(/name: [a-z-]+/, '$&-other'),
  'has no valid name': (text) => text.replace(/name: [a-z-]+/, 'name: Not_Valid'),
  'is in another namespace': (text) => text.replaceAll(/namespace: [a-z-]+/g, 'namespace: elsewhere'),
  'has another kind': (text) => text.replace(/kind: [A-Z]\w+/, 'kind: ConfigMap'),
  'names another Secret': (text) => text.replaceAll(/secretName: [\w-]+/g, 'secretName: nothing'),
  'is in another wave': (text) => text.replaceAll('default', 'other'),
  'has no labels': (text) => text.replaceAll(/^ +lang-observatory.dev\/.*\n/gm, ''),
  'has one more comment': (text) => `${text}# comment\n`,
};

/** What both ways find after the edits, which are undone afterwards. */
async function found(
  repo: string,
  edits: readonly (readonly [file: string, edit: Edit])[],
): Promise<Readonly<Record<'whole' | 'changed', unknown>>> {
  const before = edits.map(([file]) => [file, readFileSync(join(repo, file), 'utf8')] as const);
  for (const [file, edit] of edits) {
    const text = edit(readFileSync(join(repo, file), 'utf8'));
    if (text === undefined) rmSync(join(repo, file));
    else writeFileSync(join(repo, file), text);
  }
  const findings = async (...flags: readonly string[]): Promise<unknown> =>
    JSON.parse((await commandLine(repo, '--format', 'json', 'validate', ...flags)).out).findings;
  const both = { whole: await findings(), changed: await findings('--changed', 'HEAD') };
  for (const [file, text] of before) writeFileSync(join(repo, file), text);
  return both;
}

describe('what validate --changed finds', () => {
  it('is what validate finds, for any change of generated and own files', () =>
    inFleet(async (repo) => {
      const disk = openDisk(repo);
      const files = [...GENERATED_INTO, 'team']
        .flatMap((folder) => entriesBelow(disk, folder))
        .map(({ path }) => path)
        .filter((path) => path.endsWith('.yaml') && !path.endsWith('/cluster.yaml'));
      const edit = fc.tuple(fc.constantFrom(...files), fc.constantFrom(...Object.keys(EDITS)));
      const edits = fc.uniqueArray(edit, { minLength: 1, maxLength: 3, selector: ([file]) => file });
      await fc.assert(
        fc.asyncProperty(edits, async (some) => {
          const { whole, changed } = await found(
            repo,
            some.map(([file, name]) => [file, EDITS[name] ?? String]),
          );
          expect(changed).toEqual(whole);
        }),
        { numRuns: 10 },
      );
    }));

  it('has the namespace of pods that only a build which fails would make', () =>
    inFleet(async (repo) => {
      const { whole, changed } = await found(repo, [
        ['bases/prometheus/values/values.yaml', () => undefined],
        ['argocd/clusters/a/alerting.yaml', () => undefined],
      ]);
      expect(JSON.stringify(whole)).toContain('build-failed');
      expect(changed).toEqual(whole);
    }));

  it.each([
    ['the root', inFleet],
    ['a folder', inSubfolder],
  ])('has the Secret that a whole cluster would have to create, with the fleet in %s of its repository', (_, fleet) =>
    fleet(async (repo) => {
      const { whole, changed } = await found(repo, [
        ['team/pods/pod.yaml', (text) => text.replace('image:', 'envFrom: [{secretRef: {name: nothing}}], image:')],
      ]);
      expect(whole).toMatchObject([{ code: 'unknown-secret' }, { code: 'unknown-secret' }]);
      expect(changed).toEqual(whole);
    }),
  );

  it('has the secret in an unchanged file that a changed kustomization is the first to name', () =>
    inFleet(async (repo) => {
      const token = ['ghp', 'x7Kd93mQpZ2vLr8TnWb4Yc6HsJf1Ae5GuN0i'].join('_');
      writeFiles(repo, [['team/other/own.yaml', POD.replace('own:1.0.0', `own:1.0.0?${token}`)]]);
      await simpleGit(repo).add('.').commit('other');
      const { whole, changed } = await found(repo, [
        ['team/pods/kustomization.yaml', (text) => `${text}- ../other/own.yaml\n`],
      ]);
      expect(whole).toContainEqual(expect.objectContaining({ code: 'secret-found', file: 'team/other/own.yaml' }));
      expect(changed).toEqual(whole);
    }));

  it('has the secret in a file that the manifest no longer lists', () =>
    inFleet(async (repo) => {
      const token = ['ghp', 'x7Kd93mQpZ2vLr8TnWb4Yc6HsJf1Ae5GuN0i'].join('_');
      const path = 'clusters/a/grafana/own.yaml';
      const text = `# Generated by lang-observatory\n# ${token}\n`;
      const list = '.lang-observatory/owned/clusters/a.txt';
      const listed = readFileSync(join(repo, list), 'utf8');
      writeFiles(repo, [
        [path, text],
        [list, `${listed}${contentHash(text)} ${path}\n`],
      ]);
      await simpleGit(repo).add('.').commit('own');
      const { whole, changed } = await found(repo, [[list, () => listed]]);
      expect(whole).toMatchObject([{ code: 'secret-found', file: path }]);
      expect(changed).toEqual(whole);
    }));

  it('has the object that another component of the cluster has too', () =>
    inFleet(async (repo) => {
      const { whole, changed } = await found(repo, [['team/pods/pod.yaml', (text) => `${text}---\n${NAMESPACE}`]]);
      expect(whole).toMatchObject([{ code: 'duplicate-object' }, { code: 'duplicate-object' }]);
      expect(changed).toEqual(whole);
    }));

  it('has no finding about a pod that its namespace, in another folder, allows', () =>
    inFleet(async (repo) => {
      const labelled: Edit = (text) => text.replace('{name: own, ', '{name: own, labels: {app: own}, ');
      expect(await found(repo, [['team/pods/pod.yaml', labelled]])).toEqual({ whole: [], changed: [] });
    }));

  it('has the pods that a namespace no longer allows', () =>
    inFleet(async (repo) => {
      const restricted: Edit = (text) => text.replace('privileged', 'restricted');
      const { whole, changed } = await found(repo, [['team/namespace/namespace.yaml', restricted]]);
      expect(whole).toContainEqual(expect.objectContaining({ code: 'pod-security' }));
      expect(changed).toEqual(whole);
    }));
});
