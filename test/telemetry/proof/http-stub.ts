/** An HTTP server inside the test, for what stands on the other side of our stack. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { join } from 'node:path';
import { promisify } from 'node:util';
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
export async function startStub(host: string, port: number, handle: Handle): Promise<Stub> {
  return listen(createServer(answering(handle)), 'http', host, port);
}

/** The same over TLS, with a certificate that nobody vouches for; it is made in `folder`. */
export async function startTlsStub(host: string, folder: string, handle: Handle): Promise<Stub> {
  const key = join(folder, 'stub.key');
  const cert = join(folder, 'stub.crt');
  const subject = ['-subj', '/CN=stub', '-days', '30', '-nodes'];
  await promisify(execFile)('openssl', [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-keyout',
    key,
    '-out',
    cert,
    ...subject,
  ]);
  const server = createTlsServer({ key: await readFile(key), cert: await readFile(cert) }, answering(handle));
  return listen(server, 'https', host, 8443);
}

type Handle = (received: Received, response: ServerResponse) => Promise<void> | void;

function answering(handle: Handle) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
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
  };
}

async function listen(server: Server, scheme: string, host: string, port: number): Promise<Stub> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    url: `${scheme}://${host}:${port}`,
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
