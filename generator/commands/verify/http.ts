/** Requests of `verify`, over any connection. */
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Duplex } from 'node:stream';
import { Unreachable } from '../../live/clusters/unreachable.ts';
import { type Most, wholeText } from '../../live/whole-text.ts';
import type { Answer, Request } from '../../verify/world.ts';

/** Of one request, with its connection. */
export const SECONDS = 20;

const MOST: Most = { bytes: 8 * 1024 * 1024, exceeded: () => new Unreachable('the answer is too long') };

/** Over a connection that is there already; it is of no use afterwards. */
export function askOver(connection: Duplex, host: string, request: Request): Promise<Answer> {
  return answer(request, (options, take) =>
    requestHttp({ ...options, host, createConnection: () => connection }, take),
  ).finally(() => connection.destroy());
}

/** Of a server with an address of its own, whose certificate must be trusted. */
export function askAddress(url: string, request: Request): Promise<Answer> {
  const base = new URL(url);
  const send = base.protocol === 'http:' ? requestHttp : requestHttps;
  return answer(request, (options, take) =>
    send(new URL(base.href.replace(/\/+$/, '') + request.path), { ...options, agent: false }, take),
  );
}

interface Options {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

type Send = (options: Options, take: (response: IncomingMessage) => void) => ReturnType<typeof requestHttp>;

function answer({ method, path, headers = {}, body }: Request, send: Send): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const options = {
      method,
      path,
      headers: { 'user-agent': 'lang-observatory', connection: 'close', ...length, ...headers },
      signal: AbortSignal.timeout(SECONDS * 1000),
    };
    const sent = send(options, (response) =>
      wholeText(sent, response, MOST).then((text) => resolve({ status: response.statusCode ?? 0, text }), reject),
    );
    sent.once('error', reject);
    sent.end(body);
  });
}
