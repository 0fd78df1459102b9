/** Flux as others have installed it: its namespace, how it reads the repository, what it decrypts, and what it applies as. */
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { REGISTRY } from '../generator/components/registry.ts';
import { componentsOf } from '../generator/custom/components-of.ts';
import { fieldAt, textAt } from '../generator/data/fields.ts';
import { isObject, type JsonObject } from '../generator/data/json.ts';
import { loadFleet } from '../generator/fleet/load.ts';
import { generateFiles } from '../generator/generate.ts';
import { inputFiles, type Specs } from './input-files.ts';
import { inTemporaryFolder, writeFiles } from './temporary-folder.ts';

/** Flux's objects, by path, in a repository with a folder of the user's own manifests. */
function objectsOf(specs: Specs): Promise<ReadonlyMap<string, JsonObject>> {
  return inTemporaryFolder((repo) => {
    writeFiles(repo, [
      ['team/kustomization.yaml', 'resources: [secret.yaml]\n'],
      ['team/secret.yaml', 'apiVersion: v1\nkind: Secret\nmetadata: {name: s, namespace: lang-observatory}\n'],
    ]);
    const { fleet } = loadFleet(repo, componentsOf, () => [], inputFiles(specs));
    if (fleet === undefined) throw new Error('the input has mistakes');
    return new Map(
      [...generateFiles(fleet, REGISTRY)]
        .filter(
          ({ path }) => path.startsWith('flux/') && path.endsWith('.yaml') && !path.endsWith('/kustomization.yaml'),
        )
        .map(({ path, text }) => [path, text.split(/^---$/m).map((one): unknown => parse(one))] as const)
        .flatMap(([path, objects]) => objects.filter(isObject).map((one, index) => [`${path}#${index}`, one] as const)),
    );
  });
}

function kustomization(objects: ReadonlyMap<string, JsonObject>, component: string): JsonObject | undefined {
  return objects.get(`flux/environments/prod/${component}.yaml#0`);
}

describe('Flux', () => {
  it('is in the namespace that the fleet says', async () => {
    const objects = await objectsOf({ fleet: { flux: { namespace: 'gitops' } }, clusters: { 'eu-1': {} } });
    const spaces = [...objects.values()].map((object) => textAt(object, 'metadata', 'namespace'));
    expect(spaces).toContain('gitops');
    expect(spaces).not.toContain('flux-system');
  });

  it('reads the repository as it is said: as a GitHub App, through a proxy, and only signed commits', async () => {
    const repository = {
      url: 'https://github.com/acme/observability.git',
      secretName: 'app',
      provider: 'github',
      proxySecretName: 'proxy',
      verify: { secretName: 'keys' },
    };
    const objects = await objectsOf({ fleet: { repository }, clusters: { 'eu-1': {} } });
    expect(fieldAt(objects.get('flux/clusters/eu-1/source.yaml#0'), 'spec')).toMatchObject({
      provider: 'github',
      secretRef: { name: 'app' },
      proxySecretRef: { name: 'proxy' },
      verify: { mode: 'HEAD', secretRef: { name: 'keys' } },
    });
  });

  it('decrypts the manifests of the user, and nothing else', async () => {
    const fleet = {
      flux: { decryption: { secretName: 'sops-age' } },
      components: { grafana: { manifests: ['team'] } },
    };
    const objects = await objectsOf({ fleet, clusters: { 'eu-1': {} } });
    expect(fieldAt(kustomization(objects, 'grafana'), 'spec', 'decryption')).toEqual({
      provider: 'sops',
      secretRef: { name: 'sops-age' },
    });
    const others = [...objects].filter(([, object]) => fieldAt(object, 'spec', 'decryption') !== undefined);
    expect(others).toHaveLength(1);
  });

  it('applies as the ServiceAccount that the fleet says, with every Kustomization', async () => {
    const objects = await objectsOf({
      fleet: { flux: { serviceAccountName: 'observatory' } },
      clusters: { 'eu-1': {} },
    });
    const all = [...objects.values()].filter(({ kind }) => kind === 'Kustomization');
    expect(all.length).toBeGreaterThan(10);
    for (const object of all) expect(fieldAt(object, 'spec', 'serviceAccountName')).toBe('observatory');
  });
});
