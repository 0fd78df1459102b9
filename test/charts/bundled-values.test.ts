/** What was read of the charts: keys and types alone, and what the charts themselves say where their files are at hand. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { chartValues, valuesFile } from '../../generator/charts/chart-values.ts';
import type { Shape } from '../../generator/charts/shape.ts';
import { wrongValues } from '../../generator/charts/wrong-values.ts';
import { CHARTS } from '../../generator/components/charts.ts';
import { programFolder } from '../../generator/program/program-folder.ts';
import { isEarlier } from '../../generator/text/version-order.ts';
import { bundle } from '../../tools/charts/bundle.ts';
import { CHARTS as SOURCES, UPSTREAM } from '../../tools/charts/sources.ts';

const folder = join(programFolder(), dirname(valuesFile('a')));
const upstream = join(programFolder(), UPSTREAM);
const present = existsSync(upstream);

/** Charts whose values are of an earlier version, so that what users set of them is a warning where it is unknown. */
const READ_EARLIER = new Set([
  'cert-manager',
  'clickhouse-operator-helm',
  'external-secrets',
  'langfuse',
  'nginx-gateway-fabric',
  'plugin-barman-cloud',
]);

function leaves(shape: Shape): readonly string[] {
  return typeof shape === 'string' ? [shape] : Object.values(shape).flatMap(leaves);
}

function keys(shape: Shape): readonly string[] {
  return typeof shape === 'string' ? [] : Object.entries(shape).flatMap(([key, inner]) => [key, ...keys(inner)]);
}

describe('what was read of a chart', () => {
  const all = readdirSync(folder).map((name) => chartValues(name.replace(/\.json$/, '')));

  it('holds types and no word besides', () => {
    const types = new Set(all.flatMap((chart) => leaves(chart?.values ?? 'any')).flatMap((types) => types.split('|')));
    expect([...types].sort()).toEqual(['any', 'boolean', 'list', 'map', 'number', 'scalar', 'string']);
    expect(all.flatMap((chart) => keys(chart?.values ?? 'any')).filter((key) => /\s/.test(key))).toEqual([]);
  });

  it('is of the version that is deployed, or of an earlier one where the files of the newer could not be read', () => {
    const others = Object.values(CHARTS).filter(({ name, version }) => chartValues(name)?.version !== version);
    expect(others.every(({ name, version }) => isEarlier(chartValues(name)?.version ?? '', version))).toBe(true);
    expect(new Set(others.map(({ name }) => name))).toEqual(READ_EARLIER);
  });
});

describe.skipIf(!present)(`the files of the charts${present ? '' : ' (skipped: they are not at hand)'}`, () => {
  it('give what is here', () => {
    for (const [path, text] of bundle(upstream)) expect(readFileSync(join(programFolder(), path), 'utf8')).toBe(text);
    expect([...bundle(upstream).keys()].map((path) => join(programFolder(), path)).sort()).toEqual(
      readdirSync(folder)
        .map((name) => join(folder, name))
        .sort(),
    );
  });

  it('hold no default that is told', () => {
    const told = Object.values(CHARTS).flatMap(({ name }) => {
      const chart = chartValues(name);
      if (chart === undefined) throw new Error(`${name} was not read`);
      const defaults = parse(readFileSync(join(upstream, SOURCES[name]?.folder ?? name, 'values.yaml'), 'utf8'));
      return wrongValues(defaults ?? {}, chart);
    });
    expect(told).toEqual([]);
  });
});
