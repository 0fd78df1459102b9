/** Reads from registries over HTTP: what they say is untrusted and has an end. */
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { SILENCE } from '../../live/silence.ts';
import { type Most, wholeText } from '../../live/whole-text.ts';

/** Why a source cannot be asked, in words. */
export class Unasked extends Error {}

export interface Got {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** Of one request. */
const MILLISECONDS = 20_000;
/** The largest index of a chart repository that we know has a third of this. */
const MOST: Most = { bytes: 48 * 1024 * 1024, exceeded: () => new Unasked('it answers with too much') };
const MOST_REDIRECTS = 3;

/** Follows redirects, never from https to http. Throws Unasked. */
export async function get(url: string, headers: Readonly<Record<string, string>> = {}): Promise<Got> {
  let place = new URL(url);
  for (let left = MOST_REDIRECTS; ; left -= 1) {
    const got = await send(place, headers).catch((error: unknown) => {
      throw why(error);
    });
    const { location } = got.headers;
    if (got.status < 300 || got.status >= 400 || typeof location !== 'string') return got;
    const next = urlIn(location, place.href);
    if (left === 0 || next === undefined || (next.protocol !== 'https:' && next.origin !== place.origin))
      throw new Unasked('it redirects without end, or to an address without TLS');
    // Tokens are for the host that they were given for.
    if (next.origin !== place.origin) headers = {};
    place = next;
  }
}

/** Sends a form, which may hold a secret: it follows no redirect. Throws Unasked. */
export function post(url: string, fields: Readonly<Record<string, string>>): Promise<Got> {
  const type = { 'content-type': 'application/x-www-form-urlencoded' };
  const form = new URLSearchParams(fields).toString();
  return send(new URL(url), type, form).catch((error: unknown) => {
    throw why(error);
  });
}

/** Whether a host, with its port if it has one, is this machine: nobody listens in between. */
export function isHere(host: string): boolean {
  return /^(?:localhost|127(?:\.\d+){3})(?::\d+)?$/.test(host);
}

/** Undefined for what is no address. */
export function urlIn(text: string, base?: string): URL | undefined {
  return URL.canParse(text, base) ? new URL(text, base) : undefined;
}

function why(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof Unasked) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (code === '') return error;
  return new Unasked(SILENCE[code] ?? `it cannot be reached (${code})`);
}

function send(url: URL, headers: Readonly<Record<string, string>>, form?: string): Promise<Got> {
  const request = url.protocol === 'http:' ? requestHttp : requestHttps;
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      {
        method: form === undefined ? 'GET' : 'POST',
        headers: { 'user-agent': 'lang-observatory', ...headers },
        agent: false,
        signal: AbortSignal.timeout(MILLISECONDS),
      },
      (response) =>
        wholeText(sent, response, MOST).then(
          (text) => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
          reject,
        ),
    );
    sent.once('error', reject);
    sent.end(form);
  });
}
