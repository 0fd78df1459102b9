/** A mistake in the input, as data: what, where, why, and what to do. Rendering is elsewhere. */

/** Every code and what it means. Codes are stable: people search for them and scripts compare them. */
export const DIAGNOSTIC_CODES = {
  'alias-bomb': 'Aliases expand without end, or to much more than the file contains.',
  'backup-in-cluster': 'Backups of a cluster of size large are in the cluster itself, and are lost with it.',
  'cluster-differs': 'The cluster is not as its input says, or lacks something that is needed. Only `doctor` asks it.',
  'cluster-only': 'A setting that must differ between clusters is set where several clusters share it.',
  'comment-as-value': 'A value starts with #, which starts a comment in YAML: the value is empty.',
  'duplicate-cluster': 'Two folders describe a cluster with the same name.',
  'duplicate-host': 'Two UIs have the same public host name, on one cluster or two.',
  'duplicate-key': 'A map has the same key twice.',
  'duplicate-name': 'Two items of a list have the same name.',
  'empty-file': 'The file contains no document.',
  'external-incomplete': 'A component is external, but its address or its credentials are missing.',
  'external-unused': 'The settings below external are set, but the mode of the component is not external.',
  'file-too-large': 'The file is larger than the maximum for an input file.',
  'foreign-namespace': 'A component would run in the namespace of an operator that is already installed.',
  'group-unused': 'A group matches no cluster.',
  'invalid-manifests':
    'A folder in manifests has no kustomization.yaml, or is one that generate writes or that only another cluster reads.',
  'invalid-component':
    'A component of your own refers to something that is not there, or takes a name, a namespace or a chart of ours.',
  'invalid-value': 'The value has the right type but cannot be used.',
  'list-replaced': 'A list of Helm values would replace a generated one and remove items from it.',
  'merge-conflict': 'The file contains conflict markers of a Git merge.',
  'missing-field': 'A required field is missing.',
  'missing-file': 'fleet.yaml is missing, or an input file is a link, has a wrong name or cannot be read.',
  'name-mismatch': 'The name of a cluster differs from the name of its folder.',
  'not-backed-up': 'A store of a cluster of size large has no backups.',
  'not-utf8': 'The file is not UTF-8 text.',
  'required-component-disabled': 'A component is disabled, but a deployed component needs it.',
  'secret-in-input': 'A value looks like a secret in plain text: everybody who can read the repository could read it.',
  'secret-unknown': 'A credential that cannot be generated is needed, but secrets.provider is generated.',
  'setting-unused': 'A setting has no effect: in the chosen mode, or because of other settings.',
  'several-documents': 'The file contains more than one YAML document.',
  'too-deep': 'The file is nested deeper than the maximum for an input file.',
  'unknown-component': 'No component has this name.',
  'unknown-environment': 'The fleet has no environment with this name.',
  'unknown-instance': 'The fleet has no instance of Argo CD with this name.',
  'unknown-key': 'The field does not exist here.',
  'unknown-value': 'The value is not one of the allowed values.',
  'unknown-cluster': 'The fleet has no cluster with this name.',
  'unknown-wave': 'The fleet has no wave with this name.',
  'wrong-folder': 'repository.path is not the folder of the fleet in its Git repository.',
  'wrong-type': 'The value has a different type than the field.',
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
  /** The line of the file at that position, or the part of a long line around it. */
  readonly sourceLine?: string;
  /** How many characters of the line are left out before that part. */
  readonly sourceStart?: number;
  /** What was found there, where a code has several kinds of it: for programs, and not in text. */
  readonly names?: readonly string[];
}

/** By file, line and column, each mistake once. */
export function sortedDiagnostics(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const place = (d: Diagnostic): string =>
    [d.file, String(d.line).padStart(8), String(d.column).padStart(8), d.code, d.path].join('\0');
  const byPlace = new Map(diagnostics.map((diagnostic) => [place(diagnostic), diagnostic]));
  return [...byPlace.keys()].sort().flatMap((key) => byPlace.get(key) ?? []);
}
