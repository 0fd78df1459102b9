/** The generated rules in the real promtool: each alert fires when it should and is silent when it should be. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../generator/json.ts';
import { emitYaml } from '../../../generator/yaml.ts';
import { testTool } from '../../tools/build-test-tool.ts';
import { ALERT_CASES } from '../alerts/cases.ts';
import { onlyAbout, ruleGroups, watchedCluster } from './watched-cluster.ts';

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
  writeFileSync(rules, emitYaml({ groups: onlyAbout(alert, groups) }));
  const file = join(folder, `${name}.yaml`);
  writeFileSync(file, emitYaml({ rule_files: [rules], evaluation_interval: rhythm(at), tests }));
  try {
    return (await run(promtool, ['test', 'rules', file])).stdout;
  } catch (error) {
    return error instanceof Error && 'stderr' in error ? `${error.message}\n${String(error.stderr)}` : String(error);
  }
}

/**
 * A day of every minute would take long, and tell no more. Less than five minutes, for which a sample is good: groups are evaluated
 * in any order, and one that comes before the group whose series it reads finds only the sample of the round before.
 */
function rhythm(at: string): string {
  return Number.parseInt(at, 10) > 200 ? '4m' : '1m';
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
