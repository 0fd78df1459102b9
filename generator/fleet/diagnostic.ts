/** A mistake in the input, as data: what, where, why, and what to do. Rendering is elsewhere. */

/** Every code and what it means. Codes are stable: people search for them and scripts compare them. */
export const DIAGNOSTIC_CODES = {
  'alias-bomb': 'Aliases expand without end, or to far more than the file holds.',
  'cluster-only': 'A setting that no two clusters can share stands where several share it.',
  'comment-as-value': 'A value begins with #, which begins a comment in YAML, so that there is none.',
  'duplicate-cluster': 'Two folders describe a cluster of the same name.',
  'duplicate-host': 'Two clusters have the same public host names.',
  'duplicate-key': 'A map has the same key twice.',
  'duplicate-name': 'Two entries of a list have the same name.',
  'empty-file': 'The file holds no document.',
  'external-incomplete': 'A component is external, but the input does not say where it is or how to sign in.',
  'external-unused': 'The input says where a component runs elsewhere, but not that it does.',
  'file-too-large': 'The file is larger than any input should be.',
  'foreign-namespace': 'A component would run in the namespace of an operator that was there before.',
  'invalid-manifests': 'A folder of manifests is not one that Kustomize can read from here.',
  'invalid-value': 'The value has the right type but cannot be used.',
  'list-replaced': 'A list of Helm values would replace a generated one and remove items from it.',
  'merge-conflict': 'Git has left both sides of a merge in the file.',
  'missing-field': 'A required field is absent.',
  'missing-file': 'There is no fleet.yaml, or an input is a link, has another name or cannot be read.',
  'name-mismatch': "A cluster's name differs from its folder's.",
  'not-utf8': 'The file is not UTF-8 text.',
  'required-component-disabled': 'A component is disabled while a deployed one needs it.',
  'secret-in-input':
    'Something that looks like a secret is written out; everybody who may read the repository would have it.',
  'secret-unknown': 'A credential that only people can know is to come from secrets that are generated.',
  'setting-unused': 'The input says something that nothing comes of: in the mode chosen, or beside the other settings.',
  'several-documents': 'The file holds more than one YAML document.',
  'too-deep': 'The file is nested more deeply than any input should be.',
  'unknown-component': 'There is no component of that name.',
  'unknown-environment': 'The fleet has no environment of that name.',
  'unknown-key': 'There is no field of that name here.',
  'unknown-value': 'The value is none of those allowed.',
  'unknown-wave': 'The fleet has no wave of that name.',
  'wrong-type': 'The value has another type than the field.',
  'yaml-syntax': 'The file is not valid YAML.',
} as const;

export type DiagnosticCode = keyof typeof DIAGNOSTIC_CODES;

export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly message: string;
  /** Relative to the repository. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  /** Dotted path of the field; empty for the whole file. */
  readonly path: string;
  readonly hint?: string;
  /** The line of the file that the position is in; of a long one the part around it. */
  readonly sourceLine?: string;
  /** How many characters of the line are left out before that part. */
  readonly sourceStart?: number;
}

/** By file, line and column, each mistake once. */
export function sortedDiagnostics(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const place = (d: Diagnostic): string =>
    [d.file, String(d.line).padStart(8), String(d.column).padStart(8), d.code, d.path].join('\0');
  const byPlace = new Map(diagnostics.map((diagnostic) => [place(diagnostic), diagnostic]));
  return [...byPlace.keys()].sort().flatMap((key) => byPlace.get(key) ?? []);
}
