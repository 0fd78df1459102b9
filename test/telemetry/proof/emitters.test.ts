/** SDKs that an application may choose, through the generated configuration into a real Prometheus: whichever it is, each call is one span, and one in every series that is recorded of it. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONTENT_ATTRIBUTES } from '../../../generator/components/otel-gateway/content.ts';
import { CATALOGUE } from '../../../generator/telemetry/catalogue/catalogue.ts';
import { EMITTERS, type Emitter, type Labels } from './emitters.ts';
import { ANSWER, type Call, type OpenAi, startOpenAi } from './openai-stub.ts';
import { phase } from './phase.ts';
import { CLUSTER, ENVIRONMENT } from './proof-fleet.ts';
import { compare } from './record.ts';
import { eventually } from './server.ts';
import { startWorld, type World } from './world.ts';

let world: World;
let provider: OpenAi;
/** What the provider got, by the service that asked. */
const asked = new Map<string, readonly Call[]>();

beforeAll(async () => {
  world = await phase('start', () =>
    startWorld({
      neighbours: async (undo, _, podIp) => {
        provider = undo.use(await startOpenAi(podIp()));
        return { targets: [], alertmanager: undefined };
      },
    }),
  );
  // One after the other: the provider cannot tell who asks.
  for (const { service, run } of EMITTERS) {
    const before = provider.calls.length;
    await phase(service, () =>
      run(join(world.folder, service), {
        instructions: world.installed.instructions,
        otlp: world.gateway.otlp,
        provider: provider.baseUrl,
      }),
    );
    asked.set(service, provider.calls.slice(before));
  }
});

afterAll(async () => {
  await world?.stop();
});

const callsOf = ({ service }: Emitter): readonly Call[] => asked.get(service) ?? [];
const spansOf = ({ service }: Emitter) =>
  world.langfuse.spans.filter(({ resource }) => resource.get('service.name') === service);
const MEASURING = EMITTERS.filter(({ labels }) => labels !== undefined);

describe.each(EMITTERS)('the spans of $service', (emitter) => {
  it('are one for each call of the model, and say which failed', async () => {
    const calls = callsOf(emitter);
    expect(calls.length).toBeGreaterThan(0);
    const found = await eventually('a span for each call', async () => {
      const spans = spansOf(emitter).filter(({ name }) => emitter.isCall.test(name));
      return spans.length >= calls.length ? spans : undefined;
    });
    expect(found.length).toBe(calls.length);
    expect(found.filter(({ failed }) => failed).length).toBe(calls.filter(({ kind }) => kind === 'error').length);
    expect(
      found.filter(({ traceId, spanId }) => !/^[0-9a-f]{32}$/.test(traceId) || !/^[0-9a-f]{16}$/.test(spanId)),
    ).toEqual([]);
  });

  it('say their cluster and environment', () => {
    const places = spansOf(emitter).map(({ resource }) =>
      ['k8s.cluster.name', 'deployment.environment', 'cluster', 'environment'].map((key) => resource.get(key)).join(),
    );
    expect([...new Set(places)]).toEqual([[CLUSTER, ENVIRONMENT, CLUSTER, ENVIRONMENT].join()]);
  });
});

describe('an answer that an SDK puts into its spans', () => {
  it('is in attributes that the collector drops where it is told to', () => {
    const dropped = new RegExp(CONTENT_ATTRIBUTES);
    const holding = EMITTERS.map((emitter) => {
      const attributes = spansOf(emitter).flatMap((span) => [...span.attributes]);
      const keys = attributes.filter(([, value]) => String(value).includes(ANSWER)).map(([key]) => key);
      return [emitter.service, [...new Set(keys)]] as const;
    });
    expect(new Map(holding).get('langfuse')?.length).toBeGreaterThan(0);
    expect(holding.flatMap(([, keys]) => keys).filter((key) => !dropped.test(key))).toEqual([]);
  });
});

