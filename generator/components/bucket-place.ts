/** Where backups are, for people. */
import type { Stack } from '../stack/component.ts';
import { objectStore } from './object-store/handle.ts';

/** As `s3://bucket/component/folder/`, or as the provider writes it. */
export function bucketPlace(stack: Stack, component: string, folder: string): string {
  const { url, prefix } = objectStore.connection(stack.of(objectStore));
  return `${url}/${prefix}${component}/${folder}/`;
}
