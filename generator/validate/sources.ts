/**
 * Reads what is validated in a repository: files that an engine applies directly, and folders that it builds.
 * Only this module reads the disk; the rest of validation works on its result.
 */

import { isUtf8 } from 'node:buffer';
import { type Disk, entriesBelow, openDisk } from '../disk/disk.ts';
import { type FolderState, type Folders, foldersOf } from '../disk/folders.ts';
import { OUTSIDE, type PathMistake } from '../kustomize/kustomization-path.ts';
import { type KustomizationReference, referenceTo } from '../kustomize/kustomization-references.ts';
import { kustomizationReader } from '../kustomize/read-kustomization.ts';
import { withLineFeeds } from '../text/line-endings.ts';
import { engineOf, GENERATED_INTO, isGeneratedInto, isValuesFile, type PlaceKind, placeOf } from '../tree/layout.ts';
import type { Finding } from './finding.ts';

export interface Sources {
  /** Text of files that are not only read by a build: engine files, parameters and kustomizations, by path. */
  readonly files: ReadonlyMap<string, string>;
  /** Files of Helm values. `readTexts` reads those that are needed. */
  readonly valueFiles: readonly string[];
  /** Generated folders with a kustomization, sorted: these are built. */
  readonly folders: readonly string[];
  /** The references of every kustomization, by folder, including the user's own folders. */
  readonly kustomizations: ReadonlyMap<string, readonly KustomizationReference[]>;
  /** Every file of the generated folders and of the folders that their kustomizations refer to. */
  readonly paths: ReadonlySet<string>;
  /** Kustomizations that refer, or could refer, to something outside of the repository. If there are any, nothing is built. */
  readonly refused: readonly Finding[];
}

/** File names that Kustomize recognises. We write the first one. */
const KUSTOMIZATION = /^(.+)\/(?:kustomization\.ya?ml|Kustomization)$/;
/** Engines apply these files directly; everything else is applied through a build. */
const APPLIED: ReadonlySet<PlaceKind | undefined> = new Set<PlaceKind>([
  'argocdApplicationSet',
  'argocdProject',
  'argocdRoot',
  'argocdInstanceRoot',
  'argocdRootFolder',
  'fluxBootstrap',
  'fluxRoot',
  'fluxSource',
]);

export function readSources(repo: string): Sources {
  const folders = foldersOf(repo);
  const disk = openDisk(repo, folders);
  const listed = GENERATED_INTO.flatMap((top) => listFiles(disk, folders, top)).filter(isListed);
  const paths = new Set(listed);
  const files = new Map<string, string>();
  const kustomizations = new Map<string, KustomizationReference[]>();
  const refused: Finding[] = [];
  const read = kustomizationReader();
  // Grows in the loop: a kustomization may refer to a folder of the user.
  const waiting = [...listed];
  for (const path of waiting) {
    const folder = KUSTOMIZATION.exec(path)?.[1];
    if (folder === undefined && !isRead(path)) continue;
    const found = disk.look(path);
    if (found.kind !== 'file') {
      refused.push({ ...NO_FILE, file: path });
      continue;
    }
    const text = withLineFeeds(Buffer.from(found.content).toString('utf8'));
    files.set(path, text);
    if (folder === undefined) continue;
    // Kustomize also reads UTF-16.
    if (!isUtf8(found.content)) refused.push({ ...NOT_UTF8, file: path });
    const content = read(text);
    const references = content.paths.map((written) => referenceTo(path, written));
    kustomizations.set(folder, [...(kustomizations.get(folder) ?? []), ...references]);
    const { mistakes, led } = followed(references, disk, folders);
    refused.push(...content.problems.map((problem) => ({ ...problem, file: path })), ...mistakes);
    for (const file of led.filter((one) => !paths.has(one))) {
      paths.add(file);
      waiting.push(file);
    }
  }
  const built = [...kustomizations.keys()].filter(isListed).sort();
  return { files, valueFiles: waiting.filter(isValuesFile), folders: built, kustomizations, paths, refused };
}

/** The texts of files, by path. */
export function readTexts(repo: string, paths: readonly string[]): ReadonlyMap<string, string> {
  const disk = openDisk(repo);
  return new Map(paths.map((path) => [path, withLineFeeds(disk.read(path) ?? '')]));
}

/** The targets of a kustomization outside the folders that are read completely, and the references that are refused. */
function followed(
  references: readonly KustomizationReference[],
  disk: Disk,
  folders: Folders,
): { readonly mistakes: readonly Finding[]; readonly led: readonly string[] } {
  const judged = references.map((reference) => ({ reference, mistake: mistakeOnDisk(reference, folders) }));
  return {
    mistakes: judged.flatMap(({ reference, mistake }) => (mistake === undefined ? [] : [refusal(reference, mistake)])),
    led: judged
      .filter(({ reference, mistake }) => mistake === undefined && !isListed(reference.path))
      .flatMap(({ reference }) => listFiles(disk, folders, reference.path)),
  };
}

/** Whether an engine applies the file directly. */
export function isApplied(path: string): boolean {
  return APPLIED.has(placeOf(path)?.kind);
}

/** Whether the text of the file is needed, in addition to kustomizations. */
function isRead(path: string): boolean {
  return path.endsWith('.yaml') && (engineOf(path) === 'argocd' || isApplied(path));
}

export function isKustomization(path: string): boolean {
  return KUSTOMIZATION.test(path);
}

/** Whether the path is in a folder that is read completely and built. */
function isListed(path: string): boolean {
  // Flux itself builds the files that `flux bootstrap` writes.
  return placeOf(path)?.kind !== 'fluxSystem' && isGeneratedInto(path);
}

const NO_FILE = {
  code: 'outside-repository',
  message: 'is not a regular file',
  hint: 'replace it with a regular file: links are not followed',
} as const;

const NOT_UTF8 = {
  code: 'ambiguous-kustomization',
  message: 'is not UTF-8 text',
  hint: 'save it as UTF-8',
} as const;

/** A missing target is not an error here: the rule missing-resource reports it. */
function mistakeOnDisk({ path }: KustomizationReference, folders: Folders): PathMistake | undefined {
  if (isOutside(path)) return OUTSIDE;
  const message = ON_DISK[kindOf(folders.state(path))];
  return message === undefined ? undefined : { ...NO_FILE, message };
}

const ON_DISK: Readonly<Record<string, string>> = {
  link: 'which is behind a symbolic link',
  special: 'which is neither a file nor a folder',
};

function kindOf(state: FolderState): string {
  return typeof state === 'string' ? state : state.kind;
}

function isOutside(path: string): boolean {
  return path === '..' || path.startsWith('../');
}

function refusal({ file, field, written, line, column }: KustomizationReference, mistake: PathMistake): Finding {
  return { ...mistake, file, line, column, message: `${field} refers to ${written}, ${mistake.message}` };
}

/**
 * The file itself, or the files below a folder; none for a missing path or the root of the repository. Links are not followed, and
 * only links in place of a kustomization are in the list.
 */
function listFiles(disk: Disk, folders: Folders, path: string): readonly string[] {
  if (path === '.') return [];
  const state = folders.state(path);
  if (state !== 'folder') return typeof state === 'object' && state.kind === 'file' && state.at === path ? [path] : [];
  return entriesBelow(disk, path).flatMap((entry) =>
    entry.kind === 'file' || isKustomization(entry.path) ? [entry.path] : [],
  );
}
