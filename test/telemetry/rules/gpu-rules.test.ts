/** The rules about GPUs in the real promtool: whose power it is, and what a token costs. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gpuRules } from '../../../generator/components/gpu-metrics/rules.ts';
import { emitYaml } from '../../../generator/data/yaml.ts';
import { testTool } from '../../tools/build-test-tool.ts';

const folder = mkdtempSync(join(tmpdir(), 'gpu-rules-'));
let promtool = '';

beforeAll(async () => {
  promtool = await testTool('promtool');
}, 900_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const H100 = 'NVIDIA H100 80GB HBM3';
const power = (uuid: string, pod: string, model = H100): string => {
  const workload = pod === '' ? '' : `, exported_namespace="models", exported_pod="${pod}"`;
  return `DCGM_FI_DEV_POWER_USAGE{job="gpu", namespace="gpu", pod="gpu-0", UUID="${uuid}", modelName="${model}"${workload}}`;
};
const tokens = (pod: string, model: string): string =>
  `llm:serving_generated_tokens:rate5m{engine="vllm", namespace="models", pod="${pod}", model="${model}"}`;

/** Two GPUs of a pod with one model, one of a pod with two models, one that nobody has, and a server without a GPU. */
const SERIES: Readonly<Record<string, number>> = {
  [power('a', 'llama-0')]: 400,
  [power('b', 'llama-0')]: 600,
  [power('c', 'both-0')]: 300,
  [power('d', '', 'NVIDIA L4')]: 30,
  [tokens('llama-0', 'llama')]: 100,
  [tokens('both-0', 'qwen')]: 10,
  [tokens('both-0', 'phi')]: 20,
  [tokens('away-0', 'llama')]: 1000,
};

type Known = Parameters<typeof gpuRules>[0];
type Expected = Readonly<Record<string, Readonly<Record<string, number>>>>;

async function outcome(known: Known, expected: Expected): Promise<string> {
  const rules = join(folder, 'rules.yaml');
  const file = join(folder, 'cases.yaml');
  writeFileSync(rules, emitYaml({ groups: [gpuRules(known)] }));
  const test = {
    interval: '1m',
    input_series: Object.entries(SERIES).map(([series, value]) => ({ series, values: `${value}x5` })),
    promql_expr_test: Object.entries(expected).map(([expr, found]) => ({
      expr,
      eval_time: '4m',
      exp_samples: Object.entries(found).map(([labels, value]) => ({ labels, value })),
    })),
  };
  writeFileSync(file, emitYaml({ rule_files: [rules], evaluation_interval: '1m', tests: [test] }));
  try {
    return (await promisify(execFile)(promtool, ['test', 'rules', file])).stdout;
  } catch (error) {
    return error instanceof Error && 'stderr' in error ? `${error.message}\n${String(error.stderr)}` : String(error);
  }
}

describe('the rules about GPUs', () => {
  it('give power to the pod that has the GPU, and not to the exporter', async () => {
    const of = { pricePerHour: undefined, hasTokens: false };
    const found = { '{pod="llama-0"}': 1000, '{pod="both-0"}': 300, '{}': 30 };
    expect(await outcome(of, { 'sum by (pod) (llm:gpu_power:watts)': found })).toContain('SUCCESS');
  });

  it('divide energy and cost among the tokens of the same pod', async () => {
    const joules = { '{model="llama"}': 10, '{model="qwen"}': 10, '{model="phi"}': 10 };
    const million = { '{model="llama"}': 10, '{model="qwen"}': 16.67, '{model="phi"}': 16.67 };
    expect(
      await outcome(
        { pricePerHour: 1.8, hasTokens: true },
        {
          'sum by (model) (llm:gpu_energy_per_token:joules)': joules,
          'round(sum by (model) (1000000 * llm:gpu_cost_per_token:usd), 0.01)': million,
        },
      ),
    ).toContain('SUCCESS');
  });

  it('know the price of each kind of GPU, also of those that nobody has', async () => {
    const prices = { [H100]: 2.5, 'NVIDIA L4': 0.4 };
    const found = { '{pod="llama-0"}': 5, '{pod="both-0"}': 2.5, '{}': 0.4 };
    const query = 'sum by (pod) (llm:gpu_cost:usd_per_hour)';
    expect(await outcome({ pricePerHour: prices, hasTokens: true }, { [query]: found })).toContain('SUCCESS');
    expect(await outcome({ pricePerHour: prices, hasTokens: true }, { [query]: { '{}': 1 } })).toContain('FAILED');
  });

  it('record no cost without a price, and nothing about tokens where no model server is watched', () => {
    const recorded = (known: Known): readonly unknown[] => gpuRules(known).rules.map(({ record }) => record);
    expect(recorded({ pricePerHour: undefined, hasTokens: true })).toEqual([
      'llm:gpu_power:watts',
      'llm:gpu_energy_per_token:joules',
    ]);
    expect(recorded({ pricePerHour: 2, hasTokens: false })).toEqual([
      'llm:gpu_power:watts',
      'llm:gpu_cost:usd_per_hour',
    ]);
  });
});
