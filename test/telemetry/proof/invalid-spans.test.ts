/** Spans that Langfuse would refuse a whole request for, among those of other applications. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Collectors, startCollectorsAlone } from './collectors.ts';
import { encode } from './otlp.ts';
import { eventually, Undo } from './server.ts';
import { send } from './trouble.ts';

const undo = new Undo();
let world: Collectors;

beforeAll(async () => {
  world = await startCollectorsAlone(undo);
});

afterAll(() => undo.stop());

const TRACE = '1'.repeat(32);
const SPAN = '1'.repeat(16);

describe('a span without an identity', () => {
  it('is dropped and counted, and all others in its request and beside it arrive', async () => {
    const { gateway, langfuse } = world;
    const spans = [
      { traceId: '0'.repeat(32), spanId: SPAN, name: 'trace of zeros' },
      { traceId: TRACE, spanId: '0'.repeat(16), name: 'span of zeros' },
      { traceId: '', spanId: SPAN, name: 'no trace' },
      { traceId: TRACE, spanId: '', name: 'no span' },
    ];
    const good = { traceId: TRACE, spanId: SPAN, name: 'good, in one request with it' };
    for (const bad of spans) expect(await send(gateway.otlp, 'traces', encode([bad, good]))).toBe(200);
    const other = { traceId: TRACE, spanId: '2'.repeat(16), name: 'of another application' };
    expect(await send(gateway.otlp, 'traces', encode([other]))).toBe(200);
    await eventually('the good spans', async () => (langfuse.spans.length >= 5 ? true : undefined));
    expect(new Set(langfuse.spans.map(({ name }) => name))).toEqual(new Set([good.name, other.name]));
    expect(langfuse.refused).toEqual([]);
    expect(await gateway.count('otelcol_processor_filter_spans_filtered_total')).toBe(4);
  });

  it('is refused with its request when the ID is no ID at all, and the sender is told', async () => {
    const { gateway } = world;
    for (const [traceId, spanId] of [
      ['12', SPAN],
      [TRACE, 'not hexadecimal!'],
    ] as const)
      expect(await send(gateway.otlp, 'traces', encode([{ traceId, spanId, name: 'malformed' }]))).toBe(400);
    expect(await gateway.count('http_server_request_duration_seconds_count', /"400"/)).toBe(2);
  });
});
