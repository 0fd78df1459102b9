/** Kustomizations that are refused before anything is built, in every folder. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { simpleGit } from 'simple-git';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { FIELDS, REFUSED_FIELDS } from '../../generator/kustomize/kustomization-fields.ts';
import { mistakeInPath } from '../../generator/kustomize/kustomization-path.ts';
import { kustomizationReader } from '../../generator/kustomize/read-kustomization.ts';
import { programFolder } from '../../generator/program/program-folder.ts';
import type { Finding } from '../../generator/validate/finding.ts';
import { readSources } from '../../generator/validate/sources.ts';
import { PROGRAM_MODULES } from '../../generator/validate/tools.ts';
import { commandLine } from '../commands/command-line.ts';
import { inTemporaryFolder, writeFiles } from '../temporary-folder.ts';
import { moduleFolder } from '../tools/go-module.ts';
import { askingServers, runningCommands } from './hostile-kustomizations.ts';

const EXAMPLES = { server: 'http://127.0.0.1:9', marker: '/tmp/marker' };

async function refusedIn(
  files: Readonly<Record<string, string | Uint8Array>>,
  links: Readonly<Record<string, string>> = {},
): Promise<readonly Finding[]> {
  return inTemporaryFolder((repo) => {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(join(repo, path, '..'), { recursive: true });
      writeFileSync(join(repo, path), content);
    }
    for (const [path, target] of Object.entries(links)) symlinkSync(target, join(repo, path));
    return readSources(repo).refused;
  });
}

describe('a kustomization that reaches out of the repository is refused at its line', () => {
  it.each([...askingServers(EXAMPLES), ...runningCommands(EXAMPLES)])('$name', async ({ files, line }) => {
    const placed = Object.entries(files).map(([name, text]) => [`clusters/eu/own/${name}`, text]);
    const refused = await refusedIn(Object.fromEntries(placed));
    expect(refused.map((one) => [one.file, one.line])).toContainEqual(['clusters/eu/own/kustomization.yaml', line]);
  });

  it.each([
    ['UTF-16', Buffer.from('\uFEFFresources: [http://127.0.0.1:9/a.yaml]\n', 'utf16le')],
    ['Latin-1', Buffer.from('# \u00FC\nresources: [http://127.0.0.1:9/a.yaml]\n', 'latin1')],
  ])('in %s', async (_, content) => {
    expect((await refusedIn({ 'clusters/eu/own/kustomization.yaml': content }))[0]).toEqual({
      code: 'ambiguous-kustomization',
      file: 'clusters/eu/own/kustomization.yaml',
      message: 'is not UTF-8 text',
      hint: 'save it as UTF-8',
    });
  });

  it.each(['kustomization.yaml', 'kustomization.yml', 'Kustomization'])('in a file called %s', async (name) => {
    const refused = await refusedIn({ [`clusters/eu/own/${name}`]: 'resources: [http://127.0.0.1:9/a.yaml]\n' });
    expect(refused).toMatchObject([{ file: `clusters/eu/own/${name}`, line: 1, column: 13 }]);
  });

  it('in either of two files of one folder', async () => {
    const refused = await refusedIn({
      'clusters/eu/own/kustomization.yaml': 'resources: [http://127.0.0.1:9/a.yaml]\n',
      'clusters/eu/own/kustomization.yml': 'resources: []\n',
    });
    expect(refused).toMatchObject([{ file: 'clusters/eu/own/kustomization.yaml' }]);
  });

  it('in the folder of flux bootstrap, when a built kustomization refers to it', async () => {
    const bootstrap = { 'flux/clusters/eu/flux-system/kustomization.yaml': 'resources: [http://127.0.0.1:9/a.yaml]\n' };
    expect(await refusedIn(bootstrap)).toEqual([]);
    const own = { 'clusters/eu/own/kustomization.yaml': 'resources: [../../../flux/clusters/eu/flux-system]\n' };
    expect(await refusedIn({ ...bootstrap, ...own })).toMatchObject([
      { code: 'remote-resource', file: 'flux/clusters/eu/flux-system/kustomization.yaml', line: 1 },
    ]);
  });

  it.each(['bases/a', 'overlays/prod/a', 'clusters/eu/a', 'argocd/builds/eu/a', 'flux/builds/eu/a'])(
    'below %s, and in whatever folders of the user that leads to',
    async (folder) => {
      const refused = await refusedIn({
        [`${folder}/kustomization.yaml`]: `resources: [${'../'.repeat(folder.split('/').length)}team/extra]\n`,
        'team/extra/kustomization.yaml': 'components: [../more]\n',
        'team/more/Kustomization': 'resources:\n- ../object.yaml\n- git@example.com:a/b.git\n',
        'team/object.yaml': '',
      });
      expect(refused).toMatchObject([{ code: 'remote-resource', file: 'team/more/Kustomization', line: 3, column: 3 }]);
    },
  );
});

const PLACE = 'clusters/eu/own/kustomization.yaml';

describe('the message', () => {
  it.each([
    [
      'resources:\n- https://example.com/a.yaml\n',
      [
        2,
        3,
        'remote-resource',
        'resources refers to "https://example.com/a.yaml", which is a remote resource, or looks like one to Kustomize',
        'copy it into the repository and use the path of the copy: builds read only the repository',
      ],
    ],
    [
      'configMapGenerator:\n- files: [key=/etc/passwd]\n',
      [
        2,
        11,
        'outside-repository',
        'configMapGenerator refers to "/etc/passwd", which is outside of the repository',
        'copy it into the repository, and write the path relative to the folder of the kustomization',
      ],
    ],
    [
      'resources: [../../../../elsewhere]\n',
      [
        1,
        13,
        'outside-repository',
        'resources refers to ../../../../elsewhere, which is outside of the repository',
        'copy it into the repository, and write the path relative to the folder of the kustomization',
      ],
    ],
    [
      'resources: [../../../.git/config]\n',
      [
        1,
        13,
        'outside-repository',
        'resources refers to "../../../.git/config", which is inside the .git folder',
        'use files outside of .git',
      ],
    ],
    [
      'resources: ["a\\u0007.yaml"]\n',
      [
        1,
        13,
        'ambiguous-kustomization',
        'resources refers to "a\\u0007.yaml", which contains a character that is not allowed in a path here',
        'rename it: letters, digits and . _ - + = @ ~ are allowed',
      ],
    ],
    [
      'helmCharts:\n- name: a\n',
      [
        1,
        1,
        'refused-field',
        'field helmCharts is not allowed in a kustomization here',
        'Argo CD and Flux render no charts in a kustomization by default: commit the rendered manifests',
      ],
    ],
    [
      'configMapGenerator: [{name: a, env: a.env}]\n',
      [1, 32, 'refused-field', 'field env is not allowed in configMapGenerator here', 'list it under envs'],
    ],
    [
      'Resources: []\n',
      [
        1,
        1,
        'ambiguous-kustomization',
        'unknown field "Resources" in a kustomization',
        'write it as resources: Kustomize ignores case, other programs do not',
      ],
    ],
    [
      'crds: [a.y:]\n',
      [1, 8, 'ambiguous-kustomization', 'crds cannot have a value of this type', 'check colons, dashes and quotes'],
    ],
    [
      'resources: a.yaml\n',
      [
        1,
        12,
        'ambiguous-kustomization',
        'resources cannot have a value of this type',
        'check colons, dashes and quotes',
      ],
    ],
    [
      'resources: []\nresources: []\n',
      [2, 1, 'ambiguous-kustomization', 'is not valid YAML: Map keys must be unique', 'correct the file'],
    ],
    [
      'resources: []\n---\ncrds: []\n',
      [2, 1, 'ambiguous-kustomization', 'contains a second document, which is not read', 'move it to a separate file'],
    ],
    [
      '%YAML 1.1\n---\nresources: []\n',
      [
        1,
        1,
        'ambiguous-kustomization',
        'contains a line that begins with %, a directive that some programs follow',
        'remove it',
      ],
    ],
  ] as const)('of %j', async (text, [line, column, code, message, hint]) => {
    expect(await refusedIn({ [PLACE]: text })).toEqual([{ code, file: PLACE, line, column, message, hint }]);
  });

  it('is empty for valid paths, fields and values', async () => {
    const refused = await refusedIn({
      [PLACE]: [
        'apiVersion: kustomize.config.k8s.io/v1beta1',
        'kind: Kustomization',
        'metadata: {name: a, annotations: {url: "https://example.com"}}',
        'resources: [ a.yaml , ./b c+d@e~f=g.yaml, ünïcode/ö.yaml, ../other/, "1.5", 0x10, absent.git]',
        'patches:',
        '- patch: |',
        '    - {op: add, path: /spec/url, value: "https://example.com/?ref=a"}',
        '  target: {kind: Deployment, annotationSelector: "a=https://b"}',
        'configMapGenerator: [{name: c, files: [k=a.yaml], literals: ["url=http://example.com"]}]',
        'images: [{name: "registry.example.com:5000/a", newTag: "1"}]',
        'labels: [{pairs: {a: &b b}}]',
        'commonAnnotations: {b: *b}',
        '',
      ].join('\n'),
    });
    expect(refused).toEqual([]);
  });
});

describe('links and devices', () => {
  const OBJECT = { 'clusters/eu/own/real.yaml': '', 'team/real/kustomization.yaml': 'resources: []\n' };
  const behindLink = (written: string): string => `resources refers to ${written}, which is behind a symbolic link`;

  it.each<[string, string, Readonly<Record<string, string>>]>([
    ['a link to a file beside it', 'link.yaml', { 'clusters/eu/own/link.yaml': 'real.yaml' }],
    ['a link to a file elsewhere', 'link.yaml', { 'clusters/eu/own/link.yaml': '/etc/hostname' }],
    ['a link to nothing', 'link.yaml', { 'clusters/eu/own/link.yaml': 'nothing' }],
    ['a link to itself', 'link.yaml', { 'clusters/eu/own/link.yaml': 'link.yaml' }],
    ['a link to a folder', '../link', { 'clusters/eu/link': '../../team/real' }],
    ['a link to a folder elsewhere', '../link', { 'clusters/eu/link': '/etc' }],
    ['a link in the middle of a path', '../link/real', { 'clusters/eu/link': '../../team' }],
    ['a link in the middle of a path to nothing', '../link/absent', { 'clusters/eu/link': '../../team' }],
  ])('%s', async (_, written, links) => {
    expect(await refusedIn({ ...OBJECT, [PLACE]: `resources: [${written}]\n` }, links)).toMatchObject([
      { code: 'outside-repository', file: PLACE, line: 1, column: 13, message: behindLink(written) },
    ]);
  });

  it('a kustomization that is itself a link', async () => {
    expect(await refusedIn({ ...OBJECT, 'clusters/eu/own/a.yaml': '' }, { [PLACE]: 'a.yaml' })).toEqual([
      {
        code: 'outside-repository',
        file: PLACE,
        message: 'is not a regular file',
        hint: 'replace it with a regular file: links are not followed',
      },
    ]);
  });

  it('a named pipe', async () => {
    await inTemporaryFolder((repo) => {
      writeFiles(repo, [[PLACE, 'resources: [pipe]\n']]);
      execFileSync('mkfifo', [join(repo, 'clusters/eu/own/pipe')]);
      expect(readSources(repo).refused).toMatchObject([
        { line: 1, message: 'resources refers to pipe, which is neither a file nor a folder' },
      ]);
    });
  });
});

describe('an accepted path', () => {
  it('is not a URL to Kustomize, with any characters', () => {
    const part = fc.oneof(
      fc.constantFrom('http', 'https', 'file', 'ssh', 'git', '::', ':', '//', '/', '@', '?', 'ref=', '.git', '_git/'),
      fc.constantFrom('github.com', 'GitHub.com', 'www.', '%2f', '\\', ' ', '..', '.', '-', '=', '\n', '\t'),
      fc.string({ unit: 'binary', maxLength: 3 }),
    );
    return fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 8 }), (parts) => {
        const path = parts.join('');
        if (mistakeInPath(path) === undefined) expect(path).not.toMatch(ADDRESS);
      }),
      { numRuns: 5_000 },
    );
  });

  /** Said again as Kustomize does: a URL's scheme, or what its Git takes without one. */
  const ADDRESS = /^\s*[a-z][a-z0-9+.-]*:|^git::|^[a-zA-Z][a-zA-Z0-9-]*@|^github\.com[/:]|^\/|[\p{Cc}]/iu;

  it('is read in linear time', () => {
    for (const one of [':', '@', 'a', '/', '../', '.git/', ' ', 'é', '\u{1F600}'])
      expect(kustomizationReader()(`resources: [${JSON.stringify(one.repeat(200_000))}]\n`)).toBeDefined();
  });
});

