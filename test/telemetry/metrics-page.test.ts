/** docs/metrics.md is written by the proof with real programs; here is only told whether it is about the same metrics. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { programFolder } from '../../generator/program/program-folder.ts';
import { CATALOGUE } from '../../generator/telemetry/catalogue/catalogue.ts';

const PAGE = readFileSync(join(programFolder(), 'docs/metrics.md'), 'utf8');

it('cites for each metric that was only read where that was', () => {
  const cited = [...PAGE.matchAll(/^\| `(\S+)` .*\| read: `(.+)` \|$/gm)].map(([, name, source]) => ({ name, source }));
  expect(cited.length).toBeGreaterThan(0);
  const sources = new Map(CATALOGUE.metrics.map(({ name, source }) => [name, source]));
  expect(cited.filter(({ name = '', source }) => sources.get(name) !== source)).toEqual([]);
});

it('lists the metrics of the catalogue with their types, and no others (npm run test:telemetry -- --update)', () => {
  const listed = [...PAGE.matchAll(/^\| `(\S+)` \| (\w+) \|/gm)].map(([, name, type]) => `${name} ${type}`);
  expect(listed.sort()).toEqual(CATALOGUE.metrics.map(({ name, type }) => `${name} ${type}`).sort());
});
