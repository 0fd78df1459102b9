/** Adds files that belong to the user from then on; an existing file is never overwritten. */
import type { Disk } from '../disk/disk.ts';
import { isSameText } from '../text/line-endings.ts';
import type { GeneratedFile } from './file-tree.ts';

export interface Added {
  /** Paths that were written. Files that had the same content already are not among them. */
  readonly written: readonly string[];
  /** Paths with other content. If there are any, nothing was written. */
  readonly occupied: readonly string[];
}

export function addFiles(disk: Disk, files: readonly GeneratedFile[]): Added {
  const absent: GeneratedFile[] = [];
  const occupied: string[] = [];
  for (const file of files) {
    const found = disk.look(file.path);
    if (found.kind === 'absent') absent.push(file);
    else if (found.kind !== 'file' || !isSameText(Buffer.from(file.text), found.content)) occupied.push(file.path);
  }
  if (occupied.length > 0) return { written: [], occupied };
  for (const { path, text } of absent) disk.create(path, text);
  return { written: absent.map(({ path }) => path), occupied };
}
