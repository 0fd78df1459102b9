/** Asks a cluster, with the credentials of a context. What it lists it only reads; whoever sends a body says with it what that does. */
import { setMaxListeners } from 'node:events';
import { request as requestHttp } from 'node:http';
import { type RequestOptions, request as requestHttps } from 'node:https';
import type { KubeConfig } from '@kubernetes/client-node';
import { listAt, textAt } from '../../data/fields.ts';
import { isObject, type JsonObject } from '../../data/json.ts';
import { parsedJson } from '../../data/parsed-json.ts';
import { cleaned } from '../clean.ts';
import type { Listing } from '../resource.ts';
import { type Most, wholeText } from '../whole-text.ts';
import type { KubeContext } from './kubeconfig.ts';
import { logIn } from './log-in.ts';
import { asUnreachable, tryIt, Unreachable } from './unreachable.ts';

export interface Connection {
  /** Every object; throws Unreachable. */
  list(listing: Listing): Promise<readonly JsonObject[]>;
  /** Any other question; throws Unreachable when nobody answers. */
  ask(question: Question): Promise<{ readonly status: number; readonly answer: JsonObject }>;
  /** How far its clock is ahead of ours, in seconds, by the last answer; undefined before the first. */
  clockAhead(): number | undefined;
}

export interface Question {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: { readonly type: string; readonly content: JsonObject };
}

/** Of a page of a list: the memory that an answer takes stays small. */
const PAGE = 250;

/** Of an answer: more is no list that an API server gives. */
const MOST: Most = {
  bytes: 64 * 1024 * 1024,
  exceeded: () => new Unreachable('its API server answers with too much'),
};

/** Asks for names, labels and annotations alone (Kubernetes docs: Kubernetes API concepts, "Metadata-only fetches"). */
const METADATA = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';

/** Throws Unreachable. */
export async function connect(context: KubeContext, repo: string, signal: AbortSignal): Promise<Connection> {
  return connectWith(await logIn(context, repo, signal), { context: context.name, signal });
}

export interface Named {
  /** Of the kubeconfig, for messages. */
  readonly context: string;
  readonly signal: AbortSignal;
  /** Where the rights that are needed are printed; told by the kind of object otherwise. */
  readonly rights?: string;
}

/** The same after a log-in. */
export async function connectWith(config: KubeConfig, named: Named): Promise<Connection> {
  const options: RequestOptions = { headers: {} };
  try {
    await config.applyToHTTPSOptions(options);
  } catch (error) {
    throw asUnreachable(error, named.context);
  }
  const server = config.getCurrentCluster()?.server ?? '';
  // Every request that is under way listens to it: that is no leak.
  setMaxListeners(0, named.signal);
  let ahead: number | undefined;
  const asking: Asking = { ...named, server, options, onDate: (seconds) => (ahead = seconds) };
  return {
    list: (listing) => listAll(asking, listing),
    ask: async ({ method, path, body }) => {
      const { status, text } = await sendOrTell(asking, { method, path, accept: 'application/json', body });
      return { status, answer: parsedJson(text) };
    },
    clockAhead: () => ahead,
  };
}

interface Asking extends Named {
  readonly server: string;
  readonly options: RequestOptions;
  readonly onDate: (secondsAhead: number) => void;
}

interface Sent {
  readonly method?: Question['method'];
  readonly path: string;
  readonly accept: string;
  readonly body?: Question['body'] | undefined;
}

interface ListQuestion extends Sent {
  readonly group: string;
  /** For messages. */
  readonly what: string;
}

async function listAll(
  asking: Asking,
  { resource, namespace, metadataOnly = false, labelled, keep = (object) => object }: Listing,
): Promise<readonly JsonObject[]> {
  const { group, version, plural, kind } = resource;
  const api = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  const place = namespace === undefined ? api : `${api}/namespaces/${namespace}`;
  const accept = metadataOnly ? METADATA : 'application/json';
  const what = namespace === undefined ? plural : `${plural} in ${namespace}`;
  const only = labelled === undefined ? '' : `&labelSelector=${encodeURIComponent(labelled)}`;
  const found: JsonObject[] = [];
  let next = '';
  do {
    const path = `${place}/${plural}?limit=${PAGE}${only}${next === '' ? '' : `&continue=${encodeURIComponent(next)}`}`;
    const answer = await ask(asking, { path, accept, group, what });
    found.push(
      ...listAt(answer, 'items')
        .filter(isObject)
        .map((item) => ({ ...keep(item), kind })),
    );
    next = textAt(answer, 'metadata', 'continue');
  } while (next !== '');
  return found;
}

async function ask(asking: Asking, question: ListQuestion): Promise<JsonObject> {
  const { group, what } = question;
  const { status, text } = await sendOrTell(asking, question);
  const answer = parsedJson(text);
  if (status === 200) return answer;
  const said = cleaned(textAt(answer, 'message'));
  // The server says the same when it does not know the kind: nobody has installed the engine.
  if (status === 404) return {};
  if (status === 401) throw new Unreachable('its API server does not accept the credentials', tryIt(asking.context));
  if (status === 403)
    throw new Unreachable(
      `you may not list ${what}${said === '' ? '' : `: ${said}`}`,
      asking.rights ?? rightsHint(group),
    );
  throw new Unreachable(`its API server answers ${status} for ${what}${said === '' ? '' : `: ${said}`}`);
}

function rightsHint(group: string): string {
  const engine = group === 'argoproj.io' ? 'argocd' : /\.toolkit\.fluxcd\.io$/.test(group) ? 'flux' : undefined;
  return engine === undefined
    ? 'docs/commands/import.md has the rights that are needed'
    : `\`lang-observatory status --rights ${engine}\` prints the rights that are needed`;
}

function sendOrTell(asking: Asking, sent: Sent): ReturnType<typeof send> {
  return send(asking, sent).catch((error: unknown) => {
    throw asUnreachable(error, asking.context);
  });
}

function send(
  { server, options, signal, onDate }: Asking,
  { method = 'GET', path, accept, body }: Sent,
): Promise<{ readonly status: number; readonly text: string }> {
  const url = new URL(server + path);
  const request = url.protocol === 'http:' ? requestHttp : requestHttps;
  return new Promise((resolve, reject) => {
    const text = body === undefined ? undefined : JSON.stringify(body.content);
    const headers = {
      ...options.headers,
      accept,
      'user-agent': 'lang-observatory',
      ...(body === undefined || text === undefined
        ? {}
        : { 'content-type': body.type, 'content-length': Buffer.byteLength(text) }),
    };
    const sent = request(url, { ...options, headers, method, signal }, (response) => {
      const said = Date.parse(response.headers.date ?? '');
      // The header has whole seconds.
      if (!Number.isNaN(said)) onDate(Math.round((said - Date.now()) / 1000));
      wholeText(sent, response, MOST).then(
        (answer) => resolve({ status: response.statusCode ?? 0, text: answer }),
        reject,
      );
    });
    sent.once('error', reject);
    sent.end(text);
  });
}
