/** An API server that lists the objects that it is given, to whoever has its token. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { textAt } from '../../generator/data/fields.ts';
import type { JsonObject } from '../../generator/data/json.ts';
import { listening } from '../moves/forge-server.ts';
import { type Address, forwardTo } from './forwarded-ports.ts';

export interface ApiServer {
  readonly address: string;
  /** What it lists from now on. */
  objects: readonly JsonObject[];
  /** Resources that the token may not list. */
  forbidden: ReadonlySet<string>;
  /** Whether it takes requests and never answers. */
  isSilent: boolean;
  /** What answers at the port of a pod, by `pod:port`: a port-forward leads there. */
  ports: Readonly<Record<string, Address>>;
  /** Paths with queries that were asked for, and methods. */
  readonly requests: string[];
}

export const TOKEN = 'planted-token-of-the-kubeconfig';

export async function apiServer(objects: readonly JsonObject[]): Promise<ApiServer> {
  const server = createServer((request, response) => {
    const known = state;
    known.requests.push(`${request.method} ${request.url}`);
    if (!known.isSilent) answer(known, request, response);
  });
  const state: ApiServer = {
    address: await listening(server),
    objects,
    forbidden: new Set(),
    isSilent: false,
    ports: {},
    requests: [],
  };
  server.on('upgrade', (request, socket) => {
    state.requests.push(`${request.method} ${request.url}`);
    upgrade(state, request, socket);
  });
  return state;
}

/** A port-forward, to whoever may have one. */
function upgrade({ forbidden, ports }: ApiServer, request: IncomingMessage, socket: Duplex): void {
  const refuse = (status: number): unknown => socket.end(`HTTP/1.1 ${status} No\r\nConnection: close\r\n\r\n`);
  if (request.headers.authorization !== `Bearer ${TOKEN}`) return void refuse(401);
  if (forbidden.has('pods/portforward')) return void refuse(403);
  const url = new URL(request.url ?? '', 'http://server');
  const [, pod = ''] = /^\/api\/v1\/namespaces\/[\w-]+\/pods\/([\w-]+)\/portforward$/.exec(url.pathname) ?? [];
  const port = Number(url.searchParams.get('ports'));
  forwardTo(ports[`${pod}:${port}`], port, request, socket);
}

/** Items to a page, whatever is asked for: what follows must be fetched. */
const PAGE = 3;

function answer({ objects, forbidden }: ApiServer, request: IncomingMessage, response: ServerResponse): void {
  const say = (status: number, body: JsonObject): unknown => response.writeHead(status).end(JSON.stringify(body));
  if (request.headers.authorization !== `Bearer ${TOKEN}`) return void say(401, { message: `bad token ${TOKEN}` });
  const url = new URL(request.url ?? '', 'http://server');
  const [, namespace, plural = ''] =
    /^\/apis?(?:\/[\w.]+)?\/v\w+(?:\/namespaces\/([\w-]+))?\/(\w+)$/.exec(url.pathname) ?? [];
  if (forbidden.has(plural))
    return void say(403, { message: `${plural} is forbidden: User "ada" cannot list resource "${plural}"` });
  const isThere = (one: JsonObject): boolean =>
    namespace === undefined || textAt(one, 'metadata', 'namespace') === namespace;
  const [label = '', value] = url.searchParams.get('labelSelector')?.split('=') ?? [];
  const isAsked = (one: JsonObject): boolean =>
    value === undefined || textAt(one, 'metadata', 'labels', label) === value;
  const all = objects.filter((one) => pluralOf(one) === plural && isThere(one) && isAsked(one));
  const from = Number(url.searchParams.get('continue') ?? 0);
  const next = from + PAGE < all.length ? { continue: String(from + PAGE) } : {};
  // As a server answers: the items of a list do not say their kind.
  const items = all.slice(from, from + PAGE).map(({ kind: _, ...rest }) => rest);
  say(200, { kind: 'List', metadata: next, items });
}

function pluralOf(object: JsonObject): string {
  return `${textAt(object, 'kind').toLowerCase()}s`.replace(/ys$/, 'ies').replace(/sss$/, 'sses');
}

/** A kubeconfig with contexts of these names, each with its server. */
export function kubeconfig(servers: Readonly<Record<string, string>>, user: JsonObject = { token: TOKEN }): string {
  const names = Object.keys(servers);
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: names.map((name) => ({ name, cluster: { server: servers[name], 'insecure-skip-tls-verify': true } })),
    users: [{ name: 'ada', user }],
    contexts: names.map((name) => ({ name, context: { cluster: name, user: 'ada' } })),
  });
}
