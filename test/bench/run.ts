/**
 * `npm run bench`: the bundled program on 1, 10, 100 and 1,000 clusters, beside plain writing, reading and stat of the same files,
 * js-yaml writing the same objects and cdk8s-core synthesising them. Whole processes, start-up included, median of several runs.
 * Then `check`, `validate` and `plan`, once each, with all that they start, beside the kustomize binary started for each folder, and `status`.
 * `npm run bench -- 10 100` runs only those sizes, `npm run bench -- validate` only the second part and `status` only the third; BENCH_DIR names
 * the disk to use.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { parseAllDocuments } from 'yaml';
import { programFolder } from '../../generator/program/program-folder.ts';
import { writeCluster, writeFleet } from './fleets.ts';
import { type Cost, measure, median } from './measure.ts';
import { benchStatus } from './status.ts';
import { benchValidate, type ValidateRow } from './validate.ts';

const RUNS = 3;
const words = process.argv.slice(2);
const given = words.map(Number).filter((size) => size > 0);
const sizes = given.length > 0 ? given : [1, 10, 100, 1000];
const root = mkdtempSync(join(process.env.BENCH_DIR ?? tmpdir(), 'bench-'));
const program = join(programFolder(), 'dist', 'main.js');
const peers = join(programFolder(), 'dist', 'bench-peers.js');

interface Row {
  readonly clusters: number;
  readonly what: string;
  readonly cost: Cost;
  readonly floor?: Cost;
}

function bundlePeers(): void {
  const entry = join(programFolder(), 'test', 'bench', 'peers.ts');
  const external = ['cdk8s', 'js-yaml'];
  buildSync({
    entryPoints: [entry],
    outfile: peers,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external,
  });
}

/** Every file that the program wrote, with the objects in it. */
function toBlob(folder: string): { readonly path: string; readonly files: number; readonly bytes: number } {
  const tops = ['.lang-observatory', 'argocd', 'bases', 'clusters', 'dashboards', 'flux', 'overlays'];
  const paths = tops
    .flatMap((top) => listFiles(folder, top))
    .filter((path) => !path.endsWith('cluster.yaml') && !path.includes('/cache/'));
  const entries = paths.map((path) => {
    const text = readFileSync(join(folder, path), 'utf8');
    const objects = path.endsWith('.yaml') ? parseAllDocuments(text).map((document) => document.toJS()) : [];
    return [path, text, objects] as const;
  });
  const path = `${folder}.json`;
  writeFileSync(path, JSON.stringify(entries));
  return { path, files: entries.length, bytes: entries.reduce((sum, [, text]) => sum + Buffer.byteLength(text), 0) };
}

function listFiles(folder: string, top: string): readonly string[] {
  if (!existsSync(join(folder, top))) return [];
  const entries = readdirSync(join(folder, top), { withFileTypes: true });
  return entries.flatMap((entry) =>
    entry.isDirectory() ? listFiles(folder, `${top}/${entry.name}`) : [`${top}/${entry.name}`],
  );
}

let folders = 0;
/** Always a new folder: some file systems write slowly where many files were just deleted. */
function fresh(): string {
  folders += 1;
  return join(root, String(folders));
}

function repeat(run: (index: number) => Cost): Cost {
  return median(Array.from({ length: RUNS }, (_, index) => run(index)));
}

function generate(folder: string, ...flags: readonly string[]): Cost {
  return measure(program, ['--repo', folder, 'generate', '--no-validate', ...flags]);
}

function bench(clusters: number): readonly Row[] {
  let last = '';
  const cold = repeat(() => {
    last = fresh();
    writeFleet(last, clusters);
    return generate(last);
  });
  const blob = toBlob(last);
  const peer = (what: string, folder: () => string): Cost => repeat(() => measure(peers, [what, blob.path, folder()]));
  const write = peer('write', fresh);
  const read = peer('read', () => last);
  const stat = peer('stat', () => last);
  const noCache = join(last, '.lang-observatory', 'cache');
  const unchanged = repeat(() => {
    rmSync(noCache, { recursive: true, force: true });
    return generate(last);
  });
  generate(last);
  const cached = repeat(() => generate(last));
  const changed = repeat((index) => {
    writeCluster(last, 0, `${400 + index}Gi`);
    return generate(last);
  });
  console.log(`\n${clusters} clusters: ${blob.files} files, ${(blob.bytes / 2 ** 20).toFixed(1)} MiB`);
  return [
    { clusters, what: 'write floor', cost: write },
    { clusters, what: 'read floor', cost: read },
    { clusters, what: 'stat floor', cost: stat },
    { clusters, what: 'cold', cost: cold, floor: write },
    { clusters, what: 'nothing changed, no cache', cost: unchanged, floor: read },
    { clusters, what: 'nothing changed, cache', cost: cached, floor: stat },
    { clusters, what: 'one cluster changed', cost: changed, floor: read },
    { clusters, what: 'js-yaml', cost: peer('js-yaml', fresh), floor: write },
    { clusters, what: 'cdk8s', cost: peer('cdk8s', fresh), floor: write },
  ];
}

function print(rows: readonly Row[]): void {
  console.log('| clusters | what | seconds | of its floor | peak MiB |\n|---:|---|---:|---:|---:|');
  for (const { clusters, what, cost, floor } of rows) {
    const ratio = floor === undefined ? '' : `${(cost.wall / floor.wall).toFixed(2)} ×`;
    console.log(`| ${clusters} | ${what} | ${cost.wall.toFixed(3)} | ${ratio} | ${cost.memory.toFixed(0)} |`);
  }
}

function printValidate({ clusters, what, cost: { wall, processor, memory } }: ValidateRow): void {
  console.log(`| ${clusters} | ${what} | ${wall.toFixed(1)} | ${processor.toFixed(1)} | ${memory?.toFixed(0) ?? ''} |`);
}

async function validateAndPlan(): Promise<void> {
  console.log('\n| clusters | what | seconds | processor seconds | peak MiB |\n|---:|---|---:|---:|---:|');
  for (const clusters of sizes) for await (const row of benchValidate(program, fresh(), clusters)) printValidate(row);
}

async function status(): Promise<void> {
  console.log('\n| clusters | requests | seconds | processor seconds | peak MiB |\n|---:|---:|---:|---:|---:|');
  for (const clusters of sizes) {
    const { cost, requests } = await benchStatus(program, fresh(), clusters);
    const { wall, processor, memory = 0 } = cost;
    console.log(`| ${clusters} | ${requests} | ${wall.toFixed(1)} | ${processor.toFixed(1)} | ${memory.toFixed(0)} |`);
  }
}

/** The parts by the words that choose one of them. */
const PARTS = {
  generate: async () => {
    bundlePeers();
    for (const clusters of sizes) print(bench(clusters));
  },
  validate: validateAndPlan,
  status,
};

const chosen = Object.entries(PARTS).filter(([name]) => words.includes(name));
try {
  for (const [, part] of chosen.length > 0 ? chosen : Object.entries(PARTS)) await part();
} finally {
  rmSync(root, { recursive: true, force: true });
}
