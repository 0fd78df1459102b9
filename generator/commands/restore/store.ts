/** A component that can be restored, and its place on a cluster. */
import type { Cluster } from '../../fleet/model.ts';
import type { Component, Stack } from '../../stack/component.ts';
import { settingsAt } from '../../stack/graph.ts';
import type { Archive, Hindrance, Restore, RestoreSite } from '../../stack/restore.ts';

/** A cluster that is restored. */
export interface Site {
  readonly cluster: Cluster;
  readonly stack: Stack;
}

export interface Store {
  readonly component: string;
  readonly title: string;
  readonly restore: Restore<unknown, Stack>;
  readonly handle: Component['handle'];
}

/** In the order of the registry. */
export function storesOf(registry: readonly Component[]): readonly Store[] {
  return registry.flatMap(({ name, handle, restore }) =>
    restore === undefined ? [] : [{ component: name, title: restore.title, restore, handle }],
  );
}

export function siteOf({ handle }: Store, { cluster, stack }: Site): RestoreSite<unknown, Stack> {
  return { settings: settingsAt(cluster, handle), stack, cluster };
}

/** Whether the cluster uses it, wherever it runs. */
export function isPresent({ handle }: Store, { cluster, stack }: Site): boolean {
  return stack.deploys(handle) || settingsAt(cluster, handle).mode === 'external';
}

/** Its backups, or why there are none: somebody else restores what is not deployed here. */
export function archiveOf(store: Store, site: Site): Archive | Hindrance {
  if (site.stack.deploys(store.handle)) return store.restore.archive(siteOf(store, site));
  const { mode } = settingsAt(site.cluster, store.handle);
  const [why, hint] =
    mode === 'external'
      ? ['is external, and is restored where it runs', 'ask those who run it; --component names what is restored here']
      : [
          'is not deployed: there is nothing to restore',
          `explain ${site.cluster.name} says what is deployed; --component names what is restored`,
        ];
  return { why, hint, setting: ['mode'], isOvercome: false };
}
