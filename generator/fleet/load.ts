/** The input of a repository to its resolved fleet: reads, resolves, and asks the rules that need the whole fleet. */
import type { ComponentInput } from './component-input.ts';
import { type Diagnostic, sortedDiagnostics } from './diagnostic.ts';
import { readInputFiles } from './input-files.ts';
import { diagnoseInLowest } from './layer.ts';
import { missingManifestFolders } from './manifest-folders.ts';
import type { Fleet } from './model.ts';
import { type ResolvedFleet, resolveFleet } from './resolve.ts';

/** A judgement on the resolved fleet that needs more than the input: it says which component of which cluster is wrong. */
export type FleetRule = (fleet: Fleet) => readonly {
  readonly cluster: string;
  readonly component: string;
  readonly code: Diagnostic['code'];
  /** Below the component. */
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly hint: string;
}[];

/**
 * The resolved fleet of a repository, or every mistake in its input.
 * `pending` are files that are not written yet, by path: they are read as if they were there.
 */
export function loadFleet(
  repo: string,
  components: readonly ComponentInput[],
  rule: FleetRule,
  pending: ReadonlyMap<string, string> = new Map(),
): ResolvedFleet {
  const input = readInputFiles(repo, pending);
  const resolved = resolveFleet(input.fleet, input.clusters, components);
  const found = [...input.diagnostics, ...resolved.diagnostics, ...afterResolution(repo, resolved, rule)];
  const { layers } = resolved;
  return found.length > 0 ? { diagnostics: sortedDiagnostics(found), layers } : resolved;
}

/** What can only be told of input that is valid by itself. */
function afterResolution(repo: string, { fleet, layers }: ResolvedFleet, rule: FleetRule): readonly Diagnostic[] {
  if (fleet === undefined) return [];
  const ruled = rule(fleet).flatMap(({ cluster, component, ...finding }) =>
    diagnoseInLowest({ at: 'value', ...finding }, component, layers.get(cluster) ?? []),
  );
  return [...ruled, ...missingManifestFolders(repo, [...new Set([...layers.values()].flat())])];
}
