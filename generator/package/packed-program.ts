/** The program as one file, which a repository can carry. */
import { hash } from 'node:crypto';
import { isObject, type Json, type JsonObject } from '../data/json.ts';
import { PACKAGE_NAME } from '../program/program-folder.ts';
import { Refusal } from '../program/refusal.ts';
import { packedFiles } from './archive.ts';
import { isVersion } from './version.ts';

export interface PackedProgram {
  readonly version: string;
  /** The archive. */
  readonly content: Uint8Array;
  /** By path in the package. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** The path of the file that Node.js runs. */
  readonly entry: string;
  /** Its package.json. */
  readonly manifest: JsonObject;
  /** As lock files write it. */
  readonly integrity: string;
}

/** What is in an archive; throws a Refusal, which names it, for what is not this program and ready to run. */
export function readPackedProgram(content: Uint8Array, archive: string): PackedProgram {
  const refuse = (why: string): Refusal =>
    new Refusal(`${archive} ${why}\n  hint: use a file that \`npm pack ${PACKAGE_NAME}\` made, or one of a release`, 2);
  const files = packedFiles(content);
  const manifest = parsed(files?.get('package.json'));
  if (files === undefined || manifest === undefined) throw refuse('is not a package that npm packed');
  const { name, version, bin, dependencies } = manifest;
  if (name !== PACKAGE_NAME) throw refuse(`is the package ${JSON.stringify(name)}, not ${PACKAGE_NAME}`);
  if (typeof version !== 'string' || !isVersion(version)) throw refuse('has no version that npm would take');
  const entry = isObject(bin) ? bin['lang-observatory'] : undefined;
  if (typeof entry !== 'string' || !files.has(entry))
    throw refuse('has no program in it: it was packed before it was built');
  // A lock file would have to name them.
  if (isObject(dependencies) && Object.keys(dependencies).length > 0) throw refuse('needs other packages');
  const integrity = `sha512-${hash('sha512', content, 'base64')}`;
  return { version, content, files, entry, manifest, integrity };
}

function parsed(content: Uint8Array | undefined): JsonObject | undefined {
  if (content === undefined) return undefined;
  try {
    const value: Json = JSON.parse(Buffer.from(content).toString('utf8'));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
