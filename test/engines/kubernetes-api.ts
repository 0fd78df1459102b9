/** The few requests to a Kubernetes API server that the tests make, on any kind of object. */
import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { createSecureContext } from 'node:tls';
import { isList, isObject, type JsonObject } from '../../generator/data/json.ts';
import { type LiveObject, readManifest } from './live-object.ts';

/** A kind as the API server serves it. */
export interface Kind {
  readonly apiVersion: string;
  readonly kind: string;
  readonly plural: string;
  readonly isNamespaced: boolean;
}

export class ApiError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const JSON_TYPE = 'application/json';

/** How long a server may be silent. */
const ANSWER_MILLISECONDS = 60_000;

/** Who the tests say they are when they apply something. */
const FIELD_MANAGER = 'platform-team';

export class KubernetesApi {
  readonly #url: string;
  readonly #token: string;
  readonly #agent: Agent;
  #kinds: readonly Kind[] | undefined;

  constructor(url: string, token: string, certificateAuthority: string) {
    this.#url = url;
    this.#token = token;
    // Made once: every connection would read the authority's certificate again.
    this.#agent = new Agent({ secureContext: createSecureContext({ ca: certificateAuthority }), keepAlive: true });
  }

  /** What the path answers: an object, or an empty one when it answers plain text. */
  async get(path: string): Promise<JsonObject> {
    return this.#send('GET', path);
  }

