/** Reads a package as npm packs it: a tar archive of regular files below one folder, compressed with gzip. */
import { gunzipSync } from 'node:zlib';

/** The program unpacked is a tenth of it. */
const MOST_BYTES = 64 * 1024 * 1024;
const BLOCK = 512;

/** POSIX ustar: where the fields of a header are. */
const NAME = [0, 100] as const;
const SIZE = [124, 136] as const;
const PREFIX = [345, 500] as const;
const TYPE = 156;
const MAGIC = [257, 262] as const;

/** The files by path, without the folder that all are in. Undefined for anything else than what npm packs. */
export function packedFiles(archive: Uint8Array): ReadonlyMap<string, Uint8Array> | undefined {
  const tar = unzipped(archive);
  if (tar === undefined) return undefined;
  const files = new Map<string, Uint8Array>();
  let at = 0;
  while (at + BLOCK <= tar.length && tar[at] !== 0) {
    const header = tar.subarray(at, at + BLOCK);
    const size = Number.parseInt(field(header, SIZE), 8);
    const path = [field(header, PREFIX), field(header, NAME)].filter((part) => part !== '').join('/');
    const content = tar.subarray(at + BLOCK, at + BLOCK + size);
    const inside = path.split('/').slice(1);
    if (field(header, MAGIC) !== 'ustar' || content.length !== size || !isRegular(header) || !isPath(inside))
      return undefined;
    files.set(inside.join('/'), content);
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  return files;
}

function unzipped(archive: Uint8Array): Buffer | undefined {
  try {
    return gunzipSync(archive, { maxOutputLength: MOST_BYTES });
  } catch {
    return undefined;
  }
}

function field(header: Buffer, [start, end]: readonly [number, number]): string {
  return header.toString('utf8', start, end).replace(/\0.*$/s, '').trim();
}

/** npm packs neither links nor folders. */
function isRegular(header: Buffer): boolean {
  return header[TYPE] === 0 || header[TYPE] === '0'.charCodeAt(0);
}

/** Whether the parts lead to a file below a folder, and nowhere else. */
function isPath(parts: readonly string[]): boolean {
  return (
    parts.length > 0 && parts.every((part) => part !== '' && part !== '.' && part !== '..' && !part.includes('\\'))
  );
}
