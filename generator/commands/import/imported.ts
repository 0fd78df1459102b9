/** What was found to be written, or why nothing is. */
import type { KubeContext } from '../../live/clusters/kubeconfig.ts';
import type { ExitCode } from '../io.ts';

export interface ImportedFile {
  readonly name: string;
  /** That it was asked by; undefined for a cluster that was only told of. */
  readonly context: KubeContext | undefined;
  /** For the template of its file. */
  readonly input: object;
}

export type Imported =
  | { readonly clusters: readonly ImportedFile[]; readonly notes: readonly string[] }
  | { readonly mistakes: readonly string[]; readonly code: ExitCode };
