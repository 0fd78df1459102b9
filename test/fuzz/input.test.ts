/**
 * Random fleets, right and wrong, from input to tree. `FUZZ_RUNS=10000` makes it a long one; a failure says the seed and the path that
 * `FUZZ_SEED` and `FUZZ_PATH` begin with again.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { REGISTRY } from '../../generator/components/registry.ts';
import { componentsOf } from '../../generator/custom/components-of.ts';
import { loadFleet } from '../../generator/fleet/load.ts';
import type { Fleet } from '../../generator/fleet/model.ts';
import { renderDiagnostics } from '../../generator/fleet/render-diagnostics.ts';
import type { ResolvedFleet } from '../../generator/fleet/resolve/resolve.ts';
import { generateFiles } from '../../generator/generate.ts';
import { judgeFleet } from '../../generator/judge/judge-fleet.ts';
import { inTemporaryFolder } from '../temporary-folder.ts';
import { brokenInput, type Input, PLAIN_INPUT, validInput } from './arbitrary-input.ts';

const RUNS = Number(process.env.FUZZ_RUNS ?? 60);
const seed = process.env.FUZZ_SEED;
const path = process.env.FUZZ_PATH;
const parameters = {
  numRuns: RUNS,
  ...(seed === undefined ? {} : { seed: Number(seed) }),
  ...(path === undefined ? {} : { path }),
};
/** Of a long run: none but the one that its user has. */
const TIMEOUT = RUNS * 60_000;

const load = (repo: string, input: Input): ResolvedFleet => loadFleet(repo, componentsOf, judgeFleet, input);

/** Every file parses, and no two have one path. */
function written(fleet: Fleet): readonly string[] {
  const paths = new Set<string>();
  const texts: string[] = [];
  for (const file of generateFiles(fleet, REGISTRY)) {
    expect(paths).not.toContain(file.path);
    paths.add(file.path);
    texts.push(`${file.path}\n${file.text}`);
    if (file.path.endsWith('.json')) JSON.parse(file.text);
    if (file.path.endsWith('.yaml') && file.path.startsWith('clusters/'))
      expect(parseAllDocuments(file.text).flatMap(({ errors }) => errors)).toEqual([]);
  }
  return texts;
}

describe('random input', () => {
  it(
    'that is right becomes the same tree each time, or is refused at a place',
    () =>
      inTemporaryFolder((repo) => {
        let trees = 0;
        fc.assert(
          fc.property(validInput, (input) => {
            const { fleet, diagnostics } = load(repo, input);
            placed(input, diagnostics);
            if (fleet === undefined) return;
            trees += 1;
            const again = load(repo, input).fleet;
            expect(again && written(again)).toEqual(written(fleet));
          }),
          { ...parameters, numRuns: Math.ceil(RUNS / 3), examples: [[PLAIN_INPUT]] },
        );
        expect(trees).toBeGreaterThan(0);
      }),
    TIMEOUT,
  );

  it(
    'that is broken is told of at a line of its file, and never ends the program',
    () =>
      inTemporaryFolder((repo) => {
        fc.assert(
          fc.property(brokenInput, (input) => {
            const { fleet, diagnostics } = load(repo, input);
            placed(input, diagnostics);
            if (fleet !== undefined) written(fleet);
          }),
          parameters,
        );
      }),
    TIMEOUT,
  );
});

function placed(input: Input, diagnostics: ResolvedFleet['diagnostics']): void {
  for (const { file, line, column, message } of diagnostics) {
    const lines = input.get(file)?.split('\n') ?? [];
    expect([...input.keys()]).toContain(file);
    expect(line).toBeGreaterThanOrEqual(1);
    expect(line).toBeLessThanOrEqual(lines.length);
    expect(column).toBeGreaterThanOrEqual(1);
    expect(column).toBeLessThanOrEqual((lines[line - 1]?.length ?? 0) + 1);
    expect(message).not.toBe('');
  }
  expect(renderDiagnostics(diagnostics).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
}
