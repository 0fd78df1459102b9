/** Langfuse's OTLP endpoint: takes what the real one takes and refuses what it refuses. */
import { answerJson, type Received, type Stub, startStub } from './http-stub.ts';
import { decodeSpans, type Span } from './otlp.ts';

/** Of langfuse-web's container. */
const PORT = 3000;
const HEALTH = /^\/api\/public\/(?:health|ready)(?:\?|$)/;
const PATH = '/api/public/otel/v1/traces';

export interface Langfuse extends Stub {
  /** Every span that was accepted, in the order of arrival. */
  readonly spans: readonly Span[];
  /** What was refused, and why. */
  readonly refused: readonly string[];
  /** While it is down every request gets 503, as from a Service without a ready pod behind a proxy. */
  setDown(down: boolean): void;
  /** Requests that came while it was down. */
  readonly turnedAway: number;
}

/** `authorization` is the one header value that it knows: `Basic` with a project's keys. */
export async function startLangfuse(host: string, authorization: string): Promise<Langfuse> {
  const spans: Span[] = [];
  const refused: string[] = [];
  let down = false;
  let turnedAway = 0;
  const stub = await startStub(host, PORT, (received, response) => {
    if (down) {
      turnedAway += 1;
      response.writeHead(503).end();
      return;
    }
    if (received.method === 'GET' && HEALTH.test(received.path)) {
      answerJson(response, 200, { status: 'OK' });
      return;
    }
    const objection = objectionTo(received, authorization);
    if (objection !== undefined) {
      refused.push(objection.why);
      answerJson(response, objection.status, { message: objection.why });
      return;
    }
    spans.push(...decodeSpans(received.body));
    response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
  });
  return {
    ...stub,
    spans,
    refused,
    setDown: (now) => {
      down = now;
    },
    get turnedAway() {
      return turnedAway;
    },
  };
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
