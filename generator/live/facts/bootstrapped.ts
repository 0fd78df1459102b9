/** What Flux was bootstrapped with: its own Kustomization and the repository that this reads, both with the name of its namespace. */
import { textAt } from '../../data/fields.ts';
import type { JsonObject } from '../../data/json.ts';
import { cleaned } from '../clean.ts';
import { finder } from '../flux/flux-objects.ts';

export interface Bootstrapped {
  /** In the repository, such as `flux/clusters/prod-1`. */
  readonly path: string;
  /** The last part of a path below a folder `clusters`; undefined where teams have another order, which tells nothing. */
  readonly cluster: string | undefined;
  /** Address of the repository, cleaned; empty where it is not told. */
  readonly repository: string;
}

/** Undefined where Flux was not bootstrapped, or with the root of a repository. */
export function bootstrappedBy(objects: readonly JsonObject[], namespace: string): Bootstrapped | undefined {
  const find = finder(objects);
  const root = find('Kustomization', namespace, namespace);
  const path = textAt(root, 'spec', 'path').replace(/^(?:\.?\/)+|\/+$/g, '');
  if (path === '' || path === '.') return undefined;
  const source = find('GitRepository', namespace, textAt(root, 'spec', 'sourceRef', 'name'));
  const parts = path.split('/');
  const cluster = parts.slice(0, -1).includes('clusters') ? parts.at(-1) : undefined;
  return { path: cleaned(path), cluster, repository: cleaned(textAt(source, 'spec', 'url')) };
}
