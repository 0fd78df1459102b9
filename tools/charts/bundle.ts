/**
 * Writes generator/charts/values from the charts' own files: `tsx tools/charts/bundle.ts [--check] [FOLDER]`. Only keys and types
 * are taken. The folder holds the charts as `helm pull --untar` leaves them; what was read of a chart that is not in it stays as it
 * is. With `--check` it writes nothing and fails when the committed files are not what the charts give.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parse } from 'yaml';
import { valuesFile } from '../../generator/charts/chart-values.ts';
import { type ChartValues, OTHER_KEYS, type Shape, type ShapeOfMap } from '../../generator/charts/shape.ts';
import { REGISTRY } from '../../generator/components/registry.ts';
import { isList, isObject, type Json, type JsonObject } from '../../generator/data/json.ts';
import { programFolder } from '../../generator/program/program-folder.ts';
import { opened, openedThroughout, shapeOfValues, union, withShapeAt } from './shape-of.ts';
import { CHARTS, type ChartSource, UPSTREAM } from './sources.ts';

/** Text of each file, by its path below the program's folder, for the charts in a folder. */
export function bundle(upstream: string): ReadonlyMap<string, string> {
  const present = pinnedCharts().filter((name) => existsSync(folderOf(name, upstream)));
  return new Map(present.map((name) => [valuesFile(name), textOf(readChart(name, upstream))]));
}

function pinnedCharts(): readonly string[] {
  return [...new Set(REGISTRY.flatMap(({ chart }) => chart?.name ?? []))].sort();
}

function folderOf(chart: string, upstream: string): string {
  return join(upstream, CHARTS[chart]?.folder ?? chart);
}

/** A key in a line, so that a new version of a chart is a difference that can be read. */
function textOf(values: ChartValues): string {
  return `${JSON.stringify(values, null, 1)}\n`;
}

function readChart(name: string, upstream: string): ChartValues {
  const source = CHARTS[name] ?? {};
  const folder = folderOf(name, upstream);
  const chart = yamlIn(join(folder, 'Chart.yaml'));
  const schema = join(folder, 'values.schema.json');
  const own = shapeOfValues(yamlIn(join(folder, 'values.yaml')), existsSync(schema) ? jsonIn(schema) : undefined);
  const shape = withSubCharts(corrected(own, source, existsSync(schema)), dependenciesOf(chart), upstream);
  return { chart: name, version: source.version ?? String(chart.version), values: mapOf(withGlobal(shape)) };
}

/** What the files do not say. Helm holds what is free against a schema all the same, where there is one. */
function corrected(shape: Shape, { reads = [], free = [], any = [] }: ChartSource, hasSchema: boolean): Shape {
  const changed = (all: Shape, path: string, change: (known: Shape) => Shape): Shape =>
    withShapeAt(all, stepsOf(path), (known) => {
      if (known === undefined) throw new Error(`tools/charts/sources.ts: the chart has no default at ${path}`);
      return change(known);
    });
  const added = (all: Shape, path: string): Shape =>
    withShapeAt(all, stepsOf(path), (known) => {
      if (known !== undefined) throw new Error(`tools/charts/sources.ts: the chart has a default at ${path}`);
      return 'any';
    });
  const freed = free.reduce((all, path) => changed(all, path, hasSchema ? openedThroughout : () => 'map'), shape);
  return reads.reduce(
    added,
    any.reduce((all, path) => changed(all, path, () => 'any'), freed),
  );
}

/** The only key with a dot in it that a path leads to. */
function stepsOf(path: string): readonly string[] {
  return path === 'grafana.ini' ? [path] : path.split('.');
}

interface Dependency {
  /** Where its values are among those of the chart. */
  readonly key: string;
  readonly name: string;
  readonly version: string;
}

function dependenciesOf({ dependencies = [] }: JsonObject): readonly Dependency[] {
  return (isList(dependencies) ? dependencies : []).filter(isObject).map(({ alias, name, version }) => ({
    key: String(alias ?? name),
    name: String(name),
    version: String(version),
  }));
}

/** The values of a sub-chart are free where it was not read in the very version that the chart brings. */
function withSubCharts(shape: Shape, dependencies: readonly Dependency[], upstream: string): Shape {
  return dependencies.reduce(
    (all, { key, name, version }) =>
      withShapeAt(all, [key], (own) => {
        const known = isKnown(name, version, upstream) ? readChart(name, upstream).values : undefined;
        return known === undefined ? openedThroughout(own) : own === undefined ? known : union(known, own);
      }),
    shape,
  );
}

function isKnown(name: string, version: string, upstream: string): boolean {
  const file = join(folderOf(name, upstream), 'Chart.yaml');
  return existsSync(file) && String(yamlIn(file).version) === version;
}

/** Helm hands `global` on to every chart, which takes of it what it knows. */
function withGlobal(shape: Shape): Shape {
  return withShapeAt(shape, ['global'], opened);
}

function mapOf(shape: Shape): ShapeOfMap {
  return typeof shape === 'string' ? { [OTHER_KEYS]: shape } : shape;
}

function yamlIn(file: string): JsonObject {
  return objectIn(file, parse(readFileSync(file, 'utf8')));
}

function jsonIn(file: string): JsonObject {
  return objectIn(file, JSON.parse(readFileSync(file, 'utf8')));
}

function objectIn(file: string, content: Json): JsonObject {
  if (!isObject(content)) throw new Error(`${file} does not hold a map`);
  return content;
}

function check(files: ReadonlyMap<string, string>): void {
  const differing = [...files].filter(([path, text]) => {
    const file = join(programFolder(), path);
    return !existsSync(file) || readFileSync(file, 'utf8') !== text;
  });
  if (differing.length > 0) throw new Error(`not what the charts give: ${differing.map(([path]) => path).join(', ')}`);
}

function write(files: ReadonlyMap<string, string>): void {
  const folder = join(programFolder(), dirname(valuesFile('')));
  mkdirSync(folder, { recursive: true });
  const kept = new Set(pinnedCharts().map((name) => basename(valuesFile(name))));
  for (const name of readdirSync(folder)) if (!kept.has(name)) rmSync(join(folder, name));
  for (const [path, text] of files) writeFileSync(join(programFolder(), path), text);
}

if (process.argv[1]?.endsWith('bundle.ts')) {
  const [folder = join(programFolder(), UPSTREAM)] = process.argv.slice(2).filter((word) => word !== '--check');
  const files = bundle(folder);
  if (process.argv.includes('--check')) check(files);
  else write(files);
  process.stdout.write(`${[...files.keys()].map((path) => `${path}\n`).join('')}${files.size} charts\n`);
}
