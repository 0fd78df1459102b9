/** The example of docs/custom-components.md, as a repository: both engines, policies, plans and commands treat its components as ours. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { fieldAt, listAt } from '../../generator/data/fields.ts';
import type { JsonObject } from '../../generator/data/json.ts';
import { emitYaml } from '../../generator/data/yaml.ts';
import { mergeSettings } from '../../generator/fleet/resolve/merge.ts';
import { programFolder } from '../../generator/program/program-folder.ts';
import { commandLine } from '../commands/command-line.ts';
import { inputFiles } from '../input-files.ts';
import { inTemporaryFolder, writeFiles } from '../temporary-folder.ts';

/** The files of the page, by the path in their first line. */
const EXAMPLE = new Map(
  [
    ...readFileSync(join(programFolder(), 'docs/custom-components.md'), 'utf8').matchAll(
      /```yaml\n# (\S+)\n(.*?)```/gs,
    ),
  ].map(([, path = '', text = '']): [string, string] => [path, text]),
);

function repository(more: JsonObject = {}): ReadonlyMap<string, string> {
  const { spec }: { spec: JsonObject } = parse(EXAMPLE.get('fleet.yaml') ?? '');
  const files = inputFiles({
    fleet: mergeSettings(spec, more),
    clusters: {
      'eu-1': { environment: 'prod', engine: 'argocd' },
      'eu-2': { environment: 'prod', engine: 'flux' },
      'dev-1': { environment: 'dev', engine: 'flux' },
    },
  });
  return new Map([...files, ...[...EXAMPLE].filter(([path]) => path !== 'fleet.yaml')]);
}

function git(folder: string, ...argv: readonly string[]): void {
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@acme.io', ...argv], { cwd: folder, stdio: 'pipe' });
}

const isPolicyOf = (name: string) => (text: string) =>
  text.includes(`kind: NetworkPolicy`) && text.includes(`name: ${name}\n`);

describe('the example of the page', () => {
  const generated = new Map<string, string>();
  let ran = { exitCode: -1, out: '', err: '' };
  const object = (path: string): JsonObject => parse(generated.get(path) ?? '');

  beforeAll(() =>
    inTemporaryFolder(async (folder) => {
      writeFiles(folder, repository());
      ran = await commandLine(folder, 'generate');
      git(folder, 'init', '--quiet');
      const listed = execFileSync('git', ['ls-files', '--others'], { cwd: folder, encoding: 'utf8' });
      for (const path of listed.split('\n').filter((one) => one.endsWith('.yaml')))
        generated.set(path, readFileSync(join(folder, path), 'utf8'));
    }),
  );

  it('is generated, and valid', () => {
    expect([ran.exitCode, ran.err]).toEqual([0, '']);
    expect(ran.out).toContain('\nvalid: ');
  });

  it('has its values in the layer of the level that says them, and its version', () => {
    expect(object('bases/weather/values/values.yaml')).toEqual({ replicas: 2 });
    expect(object('overlays/prod/weather/values/values.yaml')).toEqual({ replicas: 3 });
    expect(object('argocd/clusters/eu-1/weather.yaml').chart).toEqual({
      repository: 'registry.acme.io/charts',
      name: 'weather',
      version: '1.2.2',
    });
    expect(listAt(object('flux/environments/prod/weather/kustomization.yaml'), 'patches')).toHaveLength(1);
  });

  it('is deployed where its mode says so', () => {
    const paths = [...generated.keys()];
    expect(paths.filter((path) => /^(argocd\/clusters|flux\/environments)\/.*\/weather\.yaml$/.test(path))).toEqual([
      'argocd/clusters/eu-1/weather.yaml',
      'flux/environments/prod/weather.yaml',
    ]);
    expect(
      generated.get('clusters/dev-1/namespaces/kustomization.yaml') ??
        generated.get('overlays/dev/namespaces/kustomization.yaml'),
    ).toContain('weather');
  });

  it('waits with Flux for what it requires, until that is ready', () => {
    const { dependsOn, healthCheckExprs } = object('flux/environments/prod/weather.yaml').spec as JsonObject;
    expect(dependsOn).toEqual([{ name: 'observatory-postgres' }, { name: 'observatory-stations' }]);
    expect(healthCheckExprs).toMatchObject([{ apiVersion: 'weather.acme.io/v1', kind: 'Station' }]);
  });

  it('may write its namespace and its cluster-scoped kinds with Argo CD', () => {
    const { spec } = object('argocd/root/acme/projects/eu-1.yaml');
    expect(listAt(spec, 'destinations').map((one) => fieldAt(one, 'namespace'))).toContain('weather');
    expect(listAt(spec, 'clusterResourceWhitelist')).toContainEqual({
      group: 'apiextensions.k8s.io',
      kind: 'CustomResourceDefinition',
    });
    expect(listAt(spec, 'sourceRepos')).toContain('registry.acme.io/charts');
  });

  it('opens both ends of a flow', () => {
    const weather = [...generated.values()].find(isPolicyOf('weather-server')) ?? '';
    expect(weather).toContain('cnpg.io/cluster: postgres');
    expect(weather).toContain("cidr: '203.0.113.0/24'");
    const postgres = [...generated].filter(
      ([, text]) => text.includes('app.kubernetes.io/name: weather') && !text.includes('name: weather-server'),
    );
    expect(postgres.map(([path]) => path.split('/').slice(-2).join('/'))).toEqual(
      expect.arrayContaining(['postgres/network-policy-postgres-instances.yaml']),
    );
  });
});

