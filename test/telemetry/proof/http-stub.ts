/** An HTTP server inside the test, for what stands on the other side of our stack. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { gunzipSync } from 'node:zlib';

export interface Stub {
  readonly url: string;
  stop(): Promise<void>;
}

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  /** Without its content encoding. */
  readonly body: Buffer;
}

/** Listens at the address; a handler that throws answers 500 with the message. */
export async function startStub(
  host: string,
  port: number,
  handle: (received: Received, response: ServerResponse) => Promise<void> | void,
): Promise<Stub> {
  const server = createServer(async (request, response) => {
    try {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const raw = Buffer.concat(chunks);
      const { method = '', url = '', headers } = request;
      const body = headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw;
      await handle({ method, path: url, headers, body }, response);
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    url: `http://${host}:${port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export function answerJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
