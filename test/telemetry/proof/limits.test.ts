/** Large requests: what a collector answers with success arrives behind the limit of the Gateway, and what cannot is refused at once. */
import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { type Collectors, startCollectorsAlone } from './collectors.ts';
import { refusalOverGrpc } from './grpc.ts';
import { encodeSpans } from './otlp.ts';
import { phase } from './phase.ts';
import { eventually, Undo } from './server.ts';
import { send, spanNames } from './trouble.ts';

const MIB = 2 ** 20;
/** gRPC's code for a message over the limit. */
const RESOURCE_EXHAUSTED = 8;

let undo = new Undo();

afterEach(async () => {
  await undo.stop();
  undo = new Undo();
});

/** Text that compression does nothing for, like images in a prompt; of this many MiB. */
function prompt(mebibytes: number): string {
  return randomBytes(mebibytes * MIB * 0.75).toString('base64');
}

/** A span of this size for each name, in a request of its own; the names of those that were answered with success. */
async function sendPrompts({ gateway }: Collectors, names: readonly string[], mebibytes: number) {
  const text = prompt(mebibytes);
  const taken: string[] = [];
  for (const name of names)
    if ((await send(gateway.otlp, 'traces', encodeSpans([name], text))) === 200) taken.push(name);
  return taken;
}

/** One may come twice: a gateway offers again what a sampler was slow to answer for. */
async function arrive({ langfuse }: Collectors, names: readonly string[]): Promise<void> {
  const arrived = () => [...new Set(langfuse.spans.map(({ name }) => name))].sort();
  await phase('arriving', () =>
    eventually(`${names.length} spans`, async () => (arrived().length >= names.length ? true : undefined)),
  );
  expect(arrived()).toEqual([...names].sort());
  expect(langfuse.refused).toEqual([]);
}

describe('prompts of nine megabytes', () => {
  const NAMES = spanNames('prompt', 4);

  it('arrive, all that were answered with success', async () => {
    const world = await startCollectorsAlone(undo);
    expect(await sendPrompts(world, NAMES, 9)).toEqual(NAMES);
    await arrive(world, NAMES);
  });

  it('arrive through a sampler too', async () => {
    const quick = { alternateConfig: { processors: { tail_sampling: { decision_wait_after_root_received: '1s' } } } };
    const world = await startCollectorsAlone(undo, {
      samplers: 1,
      settings: { 'otel-sampler': { percent: 100, values: quick } },
    });
    expect(await sendPrompts(world, NAMES, 9)).toEqual(NAMES);
    await arrive(world, NAMES);
  });

  it('are refused when no more can wait, and what was not refused arrives when Langfuse is back', async () => {
    const world = await startCollectorsAlone(undo);
    world.langfuse.setMood('down');
    const names = spanNames('waiting', 20);
    const taken = await sendPrompts(world, names, 9);
    // A quarter of 512 MiB may wait.
    expect(taken.length).toBeGreaterThanOrEqual(12);
    expect(taken.length).toBeLessThan(15);
    expect(await world.gateway.count('otelcol_exporter_enqueue_failed_spans_total')).toBe(names.length - taken.length);
    world.langfuse.setMood('up');
    await arrive(world, taken);
  });
});

describe('the largest request that a collector takes', () => {
  it('arrives, and one that is larger is refused over HTTP and gRPC and counted', async () => {
    const world = await startCollectorsAlone(undo);
    const { gateway } = world;
    expect(await sendPrompts(world, ['largest'], 19.9)).toEqual(['largest']);
    expect(await send(gateway.otlp, 'traces', encodeSpans(['too large'], prompt(20)))).toBe(400);
    expect(await refusalOverGrpc(gateway.host, 20 * MIB + 1)).toBe(RESOURCE_EXHAUSTED);
    await arrive(world, ['largest']);
    expect(await gateway.count('http_server_request_duration_seconds_count', /"400"/)).toBe(1);
    expect(await gateway.count('rpc_server_call_duration_seconds_count', /"RESOURCE_EXHAUSTED"/)).toBe(1);
  });
});
