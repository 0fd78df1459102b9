/**
 * Checks that a path in a kustomization is in the repository, and that Kustomize cannot read it as a URL.
 * Kustomize sends a request for everything with the scheme http or https, and runs Git for everything that begins with a scheme,
 * with `git::`, with a user before an @, or with github.com
 * (kubernetes-sigs/kustomize:api/internal/git/repospec.go, api/internal/loader/fileloader.go).
 */

import type { Position } from './plain-yaml.ts';

export interface PathMistake {
  readonly code: 'remote-resource' | 'outside-repository' | 'ambiguous-kustomization';
  /** Completes a sentence that begins with the path. */
  readonly message: string;
  readonly hint: string;
}

const ADDRESS = /[:?%\\]|^[a-z][\w-]*@|^github\.com\//i;
/** Letters and digits of any language, and common characters of file names. */
const PLAIN = /^[\p{L}\p{M}\p{N}_.@+~=,()[\] /-]*$/u;

const ON_ANOTHER_MACHINE: PathMistake = {
  code: 'remote-resource',
  message: 'which is a remote resource, or looks like one to Kustomize',
  hint: 'copy it into the repository and use the path of the copy: builds read only the repository',
};

const STRANGE: PathMistake = {
  code: 'ambiguous-kustomization',
  message: 'which contains a character that is not allowed in a path here',
  hint: 'rename it: letters, digits and . _ - + = @ ~ are allowed',
};

export const OUTSIDE: PathMistake = {
  code: 'outside-repository',
  message: 'which is outside of the repository',
  hint: 'copy it into the repository, and write the path relative to the folder of the kustomization',
};

const INSIDE_GIT: PathMistake = {
  code: 'outside-repository',
  message: 'which is inside the .git folder',
  hint: 'use files outside of .git',
};

/** What is wrong with the text of a path. */
export function mistakeInPath(written: string): PathMistake | undefined {
  if (ADDRESS.test(written)) return ON_ANOTHER_MACHINE;
  if (!PLAIN.test(written)) return STRANGE;
  if (written.startsWith('/')) return OUTSIDE;
  return /(^|\/)\.git(\/|$)/i.test(written) ? INSIDE_GIT : undefined;
}

/** A path in a kustomization, and its position. */
export interface WrittenPath extends Position {
  /** `resources`, `patches`, … */
  readonly field: string;
  /** As it is written, without the key of a source. */
  readonly written: string;
}

/** The path in a scalar, or the path after the key of a source. */
export function pathIn(scalar: ReadScalar, shape: 'path' | 'source'): string {
  const text = textOf(scalar);
  return shape === 'path' ? text : text.slice(text.indexOf('=') + 1);
}

interface ReadScalar {
  readonly value: unknown;
  /** As it is written. */
  readonly source?: string;
}

export function textOf({ value, source }: ReadScalar): string {
  // A number in YAML 1.2 may be text in YAML 1.1.
  return typeof value === 'string' ? value : (source ?? '');
}
