/** What stores have in common: where their backups are, and that somebody else restores what is not deployed here. */
import { objectStore } from '../../components/object-store/handle.ts';
import type { CommonSettings } from '../../fleet/model.ts';
import { settingsAt } from '../../stack/graph.ts';
import type { Handle } from '../../stack/handle.ts';
import type { Hindrance, Site } from './store.ts';

/** As `s3://bucket/component/folder/`. */
export function bucketPlace({ stack }: Site, component: string, folder: string): string {
  return `s3://${objectStore.connection(stack.of(objectStore)).bucket}/${component}/${folder}/`;
}

/** Of a store that this program does not deploy. */
export function modeHindrance<S extends CommonSettings>(
  { cluster, stack }: Site,
  handle: Handle<S>,
): Hindrance | undefined {
  if (stack.deploys(handle)) return undefined;
  const { mode } = settingsAt(cluster, handle);
  const why =
    mode === 'external' ? 'is external, and is restored where it runs' : 'is not deployed: there is nothing to restore';
  return { why, setting: ['mode'], isOvercome: false };
}
