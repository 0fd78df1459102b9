/** The dashboards in `dashboards/`. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { programFolder } from '../../generator/program/program-folder.ts';
import { type Dashboard, dashboard } from './dashboard.ts';

/** In the order of their names. */
export function committedDashboards(): readonly Dashboard[] {
  const folder = join(programFolder(), 'dashboards');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => dashboard.parse(JSON.parse(readFileSync(join(folder, name), 'utf8'))));
}
