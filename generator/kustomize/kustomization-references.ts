/** The references of kustomization.yaml files: the edges between folders. */
import { posix } from 'node:path';
import type { WrittenPath } from './kustomization-path.ts';

/** The file names that Kustomize recognises. We write the first one. */
export const KUSTOMIZATION_FILES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'] as const;

export interface KustomizationReference extends WrittenPath {
  /** The kustomization that has the reference. */
  readonly file: string;
  /** Relative to the repository; starts with `..` if it is outside of the repository. */
  readonly path: string;
}

/** A path of the kustomization `file`, from the root of the repository. */
export function referenceTo(file: string, written: WrittenPath): KustomizationReference {
  const path = posix.join(posix.dirname(file), written.written).replace(/\/$/, '');
  return { ...written, file, path };
}
