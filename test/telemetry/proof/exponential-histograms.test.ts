/** A real SDK that sends exponential histograms: dashboards read what it measures, and every value is in the bucket where it belongs. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pythonWith } from '../../tools/python.ts';
import { environmentOf, runProgram } from './application.ts';
import { eventually } from './server.ts';
import { startWorld, type World } from './world.ts';

const EMITTERS = join(import.meta.dirname, 'emitters');
const SERVICE = 'exponential';

let world: World;

async function send(temporality: 'cumulative' | 'delta', service: string): Promise<void> {
  const folder = join(world.folder, service);
  await mkdir(folder, { recursive: true });
  await runProgram(await pythonWith(join(EMITTERS, 'official.txt')), [join(EMITTERS, 'exponential.py')], {
    folder,
    environment: {
      ...environmentOf(
        { instructions: world.installed.instructions, otlp: world.gateway.otlp, provider: 'http://127.0.0.1:1' },
        'python',
        service,
      ),
      OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION: 'base2_exponential_bucket_histogram',
      OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: temporality,
    },
  });
}

beforeAll(async () => {
  world = await startWorld();
  await send('cumulative', SERVICE);
  await send('delta', `${SERVICE}-deltas`);
});

afterAll(async () => {
  await world?.stop();
});

/** Samples at or below each bound, by the bound as Prometheus writes it. */
async function buckets(series: string, service: string): Promise<Readonly<Record<string, number>>> {
  const found = await eventually(`${series} of ${service}`, async () => {
    const all = await world.prometheus.query(`sum by (le) (${series}{service_name="${service}"})`);
    return all.length > 0 ? all : undefined;
  });
  return Object.fromEntries(found.map(({ metric, value }) => [metric.le, value]));
}

describe.each([SERVICE, `${SERVICE}-deltas`])('exponential histograms of %s', (service) => {
  it('are histograms whose buckets hold what was measured', async () => {
    expect(await buckets('gen_ai_client_operation_duration_seconds_bucket', service)).toEqual({
      '0.01': 0,
      '0.02': 1,
      '0.04': 3,
      '0.08': 3,
      '0.16': 3,
      '0.32': 3,
      '0.64': 4,
      '1.28': 4,
      '2.56': 4,
      '5.12': 6,
      '10.24': 6,
      '20.48': 7,
      '40.96': 7,
      '81.92': 7,
      '+Inf': 8,
    });
    expect(await buckets('gen_ai_client_token_usage_bucket', service)).toMatchObject({
      1: 0,
      4: 1,
      64: 1,
      256: 3,
      1024: 3,
      4096: 4,
      '+Inf': 4,
    });
  });

  it('count in what dashboards, alerts and objectives read', async () => {
    const series = await eventually(
      'the recorded series',
      async () =>
        (await world.prometheus.query(`llm:call_duration_seconds_bucket{service_name="${service}", le="10.24"}`))[0],
    );
    expect(series.value).toBe(6);
    // Of another rule, which is evaluated in its own time.
    const tokens = await eventually(
      'the recorded tokens',
      async () => (await world.prometheus.query(`sum(llm:input_tokens_total{service_name="${service}"})`))[0],
    );
    expect(tokens.value).toBe(3202);
  });
});