describe.each(MEASURING)('what is recorded of $service', (emitter) => {
  it.each([
    ['llm:call_duration_seconds_count', () => 1],
    ['llm:input_tokens_total', ({ input }: Call) => input],
    ['llm:output_tokens_total', ({ output }: Call) => output],
  ])('is every call once in %s, with its provider and model', async (series, amount) => {
    const expected = summed(emitter, amount);
    await eventually(`${series} of ${emitter.service}, ${JSON.stringify(expected)}`, async () =>
      JSON.stringify(await recorded(emitter, series)) === JSON.stringify(expected) ? true : undefined,
    );
  });

  it('is the error of every call that failed, and of no other', async () => {
    const expected = callsOf(emitter).filter(({ kind }) => kind === 'error').length;
    const found = await world.prometheus.query(
      `sum(llm:call_duration_seconds_count{service_name="${emitter.service}", error_type!=""})`,
    );
    expect(found.map(({ value }) => value)).toEqual([expected]);
  });

  it('is under one name for each fact', async () => {
    const found = await world.prometheus.query(
      `count by (measured_by, arrived_as) ({__name__=~"llm:(call_duration_seconds_count|input_tokens_total)", service_name="${emitter.service}"})`,
    );
    expect(found.map(({ metric }) => `${metric.measured_by} ${metric.arrived_as}`).sort()).toEqual([
      'client gen_ai_client_operation_duration_seconds',
      'client gen_ai_client_token_usage_sum',
    ]);
  });
});

describe('what was answered with success', () => {
  it('arrived', async () => {
    const { gateway, langfuse } = world;
    const accepted = await gateway.count('otelcol_receiver_accepted_spans_total');
    expect(langfuse.spans.length).toBe(accepted);
    expect(langfuse.refused).toEqual([]);
    await eventually('every data point', async () => {
      const came = await gateway.count('otelcol_receiver_accepted_metric_points_total');
      return came > 0 && came === (await gateway.count('otelcol_exporter_sent_metric_points_total')) ? came : undefined;
    });
    for (const signal of ['spans', 'metric_points']) {
      expect(await gateway.count(`otelcol_receiver_refused_${signal}_total`)).toBe(0);
      expect(await gateway.count(`otelcol_exporter_send_failed_${signal}_total`)).toBe(0);
    }
  });
});

describe('metrics of these SDKs', () => {
  it('have no label that the catalogue does not know', async () => {
    const emitted = CATALOGUE.metrics.filter(({ emitter }) => emitter === 'gen-ai' || emitter === 'recorded');
    const programs = { 'gen-ai': 'these', recorded: 'the generated rules' };
    const findings = compare(emitted, programs, await world.prometheus.series(), await world.prometheus.types());
    const strange = findings.filter(({ unknownLabels }) => unknownLabels.length > 0);
    expect(
      strange.map(({ metric, unknownLabels }) => `${metric.name} has ${[...unknownLabels].sort().join(', ')}`),
    ).toEqual([]);
  });
});

const LABELS = ['gen_ai_operation_name', 'gen_ai_provider_name', 'gen_ai_request_model'] as const;

const row = (labels: Labels): string => LABELS.map((label) => labels[label] ?? '').join(' ');

/** An amount of each call, summed up by what the emitter says of it; rows of nothing are left out. */
function summed(emitter: Emitter, amount: (call: Call) => number): readonly (readonly [string, number])[] {
  const rows = new Map<string, number>();
  for (const call of callsOf(emitter)) {
    const key = row(emitter.labels?.(call) ?? {});
    rows.set(key, (rows.get(key) ?? 0) + amount(call));
  }
  return [...rows].filter(([, value]) => value > 0).sort();
}

async function recorded({ service }: Emitter, series: string): Promise<readonly (readonly [string, number])[]> {
  const found = await world.prometheus.query(`sum by (${LABELS.join(', ')}) (${series}{service_name="${service}"})`);
  return found
    .map(({ metric, value }) => [row(metric), value] as const)
    .filter(([, value]) => value > 0)
    .sort();
}
