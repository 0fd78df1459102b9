/** The generated rules in the real promtool: each alert fires when it should and is silent when it should be. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../generator/data/json.ts';
import { emitYaml } from '../../../generator/data/yaml.ts';
import { LLM_RULES } from '../../../generator/telemetry/llm-rules/rules.ts';
import { testTool } from '../../tools/build-test-tool.ts';
import { ALERT_CASES } from '../alerts/cases.ts';
import { readBy, rhythm } from './read-by.ts';
import { ruleGroups, watchedCluster } from './watched-cluster.ts';

const run = promisify(execFile);

const folder = mkdtempSync(join(tmpdir(), 'rules-'));
const groups = ruleGroups(watchedCluster({ fleet: { budget: { usdPerDay: 400 } } }));
let promtool = '';
beforeAll(async () => {
  promtool = await testTool('promtool');
  writeFileSync(join(folder, 'rules.yaml'), emitYaml({ groups }));
}, 900_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What promtool says of the tests of an alert, and whether it is content. */
async function tested(alert: string, name: string, at: string, tests: readonly JsonObject[]): Promise<string> {
  const rules = join(folder, `${name}-rules.yaml`);
  const about = readBy(alert, groups);
  const evaluation_interval = `${rhythm(Number.parseInt(at, 10), about)}m`;
  writeFileSync(rules, emitYaml({ groups: about }));
  const file = join(folder, `${name}.yaml`);
  writeFileSync(
    file,
    emitYaml({ rule_files: [rules], evaluation_interval, group_eval_order: recordingsFirst(about), tests }),
  );
  try {
    return (await run(promtool, ['test', 'rules', file])).stdout;
  } catch (error) {
    return error instanceof Error && 'stderr' in error ? `${error.message}\n${String(error.stderr)}` : String(error);
  }
}

/** Without an order promtool takes any, and an alert or an objective may look before what it looks for has been recorded. */
function recordingsFirst(about: readonly JsonObject[]): readonly Json[] {
  const turn = ({ name, rules }: JsonObject): number =>
    name === LLM_RULES.name ? 0 : JSON.stringify(rules).includes('"alert":') ? 2 : 1;
  return about.toSorted((one, other) => turn(one) - turn(other)).map(({ name = '' }) => name);
}

const inputs = (series: Readonly<Record<string, string>>): readonly JsonObject[] =>
  Object.entries(series).map(([name, values]) => ({ series: name, values }));

describe('the rules', () => {
  it('are rules to promtool', async () => {
    const { stdout } = await run(promtool, [
      'check',
      'rules',
      '--lint=all',
      '--lint-fatal',
      join(folder, 'rules.yaml'),
    ]);
    expect(stdout).toMatch(/SUCCESS: \d+ rules found/);
  });

  for (const [name, { fires, silent }] of Object.entries(ALERT_CASES)) {
    const firing = (at: string, severities: readonly string[]): JsonObject => ({
      expr: `max by (severity) (ALERTS{alertname="${name}",alertstate="firing"})`,
      eval_time: at,
      exp_samples: severities.map((severity) => ({ labels: `{severity="${severity}"}`, value: 1 })),
    });
    const test = (series: Readonly<Record<string, string>>, expected: JsonObject): JsonObject => ({
      interval: '1m',
      input_series: inputs(series),
      promql_expr_test: [expected],
    });
    for (const [index, { when, series, at, severities }] of fires.entries())
      it(`${name} fires: ${when}`, async () => {
        expect(await tested(name, `${name}-fires-${index}`, at, [test(series, firing(at, severities))])).toContain(
          'SUCCESS',
        );
      });
    for (const [index, { when, series, at }] of silent.entries())
      it(`${name} is silent: ${when}`, async () => {
        expect(await tested(name, `${name}-silent-${index}`, at, [test(series, firing(at, []))])).toContain('SUCCESS');
      });
  }
});
