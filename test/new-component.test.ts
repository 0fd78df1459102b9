/** The recipe of CONTRIBUTING.md for a component, in a copy of the program: it works as it is written, and what is misspelt afterwards is refused. */
import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { programFolder } from '../generator/program/program-folder.ts';
import { temporaryFolder, writeFiles } from './temporary-folder.ts';

const COPIED = [
  'generator',
  'tools',
  'test',
  'fleet.yaml',
  'package.json',
  'tsconfig.json',
  'biome.json',
  'vitest.config.ts',
];
const NAME = 'weather-station';
const COMPONENT = `generator/components/${NAME}/${NAME}.ts`;

let copy = '';

interface Ended {
  readonly exitCode: number | null;
  readonly out: string;
}

/** Runs a program of node_modules in the copy. */
function run(program: string, ...argv: readonly string[]): Ended {
  const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST')));
  const file = join(copy, 'node_modules', program);
  const { status, stdout, stderr } = spawnSync(process.execPath, [file, ...argv], {
    cwd: copy,
    encoding: 'utf8',
    env: { ...environment, NO_COLOR: '1' },
  });
  return { exitCode: status, out: `${stdout}${stderr}` };
}

const tsc = (): Ended => run('typescript/bin/tsc', '--noEmit');
const biome = (...argv: readonly string[]): Ended =>
  run('@biomejs/biome/bin/biome', 'check', '--error-on-warnings', ...argv);
const tests = (...argv: readonly string[]): Ended => run('vitest/vitest.mjs', 'run', ...argv);
const scaffold = (...argv: readonly string[]): Ended =>
  run('tsx/dist/cli.mjs', 'tools/new-component/new-component.ts', ...argv);

function change(path: string, from: string, to: string): void {
  const text = readFileSync(join(copy, path), 'utf8');
  expect(text).toContain(from);
  writeFileSync(join(copy, path), text.replace(from, to));
}

beforeAll(() => {
  copy = temporaryFolder();
  for (const name of COPIED) cpSync(join(programFolder(), name), join(copy, name), { recursive: true });
  for (const name of readdirSync(join(programFolder(), 'clusters'))) {
    const input = join('clusters', name, 'cluster.yaml');
    writeFiles(copy, [[input, readFileSync(join(programFolder(), input), 'utf8')]]);
  }
  symlinkSync(join(programFolder(), 'node_modules'), join(copy, 'node_modules'));
  writeFiles(copy, [
    ['chart/Chart.yaml', 'apiVersion: v2\nname: weather\nversion: 1.2.3\n'],
    ['chart/values.yaml', 'replicaCount: 1\nfullnameOverride: ""\nimage: {repository: weather, tag: ""}\n'],
  ]);
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

describe('the recipe for a component', () => {
  it('makes one that compiles, passes lint and its own tests, and is deployed by both engines, after it is registered', () => {
    const made = scaffold(NAME, '--chart', 'chart', '--repository', 'oci://registry.acme.io/charts');
    expect([made.exitCode, made.out]).toEqual([0, expect.stringContaining(`wrote ${COMPONENT}`)]);
    const [imported = '', listed = ''] = made.out
      .split('\n')
      .filter((line) => line.includes('weatherStationComponent'));
    change('generator/components/registry.ts', '\nexport const REGISTRY', `${imported}\n\nexport const REGISTRY`);
    change('generator/components/registry.ts', '\n]);', `\n${listed}\n]);`);
    const own = [`generator/components/${NAME}`, 'generator/components/registry.ts', `test/components/${NAME}.test.ts`];
    expect(biome('--write', 'generator/components/registry.ts')).toMatchObject({ exitCode: 0 });
    expect(biome(...own)).toEqual({ exitCode: 0, out: expect.any(String) });
    expect(tsc()).toEqual({ exitCode: 0, out: '' });
    const ran = tests(`test/components/${NAME}.test.ts`, 'test/components/registry.test.ts');
    expect([ran.exitCode, ran.out]).toEqual([0, expect.stringMatching(/Test Files +2 passed/)]);
    const others = tests('test/components/chart-values.test.ts', 'test/fleet/mistakes.test.ts', '-t', NAME);
    expect([others.exitCode, others.out]).toEqual([0, expect.stringMatching(/Tests +2 passed/)]);
  });

  it('writes nothing over a file, and says how it is called', () => {
    const before = readFileSync(join(copy, COMPONENT), 'utf8');
    const again = scaffold(NAME, '--chart', 'chart', '--repository', 'oci://registry.acme.io/charts');
    expect([again.exitCode, again.out]).toEqual([2, expect.stringContaining('already there, and nothing was written')]);
    expect(readFileSync(join(copy, COMPONENT), 'utf8')).toBe(before);
    expect(scaffold('Weather_Station')).toMatchObject({ exitCode: 2, out: expect.stringContaining('usage: ') });
  });

  it('is followed by the refusal of a misspelt end of a flow and of a misspelt job, at their lines', () => {
    const path = `generator/components/${NAME}/misspelt.ts`;
    writeFiles(copy, [
      [
        path,
        `import { clickhouse } from '../clickhouse/handle.ts';
import { langfuse } from '../langfuse/handle.ts';

export const from = clickhouse.servr;
export const job = langfuse.probes.helth;
`,
      ],
    ]);
    const { exitCode, out } = tsc();
    rmSync(join(copy, path));
    expect(exitCode).not.toBe(0);
    expect(out).toMatch(/misspelt\.ts[(:]4[,:]\d+.*'servr'/);
    expect(out).toMatch(/misspelt\.ts[(:]5[,:]\d+.*'helth'/);
  });

  it('is followed by the refusal of a misspelt key of the chart, by its path', () => {
    change(COMPONENT, 'replicaCount:', 'replicaCuont:');
    const { exitCode, out } = tests('test/components/chart-values.test.ts', '-t', NAME);
    change(COMPONENT, 'replicaCuont:', 'replicaCount:');
    expect([exitCode, out]).toEqual([1, expect.stringMatching(/replicaCuont: .*did you mean replicaCount/)]);
  });

  it('is followed by the refusal of a misspelt metric of an alert, at its line', () => {
    const path = `generator/components/${NAME}/alerts.ts`;
    writeFiles(copy, [
      [
        path,
        `import { promql } from '../../telemetry/promql.ts';

export const DOWN = promql('sum by (cluster, environment) (redis_upp) == 0');
`,
      ],
    ]);
    change(COMPONENT, 'import { settings }', "import { DOWN } from './alerts.ts';\nimport { settings }");
    change(COMPONENT, "description: '", "description: `${DOWN.text}` && '");
    const { exitCode, out } = tests(`test/components/${NAME}.test.ts`);
    expect([exitCode, out]).toEqual([1, expect.stringContaining('redis_upp')]);
    expect(out).toMatch(/alerts\.ts:3:\d+/);
  });
});
