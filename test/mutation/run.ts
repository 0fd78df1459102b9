/**
 * Whether the tests notice mistakes: `npm run test:mutation -- --sample 200 --seed 1` makes that many in the core of the program, as
 * many in each of its folders and one at a time, and names those that nothing finds. `--folder tree` is for one folder alone.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { programFolder } from '../../generator/program/program-folder.ts';
import { inCopy, type Judging, judge, type Verdict } from './copy.ts';
import { type Mutant, mutantsOf, mutate } from './mutants.ts';
import { sample } from './sample.ts';
import { SUITES } from './suites.ts';

const { values } = parseArgs({
  options: {
    sample: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    folder: { type: 'string', multiple: true, default: Object.keys(SUITES) },
  },
});

interface Place {
  readonly file: string;
  readonly mutant: Mutant;
}

/** Every mutant of the files in a folder of the copy: the program itself may change while the copy is tried. */
function places(copy: string, folder: string): readonly Place[] {
  const files = readdirSync(join(copy, 'generator', folder), { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file.endsWith('.ts'))
    .sort()
    .map((file) => `generator/${folder}/${file}`)
    .flatMap((file) => mutantsOf(readFileSync(join(copy, file), 'utf8')).map((mutant) => ({ file, mutant })));
}

/** What finds the mistake, which is in the copy only meanwhile. */
async function tried(copy: string, { file, mutant }: Place, judging: Judging): Promise<Verdict> {
  const path = join(copy, file);
  const source = readFileSync(path, 'utf8');
  try {
    writeFileSync(path, mutate(source, mutant));
    return await judge(copy, judging);
  } finally {
    writeFileSync(path, source);
  }
}

function described(copy: string, { file, mutant }: Place): string {
  const source = readFileSync(join(copy, file), 'utf8');
  const line = source.slice(0, mutant.start).split('\n').length;
  const text = source.slice(mutant.start, mutant.end).split('\n')[0] ?? '';
  return `${file}:${line}: ${mutant.what}: ${text.slice(0, 80)}`;
}

/** Tries a sample of a folder's mutants and prints what came of it. */
async function score(copy: string, folder: string, count: number, seed: number): Promise<void> {
  const tests = SUITES[folder];
  if (tests === undefined) throw new Error(`there is no folder ${folder}: ${Object.keys(SUITES).join(', ')}`);
  const begun = Date.now();
  const asItIs = await judge(copy, { tests, milliseconds: 1_800_000, told: true });
  if (asItIs !== 'nothing') throw new Error(`${folder}: the checks fail without a mistake: ${asItIs}`);
  // A mistake that makes something endless must not take as long as somebody has patience.
  const milliseconds = 3 * (Date.now() - begun) + 10_000;
  const all = places(copy, folder);
  const verdicts: [Place, Verdict][] = [];
  for (const place of sample(all, count, seed)) {
    const verdict = await tried(copy, place, { tests, milliseconds, told: false });
    verdicts.push([place, verdict]);
    if (verdict === 'nothing') console.log(`  ${described(copy, place)}`);
  }
  const by = (wanted: Verdict): number => verdicts.filter(([, verdict]) => verdict === wanted).length;
  const percent = ((1 - by('nothing') / verdicts.length) * 100).toFixed(0);
  console.log(
    `${folder}: ${percent} % of ${verdicts.length} mistakes are found (${by('types')} by types, ${by('tree')} by the committed tree, ${by('tests')} by tests, ${by('time')} by time), of ${all.length} that there could be`,
  );
}

await inCopy(programFolder(), async (copy) => {
  const each = Math.ceil(Number(values.sample) / values.folder.length);
  for (const folder of values.folder) await score(copy, folder, each, Number(values.seed));
});
