/** What kustomization.yaml files name: the edges between folders. */
import { posix } from 'node:path';
import type { WrittenPath } from './kustomization-path.ts';

/** The names by which Kustomize finds the file. Ours have the first one. */
export const KUSTOMIZATION_FILES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'] as const;

export interface KustomizationReference extends WrittenPath {
  /** The kustomization that names it. */
  readonly file: string;
  /** Relative to the repository; starts with `..` when it leads out of it. */
  readonly path: string;
}

/** A path of the kustomization `file`, from the root of the repository. */
export function referenceTo(file: string, written: WrittenPath): KustomizationReference {
  const path = posix.join(posix.dirname(file), written.written).replace(/\/$/, '');
  return { ...written, file, path };
}