describe('the table of fields', () => {
  it('has every field that Kustomize has', async () => {
    const folder = await moduleFolder(join(programFolder(), PROGRAM_MODULES, 'kustomize'), 'sigs.k8s.io/kustomize/api');
    const fieldsOf = (file: string): readonly string[] => {
      const source = readFileSync(join(folder, 'types', file), 'utf8');
      return [...source.matchAll(/json:"(\w+)[,"]/g)].map(([, name = '']) => name);
    };
    const known = (fields: object): readonly string[] => [...Object.keys(fields), ...Object.keys(REFUSED_FIELDS)];
    const top = known(FIELDS);
    expect(fieldsOf('kustomization.go').filter((field) => !top.includes(field))).toEqual([]);
    const generator = known(FIELDS.secretGenerator[0]);
    const generated = ['kvpairsources.go', 'generatorargs.go', 'secretargs.go'].flatMap(fieldsOf);
    expect(generated.filter((field) => !generator.includes(field))).toEqual([]);
    expect(known(FIELDS.patches[0])).toEqual(
      expect.arrayContaining([...fieldsOf('patch.go')].filter((f) => !/^allow/.test(f))),
    );
  });

  it('has the fields of the schema', () => {
    const schema = readFileSync(
      join(programFolder(), 'generator/validate/schemas/crds/kustomize.config.k8s.io/kustomization_v1beta1.json'),
      'utf8',
    );
    const properties: unknown = parse(schema).properties;
    expect(Object.keys(FIELDS)).toEqual(expect.arrayContaining(Object.keys(Object(properties))));
  });
});

