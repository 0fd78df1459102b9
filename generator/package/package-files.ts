/** What names the program in a repository: package.json, and the lock file by which npm installs nothing else. */
import { isObject, type Json, type JsonObject } from '../data/json.ts';
import type { Content } from '../disk/open-file.ts';
import { STATE_FOLDER } from '../disk/state-folder.ts';
import { PACKAGE_NAME } from '../program/program-folder.ts';
import { Refusal } from '../program/refusal.ts';
import type { PackedProgram } from './packed-program.ts';

/** Where a repository carries the program. */
export const CARRIED_FOLDER = `${STATE_FOLDER}/program`;

export function carriedPath({ version }: Pick<PackedProgram, 'version'>): string {
  return `${CARRIED_FOLDER}/${PACKAGE_NAME}-${version}.tgz`;
}

/** How package.json says that the repository carries the program. */
function carriedSpec(program: Pick<PackedProgram, 'version'>): string {
  return `file:${carriedPath(program)}`;
}

export const PACKAGE_FILE = 'package.json';
export const LOCK_FILE = 'package-lock.json';

/** The repository's own rules for files shall neither hide the program from Git nor change it. */
const KEEP: ReadonlyMap<string, string> = new Map([
  [`${CARRIED_FOLDER}/.gitignore`, '!*.tgz\n'],
  [`${CARRIED_FOLDER}/.gitattributes`, '*.tgz -text -diff -merge -filter\n'],
]);

/** What is in a repository before it carries the program, or another version of it. */
interface Before {
  /** For a package.json that is not there yet. */
  readonly name: string;
  readonly package: string | undefined;
  readonly lock: string | undefined;
}

/** Every file by which a repository carries the program. Without a lock file where there is none, and only npm can write it. */
export function carriedFiles(program: PackedProgram, before: Before): ReadonlyMap<string, Content> {
  const manifest = withProgram(before.package, before.name, carriedSpec(program));
  const lock = lockWithProgram(before.lock, manifest, program);
  if (lock === undefined && before.lock !== undefined)
    throw new Refusal(
      `${LOCK_FILE}: is in the format of an old npm\n  hint: npm install --package-lock-only --lockfile-version 3`,
      2,
    );
  return new Map<string, Content>([
    [carriedPath(program), program.content],
    ...KEEP,
    [PACKAGE_FILE, manifest],
    ...(lock === undefined ? [] : [[LOCK_FILE, lock] as const]),
  ]);
}

/** Where a package.json takes the program from; undefined when it does not name it. */
export function specOf(text: string): string | undefined {
  const manifest = objectIn(PACKAGE_FILE, text);
  const spec = of(manifest.dependencies)[PACKAGE_NAME] ?? of(manifest.devDependencies)[PACKAGE_NAME];
  return typeof spec === 'string' ? spec : undefined;
}

/** The path of the carried file that a spec names; undefined for every other spec. */
export function carriedBy(spec: string): string | undefined {
  const path = spec.replace(/^file:(?:\.\/)?/, '');
  return path !== spec && path.startsWith(`${CARRIED_FOLDER}/`) && !path.includes('/../') ? path : undefined;
}

/** What CI runs. */
export const SCRIPTS: Readonly<Record<string, string>> = {
  generate: 'lang-observatory generate',
  check: 'lang-observatory check',
  validate: 'lang-observatory validate',
};

/** Lists of packages that a package.json needs. */
const NEEDS = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies', 'workspaces'] as const;

/** A package.json that takes the program from `spec`. Everything else in one that is there stays; scripts are added where there is none of the name. */
export function withProgram(text: string | undefined, name: string, spec: string): string {
  const manifest = text === undefined ? { name, private: true } : objectIn(PACKAGE_FILE, text);
  const kind = PACKAGE_NAME in of(manifest.dependencies) ? 'dependencies' : 'devDependencies';
  return written(text, {
    ...manifest,
    scripts: { ...SCRIPTS, ...of(manifest.scripts) },
    [kind]: sorted({ ...of(manifest[kind]), [PACKAGE_NAME]: spec }),
  });
}

/**
 * The lock file that belongs to `packageText` when the repository carries the program. Undefined when only npm can write it: it
 * would have to name packages that are not here.
 */
function lockWithProgram(text: string | undefined, packageText: string, program: PackedProgram): string | undefined {
  const manifest = objectIn(PACKAGE_FILE, packageText);
  const lock = text === undefined ? newLock(manifest) : objectIn(LOCK_FILE, text);
  if (lock?.lockfileVersion !== 3) return undefined;
  const packages = of(lock.packages);
  const kind = PACKAGE_NAME in of(manifest.dependencies) ? 'dependencies' : 'devDependencies';
  const root = { ...of(packages['']), [kind]: of(manifest[kind]) };
  const entry = {
    version: program.version,
    resolved: carriedSpec(program),
    integrity: program.integrity,
    ...(kind === 'dependencies' ? {} : { dev: true }),
    ...Object.fromEntries(LOCKED.flatMap((key) => (key in program.manifest ? [[key, program.manifest[key]]] : []))),
  };
  const others = { ...packages, [`node_modules/${PACKAGE_NAME}`]: entry };
  return written(text, { ...lock, packages: { ...sorted(others), '': root } });
}

/** What a lock file repeats of a package.json, in the order of npm. */
const LOCKED = ['license', 'bin', 'engines'] as const;

/** Nothing when the package needs others. */
function newLock(manifest: JsonObject): JsonObject | undefined {
  const needed = NEEDS.flatMap((kind) => Object.keys(of(manifest[kind])));
  if (needed.some((name) => name !== PACKAGE_NAME)) return undefined;
  const { name = '' } = manifest;
  return { name, lockfileVersion: 3, requires: true, packages: { '': { name } } };
}

function objectIn(file: string, text: string): JsonObject {
  try {
    const value: Json = JSON.parse(text);
    if (isObject(value)) return value;
  } catch {
    // Told below, as is JSON that is no object.
  }
  throw new Refusal(`${file}: is not a JSON object\n  hint: restore it with Git`, 2);
}

function of(value: Json | undefined): JsonObject {
  return value !== undefined && isObject(value) ? value : {};
}

function sorted(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** As npm writes it, indented as it was. */
function written(before: string | undefined, value: JsonObject): string {
  const indent = /^[ \t]+(?=")/m.exec(before ?? '')?.[0] ?? '  ';
  return `${JSON.stringify(value, null, indent)}\n`;
}
