/** How an API server serves kinds, from what it says of itself (Kubernetes docs: The Kubernetes API, "Discovery API"). */
import { fieldAt, listAt, textAt } from '../../data/fields.ts';
import type { Json } from '../../data/json.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import type { Connection } from './connection.ts';

export interface Served {
  readonly group: string;
  /** Such as `networkpolicies`. */
  readonly plural: string;
  /** Undefined for a cluster-scoped kind. */
  readonly namespace: string | undefined;
  /** Of the object. */
  readonly path: string;
}

/** Finds how an object is served; undefined where the server does not know its kind. Each version is asked for once. */
export function serving(connection: Connection): (object: Manifest) => Promise<Served | undefined> {
  const known = new Map<string, Promise<readonly Json[]>>();
  const resourcesOf = (root: string): Promise<readonly Json[]> => {
    const found =
      known.get(root) ??
      connection.ask({ method: 'GET', path: root }).then(({ answer }) => listAt(answer, 'resources'));
    known.set(root, found);
    return found;
  };
  return async ({ apiVersion, kind, metadata }) => {
    const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const resource = (await resourcesOf(root)).find(
      (one) => textAt(one, 'kind') === kind && !textAt(one, 'name').includes('/'),
    );
    if (resource === undefined) return undefined;
    const plural = textAt(resource, 'name');
    const namespace = fieldAt(resource, 'namespaced') === true ? textAt(metadata, 'namespace') : undefined;
    const place = namespace === undefined ? root : `${root}/namespaces/${namespace}`;
    const group = apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
    return { group, plural, namespace, path: `${place}/${plural}/${metadata.name}` };
  };
}
