/** Somebody else's backend that takes traces by OTLP, over HTTP or over gRPC without TLS. */
import { createServer, type IncomingHttpHeaders, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import { gunzipSync } from 'node:zlib';
import { startStub } from './http-stub.ts';
import { decodeSpans, type Span } from './otlp.ts';

/** What arrived, which stays when the backend goes away and comes back. */
export class Arrived {
  readonly spans: Span[] = [];
  readonly bodies: Buffer[] = [];
  readonly headers: IncomingHttpHeaders[] = [];

  add(body: Buffer, headers: IncomingHttpHeaders): void {
    this.spans.push(...decodeSpans(body));
    this.bodies.push(body);
    this.headers.push(headers);
  }

  /** Each name once, sorted: a request whose answer was lost is sent again. */
  names(): readonly string[] {
    return [...new Set(this.spans.map(({ name }) => name))].sort();
  }
}

export interface Backend {
  stop(): Promise<void>;
}

export type StartBackend = (host: string, arrived: Arrived) => Promise<Backend>;

export const BACKEND_PORTS = { http: 4318, grpc: 4317 } as const;

export const startHttpBackend: StartBackend = (host, arrived) =>
  startStub(host, BACKEND_PORTS.http, ({ path, headers, body }, response) => {
    if (path.endsWith('/v1/traces')) arrived.add(body, headers);
    response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
  });

/** A message of gRPC has a byte that says whether it is compressed, and its length. */
const PREFIX_BYTES = 5;

export const startGrpcBackend: StartBackend = async (host, arrived) => {
  const server = createServer();
  const sessions = new Set<ServerHttp2Session>();
  server.on('session', (session) => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
  });
  server.on('stream', (stream, headers) => {
    void messageOf(stream).then((message) => {
      arrived.add(message, headers);
      stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
      stream.once('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
      // An empty answer.
      stream.end(Buffer.alloc(PREFIX_BYTES));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(BACKEND_PORTS.grpc, host, resolve);
  });
  return {
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const session of sessions) session.destroy();
      }),
  };
};

async function messageOf(stream: ServerHttp2Stream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  const all = Buffer.concat(chunks);
  const message = all.subarray(PREFIX_BYTES);
  return all[0] === 1 ? gunzipSync(message) : message;
}
