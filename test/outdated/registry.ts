/** An OCI registry that lists tags as real ones do: for a token that everybody gets, and a few at a time. */
import { createServer } from 'node:http';
import { listening } from '../moves/forge-server.ts';

export interface Registry {
  /** Host and port. */
  readonly host: string;
  /** By repository; those that are not here are not found. */
  tags: Readonly<Record<string, readonly string[]>>;
  /** Whether it answers without an account. */
  isPublic: boolean;
  readonly requests: string[];
}

const TOKEN = 'a-token-for-everybody';
const PAGE = 2;

export async function startRegistry(): Promise<Registry> {
  const server = createServer((request, response) => {
    const say = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
    registry.requests.push(request.url ?? '');
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://registry');
    if (pathname === '/token') return void (registry.isPublic ? say(200, { token: TOKEN }) : say(401, {}));
    const [, repository = ''] = /^\/v2\/(.+)\/tags\/list$/.exec(pathname) ?? [];
    if (request.headers.authorization !== `Bearer ${TOKEN}`) {
      const challenge = `Bearer realm="http://${registry.host}/token",service="registry",scope="repository:${repository}:pull"`;
      return void say(401, { errors: [{ code: 'UNAUTHORIZED' }] }, { 'www-authenticate': challenge });
    }
    const all = registry.tags[repository];
    if (all === undefined) return void say(404, { errors: [{ code: 'NAME_UNKNOWN' }] });
    const { tags, link } = pageOf(all, searchParams.get('last') ?? '', repository);
    say(200, { name: repository, tags }, link);
  });
  const { host } = new URL(await listening(server));
  const registry: Registry = { host, tags: {}, isPublic: true, requests: [] };
  return registry;
}

/** Those after the last one of the page before, with the way to the page that follows. */
function pageOf(all: readonly string[], last: string, repository: string) {
  const from = all.indexOf(last) + 1;
  const tags = all.slice(from, from + PAGE);
  const next = `</v2/${repository}/tags/list?n=${PAGE}&last=${tags.at(-1)}>; rel="next"`;
  return { tags, link: from + PAGE < all.length ? { link: next } : undefined };
}
