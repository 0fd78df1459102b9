/** The kustomizations of a tree, and what each is made of: folders of any tree with the same fingerprint build to the same. */
import { hash } from 'node:crypto';
import { posix } from 'node:path';
import { KUSTOMIZATION_FILES, referenceTo } from '../../kustomize/kustomization-references.ts';
import type { KustomizationReader } from '../../kustomize/read-kustomization.ts';
import type { RepositoryTree } from '../trees/repository-tree.ts';

export interface Folder {
  readonly path: string;
  /** Equal for folders that build to the same. */
  readonly fingerprint: string;
  /** The text of its kustomization. */
  readonly text: string;
  /** Every file that it is built from. */
  readonly files: ReadonlySet<string>;
}

/** The folder at a path; undefined where no kustomization is. */
export type FindFolder = (path: string) => Folder | undefined;

export function folderFinder(tree: RepositoryTree, references: KustomizationReader): FindFolder {
  const known = new Map<string, Folder | undefined>();
  const find: FindFolder = (path) => {
    if (known.has(path)) return known.get(path);
    // One that leads back to itself is no folder that can be built.
    known.set(path, undefined);
    const found = read(path);
    known.set(path, found);
    return found;
  };
  const read = (path: string): Folder | undefined => {
    const kustomization = kustomizationIn(tree, path);
    if (kustomization === undefined) return undefined;
    const { file, text } = kustomization;
    const parts = references(text).paths.map((written) => partAt(referenceTo(file, written).path));
    const files = new Set([file, ...parts.flatMap((part) => [...part.files])]);
    const fingerprint = hash('sha1', [text, ...parts.map((part) => part.fingerprint)].join('\0'), 'hex');
    return { path, fingerprint, text, files };
  };
  const partAt = (path: string): Pick<Folder, 'fingerprint' | 'files'> => {
    const isInside = path !== '..' && !path.startsWith('../');
    const inner = isInside ? find(path) : undefined;
    if (inner !== undefined) return inner;
    const id = isInside ? tree.id(path) : undefined;
    return id === undefined ? ABSENT : { fingerprint: id, files: new Set([path]) };
  };
  return find;
}

const ABSENT: Pick<Folder, 'fingerprint' | 'files'> = { fingerprint: '', files: new Set() };

function kustomizationIn(
  tree: RepositoryTree,
  folder: string,
): { readonly file: string; readonly text: string } | undefined {
  for (const name of KUSTOMIZATION_FILES) {
    const file = posix.join(folder, name);
    const text = tree.read(file);
    // The comment at the top names the input file, which differs where nothing else does.
    if (text !== undefined) return { file, text: text.replace(/^#[ -~]*\n/, '') };
  }
  return undefined;
}
