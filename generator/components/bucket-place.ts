/** Where backups are, for people. */
import type { Stack } from '../stack/component.ts';
import { objectStore } from './object-store/handle.ts';

/** As `s3://bucket/component/folder/`. */
export function bucketPlace(stack: Stack, component: string, folder: string): string {
  return `s3://${objectStore.connection(stack.of(objectStore)).bucket}/${component}/${folder}/`;
}
