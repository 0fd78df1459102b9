/** What the gateway promises when something around it fails. */
import { setTimeout } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { encodeSpans } from './otlp.ts';
import { phase } from './phase.ts';
import { eventually } from './server.ts';
import { send, spanNames } from './trouble.ts';
import { startWorld, type World } from './world.ts';

/** How long Langfuse is away. */
const OUTAGE_SECONDS = 120;
const SPANS_PER_REQUEST = 10;

let world: World;

afterEach(async () => {
  await world?.stop();
});

describe('Langfuse is away for two minutes', () => {
  it('loses no span and refuses none', async () => {
    world = await startWorld();
    const { langfuse, gateway } = world;
    langfuse.setMood('down');
    const names: string[] = [];
    const refused: number[] = [];
    await phase('outage', async () => {
      const end = Date.now() + OUTAGE_SECONDS * 1000;
      for (let request = 0; Date.now() < end; request += 1) {
        const some = spanNames(`${request % 2 === 0 ? 'error' : 'call'}-${request}`, SPANS_PER_REQUEST);
        const status = await send(gateway.otlp, 'traces', encodeSpans(some));
        if (status === 200) names.push(...some);
        else refused.push(status);
        await setTimeout(250);
      }
    });
    expect(langfuse.turnedAway).toBeGreaterThan(0);
    expect(langfuse.spans).toEqual([]);
    langfuse.setMood('up');
    // A sender that failed often waits up to half a minute before it tries again.
    await phase('catching up', () =>
      eventually('all spans', async () => (langfuse.spans.length >= names.length ? true : undefined)),
    );
    expect(refused).toEqual([]);
    expect(langfuse.spans.map(({ name }) => name).sort()).toEqual([...names].sort());
  });
});

describe('the gateway is told to end', () => {
  it('delivers what it holds before it does', async () => {
    world = await startWorld();
    const { langfuse, gateway } = world;
    const names = spanNames('call', 50);
    await send(gateway.otlp, 'traces', encodeSpans(names));
    // Still in the batch processor: a second has not passed.
    await gateway.stop();
    expect(langfuse.spans.map(({ name }) => name).sort()).toEqual([...names].sort());
  });
});

describe('more comes than memory can hold', () => {
  it('is refused, so that senders try again, and the gateway lives and takes spans afterwards', async () => {
    // A share of the machine's memory would be too much for a test; in a pod it is a share of the pod's limit.
    const limited = { limit_mib: 120, spike_limit_mib: 30, limit_percentage: 0, spike_limit_percentage: 0 };
    world = await startWorld({
      settings: { 'otel-gateway': { values: { alternateConfig: { processors: { memory_limiter: limited } } } } },
    });
    const { langfuse, gateway, prometheus } = world;
    langfuse.setMood('down');
    const filler = 'x'.repeat(10_000);
    const statuses = new Set<number>();
    const deadline = Date.now() + 60_000;
    await phase('filling memory', async () => {
      for (let request = 0; !statuses.has(503) && Date.now() < deadline; request += 1)
        statuses.add(await send(gateway.otlp, 'traces', encodeSpans(spanNames(`big-${request}`, 100), filler)));
    });
    expect([...statuses].sort()).toEqual([200, 503]);
    await eventually('the count of refused spans', async () => {
      const [refused] = await prometheus.query('sum(otelcol_receiver_refused_spans_total) > 0');
      return refused;
    });
    langfuse.setMood('up');
    await phase('recovering', () =>
      eventually('a span is taken', async () => {
        const status = await send(gateway.otlp, 'traces', encodeSpans(['afterwards']));
        return status === 200 ? status : undefined;
      }),
    );
    await eventually('it arrives', async () => langfuse.spans.find(({ name }) => name === 'afterwards'));
  });
});