  /** Server-side apply, as `kubectl apply --server-side --force-conflicts` does it. */
  async apply(manifest: LiveObject): Promise<LiveObject> {
    const path = await this.#pathOf(manifest);
    const query = `?fieldManager=${FIELD_MANAGER}&force=true`;
    return readManifest(await this.#send('PATCH', `${path}${query}`, manifest, 'application/apply-patch+yaml'));
  }

  /** Makes an object that is not there. Much cheaper than an apply when the object is as large as a definition. */
  async create(manifest: LiveObject): Promise<void> {
    const path = await this.#pathOf(manifest);
    await this.#send('POST', path.slice(0, path.lastIndexOf('/')), manifest);
  }

  async mergePatch(manifest: LiveObject, patch: JsonObject): Promise<void> {
    await this.#send('PATCH', await this.#pathOf(manifest), patch, 'application/merge-patch+json');
  }

  async mergePatchStatus(manifest: LiveObject, patch: JsonObject): Promise<void> {
    await this.#send('PATCH', `${await this.#pathOf(manifest)}/status`, patch, 'application/merge-patch+json');
  }

  async delete(manifest: LiveObject): Promise<void> {
    await this.#send('DELETE', await this.#pathOf(manifest), {});
  }

  /** As `kubectl delete --cascade=orphan` does it: what the object owns stays, without an owner. */
  async deleteAlone(manifest: LiveObject): Promise<void> {
    await this.#send('DELETE', await this.#pathOf(manifest), { propagationPolicy: 'Orphan' });
  }

  /** The whole object that has this one's kind and name. */
  async read(object: LiveObject): Promise<LiveObject> {
    return readManifest(await this.get(await this.#pathOf(object)));
  }

  /** All objects of a kind, in all namespaces; none when the server does not know the kind. */
  async list(apiVersion: string, kind: string): Promise<readonly LiveObject[]> {
    return this.#list(apiVersion, kind, JSON_TYPE);
  }

  /** The same with nothing but their metadata: cheap, whatever is in them. */
  async listMetadata(apiVersion: string, kind: string): Promise<readonly LiveObject[]> {
    return this.#list(apiVersion, kind, `${JSON_TYPE};as=PartialObjectMetadataList;g=meta.k8s.io;v=v1`);
  }

  async #list(apiVersion: string, kind: string, accept: string): Promise<readonly LiveObject[]> {
    const known = (await this.kinds()).find((one) => one.apiVersion === apiVersion && one.kind === kind);
    if (known === undefined) return [];
    const { items } = await this.#send('GET', `${root(apiVersion)}/${known.plural}`, undefined, JSON_TYPE, accept);
    return isList(items)
      ? items.map((item) => readManifest({ ...(isObject(item) ? item : {}), apiVersion, kind }))
      : [];
  }

  /** Every kind that can be listed, each in its group's preferred version. */
  async kinds(): Promise<readonly Kind[]> {
    this.#kinds ??= await this.#discover();
    return this.#kinds;
  }

  /** Names of what is served in a group's version, such as `certificates`; none when the group is not there. */
  async served(apiVersion: string): Promise<ReadonlySet<string>> {
    try {
      const { resources } = await this.get(root(apiVersion));
      return new Set((isList(resources) ? resources : []).map((one) => String(isObject(one) ? one.name : '')));
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return new Set();
      throw error;
    }
  }

  /** Asks for the kinds again the next time: a definition was added or removed. */
  forgetKinds(): void {
    this.#kinds = undefined;
  }

  async #discover(): Promise<readonly Kind[]> {
    const { groups } = await this.get('/apis');
    const versions = (isList(groups) ? groups : []).flatMap((group) => {
      const preferred = isObject(group) ? group.preferredVersion : null;
      return isObject(preferred) && typeof preferred.groupVersion === 'string' ? [preferred.groupVersion] : [];
    });
    const found = await Promise.all(['v1', ...versions].map((version) => this.#kindsOf(version)));
    return found.flat();
  }

  async #kindsOf(apiVersion: string): Promise<readonly Kind[]> {
    const { resources } = await this.get(root(apiVersion));
    return (isList(resources) ? resources : []).flatMap((resource) => {
      if (!isObject(resource) || !isList(resource.verbs) || !resource.verbs.includes('list')) return [];
      const { name, kind, namespaced } = resource;
      if (typeof name !== 'string' || typeof kind !== 'string') return [];
      return [{ apiVersion, kind, plural: name, isNamespaced: namespaced === true }];
    });
  }

  async #pathOf({ apiVersion, kind, metadata }: LiveObject): Promise<string> {
    const find = async () => (await this.kinds()).find((one) => one.apiVersion === apiVersion && one.kind === kind);
    let known = await find();
    if (known === undefined) {
      this.forgetKinds();
      known = await find();
    }
    if (known === undefined) throw new ApiError(404, `the API server does not serve ${apiVersion} ${kind}`);
    const namespace = known.isNamespaced ? `/namespaces/${metadata.namespace ?? 'default'}` : '';
    return `${root(apiVersion)}${namespace}/${known.plural}/${metadata.name}`;
  }

  #send(
    method: string,
    path: string,
    body?: JsonObject,
    contentType = JSON_TYPE,
    accept = JSON_TYPE,
  ): Promise<JsonObject> {
    const text = body === undefined ? '' : JSON.stringify(body);
    const headers = {
      authorization: `Bearer ${this.#token}`,
      accept,
      // Node sends the body of a DELETE without saying how long it is, which the server takes for the next request.
      ...(body === undefined ? {} : { 'content-type': contentType, 'content-length': Buffer.byteLength(text) }),
    };
    return new Promise((resolve, reject) => {
      const options = { method, agent: this.#agent, headers, timeout: ANSWER_MILLISECONDS };
      const sent = request(`${this.#url}${path}`, options, (response) => {
        read(response)
          .then((answer) => {
            const status = response.statusCode ?? 0;
            if (status < 300) resolve(parseObject(answer));
            else reject(new ApiError(status, `${method} ${path}: ${status} ${parseObject(answer).message ?? answer}`));
          })
          .catch(reject);
      });
      sent.once('timeout', () => sent.destroy(new Error(`${method} ${path}: no answer`)));
      sent.once('error', (error) => {
        // The server may close a connection that was idle in the very moment in which it is used again.
        if (sent.reusedSocket && 'code' in error && error.code === 'ECONNRESET') {
          resolve(this.#send(method, path, body, contentType, accept));
        } else reject(error);
      });
      sent.end(text);
    });
  }
}

/** Rejects when the connection breaks before the answer's end. */
async function read(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

function root(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

function parseObject(text: string): JsonObject {
  if (!text.startsWith('{')) return {};
  const value: unknown = JSON.parse(text);
  return isObject(value) ? value : {};
}
