/**
 * What a value follows from, against the slow and honest way: to take a line of the input away, with what belongs to it, and to see
 * which settings and values change. Each of them must name a line of what was taken.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { REGISTRY } from '../../generator/components/registry.ts';
import { componentsOf } from '../../generator/custom/components-of.ts';
import type { Json } from '../../generator/data/json.ts';
import { loadFleet } from '../../generator/fleet/load.ts';
import { fieldsBelow, valueAt } from '../../generator/fleet/resolve/said.ts';
import { type ComponentOnCluster, componentOn } from '../../generator/layers/explain.ts';
import { originsIn } from '../../generator/layers/origin.ts';
import { programFolder } from '../../generator/program/program-folder.ts';

const CLUSTER = 'eu-prod-1';
const FILES = ['fleet.yaml', `clusters/${CLUSTER}/cluster.yaml`];
const repo = programFolder();

function answersOf(pending: ReadonlyMap<string, string>): ReadonlyMap<string, ComponentOnCluster> | undefined {
  const { fleet } = loadFleet(repo, componentsOf, () => [], pending);
  const cluster = fleet?.clusters.find(({ name }) => name === CLUSTER);
  if (fleet === undefined || cluster === undefined) return undefined;
  return new Map(REGISTRY.map((component) => [component.name, componentOn(fleet, cluster, component, REGISTRY)]));
}

const { layers } = loadFleet(repo, componentsOf, () => []);
const [fleetLayer, , ownLayer] = layers.get(CLUSTER) ?? [];
if (fleetLayer === undefined || ownLayer === undefined) throw new Error(`no file speaks of ${CLUSTER}`);
const origins = originsIn({ fleet: fleetLayer.document, cluster: ownLayer.document }, REGISTRY);

function linesOf(component: string, path: readonly (string | number)[]): readonly string[] {
  const found = REGISTRY.find(({ name }) => name === component);
  if (found === undefined) throw new Error(`there is no component ${component}`);
  const { lines } = origins(found, (answer) => valueAt({ ...answer }, path));
  return lines.map((line) => `${line.document.file}:${line.document.position(line.path).line}`);
}

/** Every field of a component that is another afterwards. */
function differing(
  before: ReadonlyMap<string, ComponentOnCluster>,
  after: ReadonlyMap<string, ComponentOnCluster>,
): readonly (readonly [component: string, path: readonly (string | number)[]])[] {
  return [...before].flatMap(([component, answer]) =>
    fieldsBelow({ ...answer })
      .filter((path) => {
        const now = valueAt({ ...after.get(component) }, path) ?? null;
        return !isSame(valueAt({ ...answer }, path) ?? null, now);
      })
      .map((path) => [component, path] as const),
  );
}

/** The text without a line and the lines that are indented deeper and follow it. */
function withoutBlock(text: readonly string[], first: number): { readonly text: string; readonly last: number } {
  const indent = (line: string): number => line.search(/\S/);
  const own = text[first] ?? '';
  let last = first;
  while (indent(text[last + 1] ?? '') > indent(own)) last += 1;
  return { text: [...text.slice(0, first), ...text.slice(last + 1)].join('\n'), last };
}

describe('what a setting or a Helm value of the reference fleet follows from', () => {
  const before = answersOf(new Map());
  it.each(FILES)('is named, for everything that changes when a line of %s goes', (file) => {
    const text = readFileSync(join(repo, file), 'utf8').split('\n');
    let changed = 0;
    for (const [first, line] of text.entries()) {
      if (!/^\s*[\w-]/.test(line)) continue;
      const { text: rest, last } = withoutBlock(text, first);
      const after = answersOf(new Map([[file, `${rest}\n`]]));
      if (before === undefined || after === undefined) continue;
      for (const [component, path] of differing(before, after)) {
        changed += 1;
        const named = linesOf(component, path);
        const taken = named.some((one) => {
          const [where, at] = one.split(':');
          return where === file && Number(at) > first && Number(at) <= last + 1;
        });
        const what = [component, path.join('.'), line.trim(), named];
        expect([...what, taken]).toEqual([...what, true]);
      }
    }
    expect(changed).toBeGreaterThan(0);
  });

  it('is the size, and no line that has to do with something else', () => {
    const size = readFileSync(join(repo, 'fleet.yaml'), 'utf8')
      .split('\n')
      .findIndex((line) => line.includes('large'));
    expect(linesOf('langfuse', ['values', 'langfuse', 'worker', 'replicas'])).toEqual([`fleet.yaml:${size + 1}`]);
    expect(linesOf('langfuse', ['values', 'langfuse', 'features'])).toEqual([]);
  });
});

function isSame(a: Json, b: Json): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