describe('a change of a definition', () => {
  const changed = async (path: string, value: string): Promise<string> =>
    inTemporaryFolder(async (folder) => {
      writeFiles(folder, repository());
      await commandLine(folder, 'generate', '--no-validate');
      git(folder, 'init', '--quiet');
      git(folder, 'add', '--all');
      git(folder, 'commit', '--quiet', '--message', 'Begin');
      const { out, err } = await commandLine(folder, 'set', path, value, '--no-validate');
      expect(err).toBe('');
      const planned = await commandLine(folder, 'plan', '--base', 'HEAD');
      return `${out}\n${planned.out}`;
    });

  it('is told in a plan, with the line that it comes from', async () => {
    const told = await changed('customComponents.stations.namespace.name', 'stations');
    expect(told).toMatch(/fleet\.yaml:\d+ spec\.customComponents\.stations\.namespace\.name/);
  });

  it('is made where nothing was said', async () => {
    expect(await changed('customComponents.stations.requires', '[postgres]')).toContain('requires: [postgres]');
  });
});

describe('a chart of a private registry', () => {
  it('is read with the Secret in the namespace of Flux', () =>
    inTemporaryFolder(async (folder) => {
      const chart = { secretName: 'registry-acme' };
      writeFiles(folder, repository({ customComponents: { weather: { chart } } }));
      await commandLine(folder, 'generate', '--no-validate');
      const text = readFileSync(join(folder, 'flux/releases/weather/release.yaml'), 'utf8');
      const [source] = text.split('---').map((one): JsonObject => parse(one));
      expect(fieldAt(source, 'metadata', 'namespace')).toBe('flux-system');
      expect(fieldAt(source, 'spec', 'secretRef')).toEqual({ name: 'registry-acme' });
    }));
});

describe('a mirror', () => {
  it('has its chart, and refuses an image of its values from elsewhere', () =>
    inTemporaryFolder(async (folder) => {
      const more = {
        registry: { images: 'mirror.acme.io', charts: { url: 'oci://mirror.acme.io/charts' } },
        components: { weather: { values: { image: { repository: 'ghcr.io/acme/weather' } } } },
      };
      writeFiles(folder, repository(more));
      const { exitCode, out } = await commandLine(folder, 'generate');
      expect(exitCode).toBe(1);
      expect(out).toContain(
        'image is ghcr.io/acme/weather, which is not in the mirror mirror.acme.io [image-not-mirrored]',
      );
      expect(readFileSync(join(folder, 'flux/releases/weather/release.yaml'), 'utf8')).toContain(
        'url: oci://mirror.acme.io/charts/weather\n',
      );
      const listed: JsonObject = JSON.parse((await commandLine(folder, 'images', '--format', 'json')).out);
      expect(JSON.stringify(listed.charts)).toContain(
        '"from":"oci://registry.acme.io/charts","to":"oci://mirror.acme.io/charts"',
      );
      expect(emitYaml(listed)).toContain('ghcr.io/acme/weather');
    }));
});
