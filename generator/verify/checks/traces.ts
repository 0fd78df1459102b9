/** Whether a trace that an application sends is found in Langfuse. */
import { langfuse, takesTraces } from '../../components/langfuse/handle.ts';
import { secondsOf } from '../../components/otel-collector/go-duration.ts';
import { otelGateway } from '../../components/otel-gateway/handle.ts';
import { otelSampler, STRAGGLERS } from '../../components/otel-sampler/handle.ts';
import { listAt, textAt } from '../../data/fields.ts';
import { parsedJson } from '../../data/parsed-json.ts';
import { cleaned } from '../../live/clean.ts';
import { pathOf } from '../../tree/layout.ts';
import { type Check, type Finding, failed, passed, skipped } from '../check.ts';
import { spanBody } from '../otlp.ts';
import { placeOf, runs, type Subject } from '../subject.ts';
import { until } from '../until.ts';
import type { Answer, Request, World } from '../world.ts';
import { send } from './collector.ts';

/** Through queues of the collector, of Langfuse and of ClickHouse. */
const SECONDS = 120;

const REMEDY = pathOf('runbook', { alert: 'TelemetryQueueFilling' });

export function traceChecks(subject: Subject): readonly Check[] {
  const { stack } = subject.graph;
  const settings = stack.of(langfuse);
  const isThere = stack.deploys(langfuse) ? runs(subject, langfuse) : takesTraces(settings);
  if (!stack.deploys(otelGateway) || !isThere) return [];
  const sampler = stack.of(otelSampler);
  const wait = sampler.mode === 'managed' ? secondsOf(sampler.decisionWait) + secondsOf(STRAGGLERS) : 0;
  const { url } = langfuse.connection(settings);
  const ask = (world: World, request: Request): Promise<Answer> =>
    stack.deploys(langfuse) ? world.service(placeOf(url), request) : world.address(url, request);
  return [
    {
      name: 'trace-arrives',
      subject: 'Langfuse',
      remedy: REMEDY,
      run: (world) => arrives(world, ask, { seconds: SECONDS + wait, isSampled: wait > 0 }),
    },
  ];
}

async function arrives(
  world: World,
  ask: (world: World, request: Request) => Promise<Answer>,
  { seconds, isSampled }: { readonly seconds: number; readonly isSampled: boolean },
): Promise<Finding> {
  const { langfuse: keys } = world.credentials;
  if (keys === undefined)
    return skipped(
      'no key of a project of Langfuse was given',
      'set LANGFUSE_PUBLIC_KEY and LANGFUSE_SECRET_KEY to those of the project that the collector sends to',
    );
  const [traceId, spanId] = [world.randomHex(16), world.randomHex(8)];
  const refused = await send(world, 'traces', spanBody({ traceId, spanId, at: world.now(), failed: isSampled }));
  if (refused !== undefined) return refused;
  const authorization = `Basic ${Buffer.from(`${keys.publicKey}:${keys.secretKey}`).toString('base64')}`;
  // Where Langfuse 4 writes events only, it has no other API for traces (langfuse/langfuse:web/src/pages/api/public/v2/observations/index.ts).
  const path = `/api/public/v2/observations?${new URLSearchParams({ traceId, limit: '1' })}`;
  return until(world, { seconds, remedy: REMEDY }, async () =>
    judged(await ask(world, { method: 'GET', path, headers: { authorization } }), traceId),
  );
}

function judged({ status, text }: Answer, traceId: string): Finding | string {
  if (status === 401 || status === 403)
    return failed(
      `Langfuse answers ${status}: it does not accept the keys`,
      'take the keys of a project from its settings in Langfuse, and check that they are of this Langfuse',
    );
  if (status === 404)
    return failed(
      `Langfuse has no API for observations: ${cleaned(textAt(parsedJson(text), 'message'))}`,
      'it needs Langfuse 4',
    );
  if (status !== 200) return `Langfuse still answers ${status}`;
  const found = listAt(parsedJson(text), 'data').some((one) => textAt(one, 'traceId') === traceId);
  return found
    ? passed('the collector took it, and Langfuse has it')
    : 'the collector took it, and Langfuse does not have it';
}
