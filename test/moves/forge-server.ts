/** A server on loopback that answers as a forge does. */
import { createServer, type Server } from 'node:http';
import { afterEach } from 'vitest';

export interface Request {
  readonly asked: string;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** By method and path without a query; a function is asked with the query. */
export type Answers = Readonly<Record<string, unknown>>;

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** Everything without an answer is not found. The server is gone after the test. */
export async function serving(answers: Answers): Promise<{ readonly address: string; readonly requests: Request[] }> {
  const requests: Request[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      const asked = `${request.method} ${decodeURIComponent(request.url ?? '')}`;
      requests.push({ asked, body: text === '' ? undefined : JSON.parse(text), headers: request.headers });
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://a');
      const known = answers[`${request.method} ${pathname}`];
      const answer = typeof known === 'function' ? known(searchParams) : known;
      response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answer ?? { message: 'Not Found' }));
    });
  });
  return { address: await listening(server), requests };
}

/** Its address, until the test ends. */
export async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const place = server.address();
  return `http://127.0.0.1:${typeof place === 'object' ? place?.port : ''}`;
}