describe('on the command line', () => {
  let requests = 0;
  const server = createServer((_, response) => {
    requests += 1;
    response.end('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: b}\n');
  });
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
  afterAll(() => server.close());

  /** A new fleet, committed, whose Grafana has a folder of manifests. */
  async function withFleet(
    work: (repo: string, reached: { marker: string; address: string }) => Promise<void>,
  ): Promise<void> {
    await inTemporaryFolder(async (folder) => {
      const repo = join(folder, 'fleet');
      expect(await commandLine(folder, 'init', 'fleet', '--url', 'https://example.com/fleet.git')).toMatchObject({
        exitCode: 0,
      });
      const input = join(repo, 'clusters/cluster-1/cluster.yaml');
      writeFileSync(input, `${readFileSync(input, 'utf8')}  components:\n    grafana: {manifests: [team/grafana]}\n`);
      writeFiles(repo, [['team/grafana/kustomization.yaml', 'resources: []\n']]);
      expect(await commandLine(repo, 'generate')).toMatchObject({ exitCode: 0 });
      const git = simpleGit(repo);
      await git
        .init()
        .addConfig('user.name', 'test')
        .addConfig('user.email', 'test@example.com')
        .add('.')
        .commit('start');
      const address = server.address();
      if (address === null || typeof address === 'string') throw new Error('the server does not listen');
      await work(repo, { marker: join(folder, 'marker'), address: `http://127.0.0.1:${address.port}/a.yaml` });
    });
  }

  it('validate, with and without --changed, and generate refuse a command and an address, wherever they are', async () => {
    await withFleet(async (repo, { marker, address }) => {
      const places = ['team/grafana', 'clusters/cluster-1/own', 'clusters/cluster-1/grafana/own'];
      const files = places.map((place) => `${place}/kustomization.yaml`);
      const command = `file:///x//d?ref=--upload-pack=touch\${IFS}${marker}`;
      writeFiles(
        repo,
        files.map((file) => [file, `resources:\n- "${command}"\n- ${address}\n`]),
      );
      const told = files.flatMap((file) =>
        [2, 3].map((line) => expect.stringContaining(`${file}:${line}:3: resources refers to `)),
      );
      for (const argv of [['validate'], ['validate', '--changed', 'HEAD']]) {
        const { exitCode, out } = await commandLine(repo, ...argv);
        expect([exitCode, ...out.split('\n')]).toEqual(expect.arrayContaining([1, ...told]));
        expect(out).toContain('6 findings: 0 builds');
      }
      const input = join(repo, 'fleet.yaml');
      writeFileSync(input, readFileSync(input, 'utf8').replace(/^( *)domain: .*$/m, '$1domain: other.example.com'));
      const { exitCode, out } = await commandLine(repo, 'generate');
      expect([exitCode, ...out.split('\n')]).toEqual(expect.arrayContaining([1, ...told]));
      const json = JSON.parse((await commandLine(repo, '--format', 'json', 'validate')).out);
      const place = { code: 'remote-resource', file: files[1], line: 2, column: 3 };
      expect(json).toMatchObject({ findings: expect.arrayContaining([expect.objectContaining(place)]), builds: 0 });
      expect(existsSync(marker)).toBe(false);
      expect(requests).toBe(0);
    });
  });
});
