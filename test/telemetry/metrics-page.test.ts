/** docs/metrics.md is written by the proof with real programs; here is only told whether it is about the same metrics. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { programFolder } from '../../generator/program-folder.ts';
import { CATALOGUE } from '../../generator/telemetry/catalogue/catalogue.ts';

it('lists the metrics of the catalogue with their types, and no others (npm run test:telemetry -- --update)', () => {
  const page = readFileSync(join(programFolder(), 'docs/metrics.md'), 'utf8');
  const listed = [...page.matchAll(/^\| `(\S+)` \| (\w+) \|/gm)].map(([, name, type]) => `${name} ${type}`);
  expect(listed.sort()).toEqual(CATALOGUE.metrics.map(({ name, type }) => `${name} ${type}`).sort());
});
