/** The fleet of an ordinary company: its settings say everything, and what they make is valid and exact. */
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { componentsOf } from '../../generator/custom/components-of.ts';
import type { Json } from '../../generator/data/json.ts';
import { maps } from '../../generator/data/json.ts';
import { loadFleet } from '../../generator/fleet/load.ts';
import type { Fleet } from '../../generator/fleet/model.ts';
import { renderDiagnostics } from '../../generator/fleet/render-diagnostics.ts';
import { programFolder } from '../../generator/program/program-folder.ts';
import { commandLine } from '../commands/command-line.ts';
import { manifestsOf, valuesOf } from '../layers/both-sides.ts';
import { realTool } from '../real-tool.ts';
import { inTemporaryFolder } from '../temporary-folder.ts';

const FOLDER = join(programFolder(), 'examples/company');

function load(): Fleet {
  const { fleet, diagnostics } = loadFleet(FOLDER, componentsOf, () => []);
  if (fleet === undefined) throw new Error(renderDiagnostics(diagnostics));
  return fleet;
}

const fleet = load();

let kustomize = '';
beforeAll(async () => {
  kustomize = await realTool('kustomize');
});

it('says everything by settings: no Helm values, no patches, no manifests', () => {
  const files = ['fleet.yaml', ...fleet.clusters.map(({ name }) => `clusters/${name}/cluster.yaml`)];
  const said = files.map((file): Json => parse(readFileSync(join(FOLDER, file), 'utf8')));
  const keys = said.flatMap((file) => [...maps({ file })].flatMap(([, map]) => Object.keys(map)));
  expect(keys.filter((key) => ['values', 'patches', 'manifests', '$patch'].includes(key))).toEqual([]);
});

it('is generated, and valid', () =>
  inTemporaryFolder(async (folder) => {
    cpSync(FOLDER, folder, { recursive: true });
    const { exitCode, out, err } = await commandLine(folder, 'generate');
    expect([exitCode, err]).toEqual([0, '']);
    expect(out).toContain(`${fleet.clusters.length} of ${fleet.clusters.length} clusters change`);
  }));

describe.each(fleet.clusters.map((cluster) => [cluster.name, cluster] as const))('the layers of %s', (_, cluster) => {
  it('give Helm exactly the values that the components resolve to', () => {
    const { merged, wanted } = valuesOf(fleet, cluster);
    expect(merged).toEqual(wanted);
  });

  it('give the engines exactly the manifests that the components resolve to', async () => {
    const { built, wanted } = await manifestsOf(kustomize, fleet, cluster);
    expect(built).toEqual(wanted);
  });
});
