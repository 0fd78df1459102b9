/** An OCI registry that lists tags as real ones do: for a token, and a few at a time. */
import { createServer, type IncomingMessage } from 'node:http';
import { listening } from '../moves/forge-server.ts';

export interface Registry {
  /** Host and port. */
  readonly host: string;
  /** By repository; those that are not here are not found. */
  tags: Readonly<Record<string, readonly string[]>>;
  /** Who gets in: everybody, by a token or, with `basic`, by the account itself. */
  door: Door;
  readonly requests: string[];
}

export type Door = 'everybody' | 'account' | 'refresh-token' | 'basic';

/** Whom it knows. Both secrets are looked for in what is printed. */
export const ACCOUNT = { username: 'ada', password: 'planted-password-of-ada' };
export const REFRESH_TOKEN = 'planted-refresh-token';

const TOKEN = 'a-token-of-the-registry';
const PAGE = 2;

export async function startRegistry(): Promise<Registry> {
  const server = createServer(async (request, response) => {
    registry.requests.push(request.url ?? '');
    const { status, body, headers } = await answer(registry, request);
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  });
  const { host } = new URL(await listening(server));
  const registry: Registry = { host, tags: {}, door: 'everybody', requests: [] };
  return registry;
}

interface Said {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

async function answer({ host, tags, door }: Registry, request: IncomingMessage): Promise<Said> {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://registry');
  if (pathname === '/token')
    return (await getsToken(request, door)) ? { status: 200, body: { token: TOKEN } } : { status: 401, body: {} };
  const [, repository = ''] = /^\/v2\/(.+)\/tags\/list$/.exec(pathname) ?? [];
  const isIn = door === 'basic' ? isAccount(request) : request.headers.authorization === `Bearer ${TOKEN}`;
  const bearer = `Bearer realm="http://${host}/token",service="registry",scope="repository:${repository}:pull"`;
  if (!isIn)
    return {
      status: 401,
      body: { errors: [{ code: 'UNAUTHORIZED' }] },
      headers: { 'www-authenticate': door === 'basic' ? 'Basic realm="registry"' : bearer },
    };
  const all = tags[repository];
  if (all === undefined) return { status: 404, body: { errors: [{ code: 'NAME_UNKNOWN' }] } };
  const page = pageOf(all, searchParams.get('last') ?? '', repository);
  return { status: 200, body: { name: repository, tags: page.tags }, headers: page.link };
}

export function isAccount({ headers: { authorization = '' } }: IncomingMessage): boolean {
  const { username, password } = ACCOUNT;
  return authorization === `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

async function getsToken(request: IncomingMessage, door: Door): Promise<boolean> {
  if (door === 'account') return request.method === 'GET' && isAccount(request);
  if (door !== 'refresh-token') return door === 'everybody';
  let text = '';
  for await (const part of request) text += String(part);
  const form = new URLSearchParams(text);
  return (
    form.get('grant_type') === 'refresh_token' &&
    form.get('refresh_token') === REFRESH_TOKEN &&
    form.get('service') === 'registry' &&
    (form.get('scope') ?? '').startsWith('repository:')
  );
}

/** Those after the last one of the page before, with the way to the page that follows. */
function pageOf(all: readonly string[], last: string, repository: string) {
  const from = all.indexOf(last) + 1;
  const tags = all.slice(from, from + PAGE);
  const next = `</v2/${repository}/tags/list?n=${PAGE}&last=${tags.at(-1)}>; rel="next"`;
  return { tags, link: from + PAGE < all.length ? { link: next } : undefined };
}
