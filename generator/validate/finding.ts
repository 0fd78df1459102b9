/** What validation finds, in one shape whoever found it: kustomize, kubeconform or a rule of ours. */
export interface Finding {
  /** Stable: people filter by it. docs/lint.md says what each one means. */
  readonly code: string;
  /** A file, or a folder that was built; relative to the repository. */
  readonly file: string;
  /** `Kind/namespace/name`, when it is about an object. */
  readonly object?: string | undefined;
  readonly message: string;
  readonly hint?: string | undefined;
}

/** Each finding once, in reading order. */
export function inOrder(findings: Iterable<Finding>): readonly Finding[] {
  const byKey = new Map<string, Finding>();
  for (const finding of findings) {
    const { file, object = '', code, message } = finding;
    byKey.set([file, object, code, message].join('\0'), finding);
  }
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, finding]) => finding);
}
