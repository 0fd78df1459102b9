/** The layout of a repository: names to paths, paths back to names, and nobody else who writes a path. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from 'esbuild';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { REGISTRY } from '../../generator/components/registry.ts';
import { entriesBelow, openDisk } from '../../generator/disk/disk.ts';
import { programFolder } from '../../generator/program/program-folder.ts';
import {
  isValuesFile,
  type LayerOf,
  layerFolder,
  PLACE_KINDS,
  partOf,
  patchedFolder,
  pathOf,
  placeOf,
  valuesFile,
} from '../../generator/tree/layout.ts';

/** As the input takes names of clusters, environments and fleets. */
const name = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?$/);
const component = fc.constantFrom(...REGISTRY.map((each) => each.name));
const names = fc.record({
  alert: name,
  cluster: name,
  component,
  dashboard: name,
  environment: name,
  fleet: name,
  instance: name,
});
const layer: fc.Arbitrary<LayerOf> = fc.oneof(
  fc.record({ layer: fc.constant('base' as const) }),
  fc.record({ layer: fc.constant('environment' as const), environment: name }),
  fc.record({ layer: fc.constant('cluster' as const), cluster: name }),
);

describe('the layout', () => {
  for (const kind of PLACE_KINDS)
    it(`leads from the names of a place to its path and back: ${kind}`, () =>
      fc.assert(
        fc.property(names, (all) => {
          const path = pathOf(kind, all);
          const place = placeOf(path);
          expect(place).toMatchObject({ kind, rest: '' });
          expect(all).toMatchObject(place?.names ?? {});
          expect(pathOf(kind, { ...all, ...place?.names })).toBe(path);
          expect(path).not.toMatch(/[<>*]/);
        }),
      ));

  it('knows the layer of a component by its folder, by what is in it, and by the folder of its patches', () =>
    fc.assert(
      fc.property(layer, component, (of, name) => {
        const { layer: kind, ...rest } = of;
        const folder = layerFolder(of, name);
        expect(placeOf(folder)).toEqual({ kind, names: { ...rest, component: name }, rest: '' });
        expect(placeOf(valuesFile(folder))).toMatchObject({ kind, rest: 'values/values.yaml' });
        for (const path of [valuesFile(folder), valuesFile(patchedFolder(folder)), `${folder}/kustomization.yaml`])
          expect(isValuesFile(path), path).toBe(path === valuesFile(folder));
        expect(placeOf(patchedFolder(folder))).toMatchObject({ kind: `${kind}Patched`, names: { component: name } });
        expect(partOf(`${patchedFolder(folder)}/kustomization.yaml`)).toBeDefined();
      }),
    ));

  it('gives a path to a place alone: no file that is not written has one', () => {
    for (const path of ['README.md', 'team/grafana/kustomization.yaml', '../bases/a', '/bases/a'])
      expect(placeOf(path)?.kind, path).toBeUndefined();
  });
});

/** As a path of a repository begins, in a text or a pattern; not inside of another path, such as one of upstream's. */
const WRITTEN_PATH =
  /(?<![\w.-]|[\w.-]\/)(?:(?:argocd|bases|clusters|dashboards|flux|overlays)\\?\/|docs\\?\/runbooks)|(?<!pathOf\()["'`](?:bases|overlays)\b/;

describe('paths of a repository', () => {
  const folder = join(programFolder(), 'generator');
  const files = entriesBelow(openDisk(folder), '.')
    .map(({ path }) => path)
    .filter((path) => path.endsWith('.ts'));

  const writers = files.filter((path) => {
    const { code } = transformSync(readFileSync(join(folder, path), 'utf8'), { loader: 'ts', legalComments: 'none' });
    return code
      .split('\n')
      .some((line) => !/^\s*(?:import|export) .* from /.test(line) && line.search(WRITTEN_PATH) >= 0);
  });

  it('are written in one file of the program', () => expect(writers).toEqual(['tree/layout.ts']));
});
