/**
 * Zod types for names of branches and tags: what Git accepts (git-check-ref-format, and `git branch` and `git tag`, which are stricter),
 * except names that a program between the input and the engines would interpret differently.
 */
import * as z from 'zod';
import { advised } from './advice.ts';

interface Mistake {
  readonly message: string;
  readonly hint?: string | undefined;
}

/** What Git refuses in a name, below `refs/heads/` or `refs/tags/`. */
const REFUSED_BY_GIT: readonly (readonly [RegExp, string])[] = [
  [/^$/, 'is empty'],
  [/[\0-\x20\x7f]/, 'has a space or a control character'],
  [/[~^:?*[\\]/, 'has one of the characters ~ ^ : ? * [ \\'],
  [/\.\./, 'has two dots in a row'],
  [/@\{/, 'has @{'],
  [/^\/|\/$|\/\//, 'has an empty part before or after a slash'],
  [/(?:^|\/)\./, 'has a part that begins with a dot'],
  [/\.$/, 'ends with a dot'],
  [/\.lock(?:\/|$)/, 'has a part that ends with .lock'],
  [/^-/, 'begins with a hyphen'],
  [/^HEAD$/, 'is HEAD, which stands for whatever is checked out'],
];

/** What Git accepts, and we do not. */
const REFUSED_BY_US: readonly (readonly [RegExp, string])[] = [
  [/^@$/, 'is @, which stands for HEAD'],
  [/^(?:FETCH|ORIG|MERGE|CHERRY_PICK|REVERT|BISECT|REBASE)_HEAD$/, 'is a name that Git reserves'],
  [/\{\{|\}\}/, 'has {{ or }}, which Argo CD reads as a template'],
  [/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u, 'has an invisible character'],
];

/** Why Git refuses a name for a branch or tag; undefined when Git accepts it. */
export function refusedByGit(name: string): string | undefined {
  return REFUSED_BY_GIT.find(([form]) => form.test(name))?.[1];
}

function mistakeInName(name: string): string | undefined {
  return refusedByGit(name) ?? REFUSED_BY_US.find(([form]) => form.test(name))?.[1];
}

function mistakeInBranch(name: string): Mistake | undefined {
  const [, kind, rest = ''] = /^refs\/(heads|tags|[^/]*)\/?(.*)$/s.exec(name) ?? [];
  if (kind === 'heads') return { message: 'is a full ref and not a name of a branch', hint: `did you mean ${rest}?` };
  if (kind !== undefined)
    return { message: 'is a full ref and not a name of a branch', hint: 'write the name of the branch alone' };
  return worded(mistakeInName(name), 'cannot be the name of a branch: it');
}

function mistakeInRef(ref: string): Mistake | undefined {
  const [, kind, name = ''] = /^refs\/(?:(heads|tags)(?:\/(.*)|$))?/s.exec(ref) ?? [undefined, 'heads', ref];
  if (kind === undefined) return { message: 'is a ref to neither a branch (refs/heads/…) nor a tag (refs/tags/…)' };
  return worded(
    mistakeInName(name),
    `cannot be ${kind === 'heads' ? 'a branch' : 'a tag'}: ${ref === name ? 'it' : `its name`}`,
  );
}

function worded(mistake: string | undefined, start: string): Mistake | undefined {
  return mistake === undefined ? undefined : { message: `${start} ${mistake}` };
}

function without(mistakeIn: (text: string) => Mistake | undefined, title: string, example: string): z.ZodString {
  return z
    .string()
    .superRefine((text, context) => {
      const mistake = mistakeIn(text);
      if (mistake !== undefined) context.addIssue(advised(mistake.message, mistake.hint));
    })
    .meta({ title, examples: [example] });
}

/** The name alone, e.g. `main` or `release/all`. */
export const branchName = without(mistakeInBranch, 'branch', 'main');

/** A branch, or a full ref to a branch or tag; the output is a full ref. */
export const gitRef = without(mistakeInRef, 'branch or Git ref', 'release/all').transform((ref) =>
  ref.startsWith('refs/') ? ref : `refs/heads/${ref}`,
);
