/** Tail sampling by real collectors: a gateway, two samplers behind it, and traces whose spans come in separate requests. */
import { createHash } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encode, type NewSpan } from './otlp.ts';
import { phase } from './phase.ts';
import { eventually, PATIENCE_MILLISECONDS } from './server.ts';
import { send } from './trouble.ts';
import { startWorld, type World } from './world.ts';

const PERCENT = 25;
const SLOWER_THAN_SECONDS = 5;
const DECISION_WAIT_SECONDS = 40;
/** Each trace has this many, the root last. */
const SPANS = 4;
const KINDS = { ordinary: 400, failed: 60, slow: 60 } as const;
const ALL = Object.entries(KINDS).flatMap(([kind, count]) =>
  Array.from({ length: count }, (_, index) => `${kind}-${index}`),
);

const KEPT = 'otelcol_processor_tail_sampling_global_count_traces_sampled_total{sampled="true"}';

let world: World;
/**
 * Positions of the spans that Langfuse got, by the name of their trace. One may come twice: of a batch that one sampler did not take,
 * the gateway sends the others' part once more too.
 */
let arrived: ReadonlyMap<string, ReadonlySet<string>>;

beforeAll(async () => {
  world = await phase('start', () =>
    startWorld({
      settings: {
        'otel-sampler': {
          percent: PERCENT,
          slowerThan: `${SLOWER_THAN_SECONDS}s`,
          decisionWait: `${DECISION_WAIT_SECONDS}s`,
        },
      },
      samplers: 2,
    }),
  );
  await phase('sending', async () => {
    for (let position = 0; position < SPANS; position += 1)
      for (let first = 0; first < ALL.length; first += 100)
        await sendSpans(ALL.slice(first, first + 100).map((trace) => spanOf(trace, position)));
  });
  await phase('decisions', () =>
    eventually('a decision about every trace', async () =>
      (await sumOf('otelcol_processor_tail_sampling_global_count_traces_sampled_total')) >= ALL.length
        ? true
        : undefined,
    ),
  );
  await phase('what is kept arrives', () =>
    eventually('every span of the traces that are kept, and as many as were sent', async () => {
      const kept = await sumOf(KEPT);
      const sent = await sumOf('otelcol_exporter_sent_spans_total{exporter="otlp_http/langfuse"}');
      const whole = [...spansByTrace().values()].filter(isWhole);
      return sent === world.langfuse.spans.length && whole.length >= kept ? true : undefined;
    }),
  );
  arrived = spansByTrace();
});

afterAll(async () => {
  await world?.stop();
});

describe('of traces whose spans came one by one', () => {
  it.each(['failed', 'slow'] as const)('every %s one arrives whole', (kind) => {
    expect(ofKind(kind).filter((trace) => !isWhole(arrived.get(trace)))).toEqual([]);
  });

  it(`about ${PERCENT} percent of the ordinary ones arrive, each whole`, () => {
    const kept = ofKind('ordinary').filter((trace) => arrived.has(trace));
    // Five standard deviations to both sides; and IDs are the same in every run.
    const deviation = Math.sqrt((KINDS.ordinary * PERCENT * (100 - PERCENT)) / 100 ** 2);
    expect(Math.abs(kept.length - (KINDS.ordinary * PERCENT) / 100)).toBeLessThan(5 * deviation);
    expect(kept.filter((trace) => !isWhole(arrived.get(trace)))).toEqual([]);
  });

  it('none is split between samplers, and both have some', async () => {
    const begun = await world.prometheus.query('otelcol_processor_tail_sampling_new_trace_id_received_total');
    expect(begun.map(({ metric }) => metric.pod).sort()).toEqual(['otel-sampler-0', 'otel-sampler-1']);
    expect(Math.min(...begun.map(({ value }) => value))).toBeGreaterThan(ALL.length / 10);
    // One that is split begins twice. A span that comes again does not begin one: its trace is known, or the decision about it.
    expect(begun.reduce((sum, { value }) => sum + value, 0)).toBe(ALL.length);
  });

  it('all say their cluster and environment, which only the gateway knows', () => {
    const places = world.langfuse.spans.map(
      ({ resource }) => `${resource.get('cluster')} ${resource.get('environment')}`,
    );
    expect([...new Set(places)]).toEqual(['proof-1 proof']);
  });

  it('none was thrown away without a decision, and the others are counted as left out', async () => {
    expect(await sumOf('otelcol_processor_tail_sampling_sampling_trace_dropped_too_early_total')).toBe(0);
    expect(await sumOf(KEPT)).toBe(arrived.size);
  });
});

