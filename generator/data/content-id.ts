/** How Git calls contents. */
import { hash } from 'node:crypto';

export type IdAlgorithm = 'sha1' | 'sha256';

/** The id that Git gives a file with this content. */
export function contentId(content: string | Uint8Array, algorithm: IdAlgorithm): string {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  return hash(algorithm, Buffer.concat([Buffer.from(`blob ${bytes.length}\0`), bytes]), 'hex');
}

/** A repository's ids are all of the same algorithm, which their length tells. */
export function algorithmOf(id: string): IdAlgorithm {
  return id.length === 64 ? 'sha256' : 'sha1';
}
