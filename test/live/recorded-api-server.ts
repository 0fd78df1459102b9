/** An API server that lists the objects that it is given, to whoever has its token. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { textAt } from '../../generator/data/fields.ts';
import type { JsonObject } from '../../generator/data/json.ts';
import { type Address, forwardTo } from './forwarded-ports.ts';

export interface State {
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

export interface Pace {
  /** Items to a page, whatever is asked for: what follows must be fetched. */
  readonly page: number;
  /** How long each answer takes to come. */
  readonly milliseconds: number;
}

/** A server that does not listen yet, and what it knows. */
export function recordedApiServer(
  objects: readonly JsonObject[],
  pace: Pace = { page: 3, milliseconds: 0 },
): { readonly server: Server; readonly state: State } {
  const state: State = {
    objects,
    forbidden: new Set(),
    isSilent: false,
    ports: {},
    requests: [],
  };
  const server = createServer((request, response) => {
    state.requests.push(`${request.method} ${request.url}`);
    if (!state.isSilent) setTimeout(() => answer(state, pace.page, request, response), pace.milliseconds);
  });
  server.on('upgrade', (request, socket) => {
    state.requests.push(`${request.method} ${request.url}`);
    upgrade(state, request, socket);
  });
  return { server, state };
}

/** A port-forward, to whoever may have one. */
function upgrade({ forbidden, ports }: State, request: IncomingMessage, socket: Duplex): void {
  const refuse = (status: number): unknown => socket.end(`HTTP/1.1 ${status} No\r\nConnection: close\r\n\r\n`);
  if (request.headers.authorization !== `Bearer ${TOKEN}`) return void refuse(401);
  if (forbidden.has('pods/portforward')) return void refuse(403);
  const url = new URL(request.url ?? '', 'http://server');
  const [, pod = ''] = /^\/api\/v1\/namespaces\/[\w-]+\/pods\/([\w-]+)\/portforward$/.exec(url.pathname) ?? [];
  const port = Number(url.searchParams.get('ports'));
  forwardTo(ports[`${pod}:${port}`], port, request, socket);
}

function answer({ objects, forbidden }: State, page: number, request: IncomingMessage, response: ServerResponse): void {
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
  const next = from + page < all.length ? { continue: String(from + page) } : {};
  // As a server answers: the items of a list do not say their kind.
  const items = all.slice(from, from + page).map(({ kind: _, ...rest }) => rest);
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
