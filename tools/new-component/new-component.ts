/**
 * `npm run new:component -- NAME --chart FOLDER --repository URL`: a component around a chart, with a handle, one setting, a test and a
 * fixture. FOLDER is the chart as `helm pull --untar` leaves it. Nothing is written where a file is already.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { parse } from 'yaml';
import { isObject, type JsonObject } from '../../generator/data/json.ts';
import { programFolder } from '../../generator/program/program-folder.ts';
import { shapeOfValues } from '../charts/shape-of.ts';
import { type NewComponent, newComponentFiles, registryLines } from './files.ts';

/** Argo CD names an Application `<cluster>-<component>`, which holds 63 characters, and a cluster's name 40. */
const NAME = /^[a-z]([-a-z0-9]{0,20}[a-z0-9])?$/;

const USAGE = `usage: npm run new:component -- NAME --chart FOLDER --repository URL
  NAME         lower-case letters, digits and hyphens, at most 22
  --chart      folder of the chart: helm pull CHART --untar
  --repository where engines find the chart: https://… or oci://… without the chart's name`;

function main(): void {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { chart: { type: 'string' }, repository: { type: 'string' } },
  });
  const [name = '', ...more] = positionals;
  const { chart = '', repository = '' } = values;
  if (!NAME.test(name) || more.length > 0 || chart === '' || !/^(https|oci):\/\//.test(repository))
    throw new Error(USAGE);
  const files = newComponentFiles(componentOf(name, chart, repository));
  const root = programFolder();
  const there = [...files.keys()].filter((path) => existsSync(join(root, path)));
  if (there.length > 0) throw new Error(`already there, and nothing was written: ${there.join(', ')}`);
  for (const [path, text] of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    console.log(`wrote ${path}`);
  }
  format(root, [...files.keys()]);
  const [imported, listed] = registryLines(name);
  const tests = `test/components/${name}.test.ts test/components/chart-values.test.ts test/fleet/mistakes.test.ts`;
  console.log(`\nregister it in generator/components/registry.ts, at its place in the order in which a cluster comes up:
${imported}
${listed}

then: npx biome check --write . && npm run docs && npm run schema && npm run generate && npx vitest run ${tests} -t ${name}`);
}

/** Where lines break, and in which order imports stand, depends on the name. */
function format(root: string, paths: readonly string[]): void {
  const written = paths.filter((path) => path.endsWith('.ts'));
  execFileSync(join(root, 'node_modules', '.bin', 'biome'), ['check', '--write', ...written], {
    cwd: root,
    stdio: 'pipe',
  });
}

function componentOf(name: string, folder: string, repository: string): NewComponent {
  const chart = yamlIn(join(folder, 'Chart.yaml'));
  const schema = join(folder, 'values.schema.json');
  const values = shapeOfValues(yamlIn(join(folder, 'values.yaml')), existsSync(schema) ? yamlIn(schema) : undefined);
  return { name, chart: { repository, name: String(chart.name), version: String(chart.version) }, values };
}

/** JSON is YAML too. */
function yamlIn(file: string): JsonObject {
  const content: unknown = parse(readFileSync(file, 'utf8'));
  if (!isObject(content)) throw new Error(`${file} does not hold a map`);
  return content;
}

try {
  main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