describe('a span that comes after the decision', () => {
  it('shares the fate of its trace, even when it is the one that failed', async () => {
    const leftOut = ofKind('ordinary').find((trace) => !arrived.has(trace)) ?? '';
    await sendSpans([{ ...spanOf('failed-0', 0), name: 'failed-0/late', spanId: id('failed-0 late', 16) }]);
    await sendSpans([{ ...spanOf(leftOut, 0), name: `${leftOut}/late`, spanId: id('other late', 16), failed: true }]);
    await eventually('the late span of the trace that was kept', async () =>
      spansByTrace().get('failed-0')?.has('late') ? true : undefined,
    );
    await eventually('the count of the other one', async () =>
      (await sumOf('otelcol_processor_tail_sampling_early_releases_from_cache_decision_total{sampled="false"}')) === 1
        ? true
        : undefined,
    );
    expect(spansByTrace().has(leftOut)).toBe(false);
  });
});

describe('a trace whose root never comes', () => {
  it('is decided on after the wait', async () => {
    await sendSpans([{ ...spanOf('failed-orphan', 0), failed: true }]);
    const begun = Date.now();
    await eventually('it arrives', async () => (spansByTrace().has('failed-orphan') ? true : undefined));
    const seconds = (Date.now() - begun) / 1000;
    expect(seconds).toBeGreaterThan(DECISION_WAIT_SECONDS - 2);
    expect(seconds).toBeLessThan(3 * DECISION_WAIT_SECONDS);
  });
});

describe('a sampler ends', () => {
  it('decides with what it has, and the gateway keeps what comes until it is back', async () => {
    const before = Array.from({ length: 20 }, (_, index) => `failed-before-${index}`);
    await sendSpans(before.map((trace) => ({ ...spanOf(trace, 0), failed: true })));
    await eventually('the samplers have them', async () =>
      (await sumOf('otelcol_processor_tail_sampling_sampling_traces_on_memory')) >= before.length ? true : undefined,
    );
    await world.samplers[0]?.stop();
    const meanwhile = Array.from({ length: 20 }, (_, index) => `failed-while-${index}`);
    for (let position = 0; position < SPANS; position += 1)
      await sendSpans(meanwhile.map((trace) => spanOf(trace, position)));
    await setTimeout(5000);
    await world.startSampler(0);
    const missing = () => {
      const now = spansByTrace();
      const had = before.filter((trace) => !now.has(trace));
      const came = meanwhile.filter((trace) => !isWhole(now.get(trace)));
      return [...had, ...came.map((trace) => `${trace}: ${[...(now.get(trace) ?? [])].join()}`)];
    };
    await phase('catching up', () =>
      expect.poll(missing, { timeout: PATIENCE_MILLISECONDS, interval: 200 }).toEqual([]),
    );
  });
});

function ofKind(kind: keyof typeof KINDS): readonly string[] {
  return ALL.filter((trace) => trace.startsWith(`${kind}-`));
}

/** The span at a position: a failed trace fails in its second one, a slow one is slow only from its first to its last. */
function spanOf(trace: string, position: number): NewSpan {
  const isRoot = position === SPANS - 1;
  const start = trace.startsWith('slow') ? position * 2 : 0;
  return {
    traceId: id(trace, 32),
    spanId: id(`${trace} ${position}`, 16),
    ...(isRoot ? {} : { parentSpanId: id(`${trace} ${SPANS - 1}`, 16) }),
    name: `${trace}/${position}`,
    start,
    end: start + 1,
    failed: trace.startsWith('failed') && position === 1,
  };
}

function id(text: string, digits: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, digits);
}

async function sendSpans(spans: readonly NewSpan[]): Promise<void> {
  expect(await send(world.gateway.otlp, 'traces', encode(spans))).toBe(200);
}

function spansByTrace(): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const { name } of world.langfuse.spans) {
    const [trace = '', position = ''] = name.split('/');
    found.set(trace, (found.get(trace) ?? new Set()).add(position));
  }
  return found;
}

function isWhole(positions: ReadonlySet<string> | undefined): boolean {
  return positions?.size === SPANS;
}

async function sumOf(series: string): Promise<number> {
  const [total] = await world.prometheus.query(`sum(${series})`);
  return total?.value ?? 0;
}
