/** The host name of the managed object store, for downloads. */
import type { Stack } from '../stack/component.ts';
import { gateway, isExposed } from './gateway/handle.ts';
import { asksForHost, objectStore } from './object-store/handle.ts';

/** Whether the store of a level has one. */
export function hasPublicDownloads(stack: Pick<Stack, 'of' | 'deploys'>): boolean {
  return stack.deploys(objectStore) && asksForHost(stack.of(objectStore)) && isExposed(stack.of(gateway));
}
