/** Langfuse's OTLP endpoint: takes what the real one takes and refuses what it refuses. */
import { answerJson, type Received, type Stub, startStub } from './http-stub.ts';
import { decodeSpans, type Span } from './otlp.ts';

/** Of langfuse-web's container. */
const PORT = 3000;
/** Of web and, with other paths, of the worker. */
const HEALTH = /^\/api\/(?:public\/)?(?:health|ready)(?:\?|$)/;
const PATH = '/api/public/otel/v1/traces';
/** What was written, by trace. */
const OBSERVATIONS = '/api/public/v2/observations?';

/** `down` answers 503, as a proxy before a Service without a ready pod; `refusing` answers 400, which no sender tries again. */
export type Mood = 'up' | 'down' | 'refusing';

const MOOD_STATUS: Readonly<Record<Mood, number>> = { up: 200, down: 503, refusing: 400 };

export interface Langfuse extends Stub {
  /** Every span that was accepted, in the order of arrival. */
  readonly spans: readonly Span[];
  /** The requests with these spans, as they came. */
  readonly bodies: readonly Buffer[];
  /** What was refused, and why. */
  readonly refused: readonly string[];
  setMood(mood: Mood): void;
  /** Requests that were answered with an error because of a mood. */
  readonly turnedAway: number;
}

/**
 * `authorization` is the one header value that it knows: `Basic` with a project's keys. `largestBody` is what the proxy before it lets
 * through, in bytes as they are sent.
 */
export async function startLangfuse(host: string, authorization: string, largestBody: number): Promise<Langfuse> {
  const spans: Span[] = [];
  const bodies: Buffer[] = [];
  const refused: string[] = [];
  let mood: Mood = 'up';
  let turnedAway = 0;
  const stub = await startStub(host, PORT, (received, response) => {
    if (mood !== 'up') {
      turnedAway += 1;
      response.writeHead(MOOD_STATUS[mood]).end();
      return;
    }
    if (received.method === 'GET' && HEALTH.test(received.path)) {
      answerJson(response, 200, { status: 'OK' });
      return;
    }
    const refuse = ({ status, why }: Objection): void => {
      refused.push(why);
      answerJson(response, status, { message: why });
    };
    const size = Number(received.headers['content-length'] ?? received.body.length);
    if (size > largestBody) return refuse({ status: 413, why: `${size} bytes` });
    if (received.method === 'GET' && received.path.startsWith(OBSERVATIONS)) {
      answerJson(response, ...observations(received, authorization, spans));
      return;
    }
    const objection = objectionTo(received, authorization);
    if (objection !== undefined) return refuse(objection);
    const all = decodeSpans(received.body);
    // One of them, and Langfuse takes none (langfuse/langfuse:packages/shared/src/server/otel/utils.ts, `validateOtelSpanIds`).
    const nameless = all.filter(({ traceId, spanId }) => traceId === '' || spanId === '');
    if (nameless.length > 0)
      return refuse({ status: 400, why: `${nameless.length} of ${all.length} spans have no ID` });
    spans.push(...all);
    bodies.push(received.body);
    response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
  });
  return {
    ...stub,
    spans,
    bodies,
    refused,
    setMood: (now) => {
      mood = now;
    },
    get turnedAway() {
      return turnedAway;
    },
  };
}

/** What the API answers about one trace. */
function observations(
  { path, headers }: Received,
  authorization: string,
  spans: readonly Span[],
): readonly [status: number, body: unknown] {
  if (headers.authorization !== authorization) return [401, { message: 'Invalid credentials' }];
  const wanted = new URL(path, 'http://langfuse').searchParams.get('traceId');
  return [200, { data: spans.filter(({ traceId }) => traceId === wanted), meta: {} }];
}

interface Objection {
  readonly status: number;
  readonly why: string;
}

function objectionTo({ method, path, headers }: Received, authorization: string): Objection | undefined {
  if (method !== 'POST' || path !== PATH) return { status: 404, why: `${method} ${path}` };
  if (headers.authorization !== authorization) return { status: 401, why: `authorization ${headers.authorization}` };
  const type = headers['content-type'];
  if (type !== 'application/x-protobuf') return { status: 400, why: `content type ${type}` };
  const version = headers['x-langfuse-ingestion-version'];
  // Langfuse takes none or up to 4; without 4 it goes the slow way of earlier versions.
  if (version !== '4') return { status: 400, why: `ingestion version ${version}` };
  return undefined;
}
