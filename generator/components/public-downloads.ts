/** The host name of the managed object store, for downloads. */
import type { Stack } from '../stack/component.ts';
import { gateway, isExposed } from './gateway/handle.ts';
import { langfuse } from './langfuse/handle.ts';
import { asksForHost, objectStore } from './object-store/handle.ts';

/** Whether the store of a level has one. */
export function hasPublicDownloads(stack: Pick<Stack, 'of' | 'deploys'>): boolean {
  // Asked last: without a gateway, or without anybody who signs links, it has no effect.
  return (
    isExposed(stack.of(gateway)) &&
    stack.of(langfuse).mode === 'managed' &&
    stack.deploys(objectStore) &&
    asksForHost(stack.of(objectStore))
  );
}
