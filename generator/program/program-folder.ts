/**
 * The folder of the program itself: its package.json, templates, schemas and the go.mod files of its tools.
 * It is the same whether the program runs from `generator/` or from the bundle in `dist/`.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isObject } from '../data/json.ts';

export const PACKAGE_NAME = 'lang-observatory-gitops';

/** The package's root, as an absolute path: the first folder upwards with our package.json. Throws when there is none. */
export function programFolder(start: string = dirname(fileURLToPath(import.meta.url))): string {
  let folder = start;
  while (!isProgramFolder(folder)) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error(`${start} is not inside the package ${PACKAGE_NAME}`);
    folder = parent;
  }
  return folder;
}

function isProgramFolder(folder: string): boolean {
  const manifest = join(folder, 'package.json');
  // A generated repository has a package.json too, and so may a folder of bundles.
  if (!existsSync(manifest)) return false;
  const content: unknown = JSON.parse(readFileSync(manifest, 'utf8'));
  return isObject(content) && content.name === PACKAGE_NAME;
}

/** The version in the program's own package.json. */
export function programVersion(): string {
  const text = readFileSync(join(programFolder(), 'package.json'), 'utf8');
  const { version }: { readonly version: string } = JSON.parse(text);
  return version;
}

/** Whether the program runs from its source, and not from the bundle. */
export function runsFromSources(): boolean {
  return fileURLToPath(import.meta.url).endsWith('.ts');
}

/** Tells one state of the program's own code, and of the programs that it builds, from another: sizes and times of its files. */
export function programState(): string {
  const folders = runsFromSources() ? ['generator'] : ['dist', 'generator/validate'];
  return folders
    .flatMap((folder) => codeFiles(join(programFolder(), folder)))
    .map((path) => {
      const { size, mtimeMs } = statSync(path);
      return `${path} ${size} ${mtimeMs}`;
    })
    .sort()
    .join('\n');
}

/** Of the schemas, the file that says where they are from: it changes with any of them. */
const CODE = /\.(?:[jt]s|go|mod|sum|toml)$|^PROVENANCE\.json$/;

function codeFiles(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return codeFiles(path);
    return CODE.test(entry.name) ? [path] : [];
  });
}
