/**
 * What there is to validate in a repository: files that an engine reads as they are, and folders that it builds.
 * Effects at the rim: this reads the disk, the rest of validation works on what it returns.
 */
import { type Disk, entriesBelow, openDisk } from '../disk/disk.ts';
import type { DocumentReader } from '../kubernetes/documents.ts';
import { type KustomizationReference, kustomizationReferences } from '../kubernetes/kustomization-references.ts';

export interface Sources {
  /** Text of what is not only read through a build: engine files, parameters, kustomizations and Helm values, by path. */
  readonly files: ReadonlyMap<string, string>;
  /** Generated folders with a kustomization, sorted: what is built. */
  readonly folders: readonly string[];
  /** What every kustomization names, by folder; those of the user's own folders too. */
  readonly kustomizations: ReadonlyMap<string, readonly KustomizationReference[]>;
  /** Every file of the generated folders, and of what their kustomizations lead to. */
  readonly paths: ReadonlySet<string>;
}

const TOPS = ['argocd', 'bases', 'clusters', 'dashboards', 'flux', 'overlays'] as const;
/** Names by which Kustomize finds the file. Ours have the first one. */
const KUSTOMIZATION = /^(.+)\/(?:kustomization\.ya?ml|Kustomization)$/;
/** `flux bootstrap` keeps its own objects there, and builds them itself. */
const BOOTSTRAP = /^flux\/clusters\/[^/]+\/flux-system(\/|$)/;
/** Engines apply these as they lie; everything else is applied through a build. */
const APPLIED = /^(argocd\/root[./]|flux\/(clusters|kustomizations)\/)/;
const READ = /^argocd\/.*\.yaml$|^flux\/(?:clusters|kustomizations)\/.*\.yaml$|\/values\/values\.yaml$/;

export function readSources(repo: string, reader: DocumentReader): Sources {
  const disk = openDisk(repo);
  const generated = TOPS.flatMap((top) => listFiles(disk, top)).filter((path) => !BOOTSTRAP.test(path));
  const paths = new Set(generated);
  const files = new Map<string, string>();
  const kustomizations = new Map<string, readonly KustomizationReference[]>();
  // Grows while it is read: a kustomization may lead to a folder of the user's own.
  const waiting = [...generated];
  for (const path of waiting) {
    const folder = KUSTOMIZATION.exec(path)?.[1];
    if (folder === undefined && !READ.test(path)) continue;
    const text = disk.read(path) ?? '';
    files.set(path, text);
    if (folder === undefined) continue;
    const references = reader(text).documents.flatMap((document) => kustomizationReferences(folder, document));
    kustomizations.set(folder, references);
    for (const { path: named } of references) {
      if (isBelowTops(named)) continue;
      const found = listFiles(disk, named).filter((file) => !paths.has(file));
      for (const file of found) paths.add(file);
      waiting.push(...found);
    }
  }
  const folders = [...kustomizations.keys()].filter(isBelowTops).sort();
  return { files, folders, kustomizations, paths };
}

/** Whether an engine applies the file as it lies. */
export function isApplied(path: string): boolean {
  return APPLIED.test(path);
}

export function isKustomization(path: string): boolean {
  return KUSTOMIZATION.test(path);
}

function isBelowTops(path: string): boolean {
  return TOPS.some((top) => path.startsWith(`${top}/`) || path === top);
}

/** The file itself, or the files below a folder; none for what is not there or leads out of the repository. Links are not followed. */
function listFiles(disk: Disk, path: string): readonly string[] {
  if (path.startsWith('..') || path === '.') return [];
  const found = disk.look(path);
  if (found.kind === 'file') return [path];
  if (found.kind === 'absent' || found.by.kind !== 'folder') return [];
  return entriesBelow(disk, path).flatMap((entry) => (entry.kind === 'file' ? [entry.path] : []));
}
