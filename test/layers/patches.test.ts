/** The patches of the user have the last word on every cluster, whatever the layers below where they are said change. */
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { REGISTRY } from '../../generator/components/registry.ts';
import { isObject, type JsonObject } from '../../generator/data/json.ts';
import { generateFiles } from '../../generator/generate.ts';
import { composeFleet } from '../../generator/layers/compose.ts';
import { describedFleet } from '../described-fleet.ts';
import { inputFiles } from '../input-files.ts';
import { kustomizeBuild } from '../kustomize-build.ts';
import { realTool } from '../real-tool.ts';
import { inTemporaryFolder, writeFiles } from '../temporary-folder.ts';

/** Opens a port, and notes where the patch was said. */
const patch = (where: string, port: number): JsonObject => ({
  target: { kind: 'NetworkPolicy', name: 'langfuse-web' },
  patch: JSON.stringify([
    { op: 'add', path: '/spec/egress/-', value: { ports: [{ port, protocol: 'TCP' }] } },
    { op: 'add', path: '/metadata/annotations', value: { 'acme.io/patched-by': where } },
  ]),
});

const FLEET = {
  components: { langfuse: { patches: [patch('fleet', 7001)] } },
  environments: { plain: {}, prod: { components: { langfuse: { patches: [patch('environment', 7002)] } } } },
};

/** The policy of langfuse-web is another on this cluster than in its environment. */
const LAYER_OF_ITS_OWN = { mode: 'external', external: { host: 'ch.acme.io', httpPort: 8443, secretName: 'ch' } };

const INPUT = inputFiles({
  fleet: FLEET,
  clusters: {
    plain: { environment: 'plain' },
    prod: {},
    changed: { components: { clickhouse: LAYER_OF_ITS_OWN } },
    own: { components: { clickhouse: LAYER_OF_ITS_OWN, langfuse: { patches: [patch('cluster', 7003)] } } },
  },
});

describe('patches of the user', () => {
  let kustomize = '';
  beforeAll(async () => {
    kustomize = await realTool('kustomize');
  });

  it.each([
    ['plain', 'fleet', [7001]],
    ['prod', 'environment', [7001, 7002]],
    ['changed', 'environment', [7001, 7002]],
    ['own', 'cluster', [7001, 7002, 7003]],
  ])('of every level apply once, in order, on cluster %s', async (name, last, ports) => {
    const fleet = describedFleet(INPUT);
    const known = fleet.clusters.find((one) => one.name === name);
    if (known === undefined) throw new Error(`there is no cluster ${name}`);
    const { placements } = composeFleet(fleet, REGISTRY).cluster(known);
    const langfuse = placements.find(({ component }) => component.name === 'langfuse');
    await inTemporaryFolder(async (folder) => {
      writeFiles(
        folder,
        [...generateFiles(fleet, REGISTRY)].map(({ path, text }) => [path, text]),
      );
      const built = await kustomizeBuild(kustomize, join(folder, langfuse?.buildFolder ?? ''));
      if (!built.ok) throw new Error(built.message);
      const objects = parseAllDocuments(built.text).map((document): unknown => document.toJS());
      const policy = objects
        .filter(isObject)
        .find(({ metadata }) => isObject(metadata) && metadata.name === 'langfuse-web');
      expect(policy).toMatchObject({ metadata: { annotations: { 'acme.io/patched-by': last } } });
      const opened = JSON.stringify(policy).match(/700\d/g);
      expect(opened?.map(Number)).toEqual(ports);
      // A change of any of them is one of the Application.
      expect(langfuse?.folders.at(-1)).toBe(langfuse?.buildFolder);
    });
  });
});
