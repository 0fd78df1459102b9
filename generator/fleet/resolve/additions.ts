/** What a user adds to components at one level besides settings: patches, own manifests and raw Helm values. */
import { isObject, type JsonObject } from '../../data/json.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { Additions, UserPatch } from '../model.ts';
import { ADDITION_KEYS, additionsSchema } from '../schema/component-input.ts';
import { diagnoseIssues, type Issue, issuesOf } from '../schema/issues.ts';
import { type Layer, placeIn } from './layer.ts';
import { valuesOfOneLayer } from './one-layer-values.ts';

export interface AdditionsResult {
  readonly additions: ReadonlyMap<string, Additions>;
  readonly diagnostics: readonly Diagnostic[];
}

/** The patches and manifests of one layer; a level inherits none from above. */
export function additionsOf(layer: Layer): AdditionsResult {
  const { document, components } = layer;
  const additions = new Map<string, Additions>();
  const diagnostics: Diagnostic[] = [];
  for (const [name, raw] of Object.entries(components)) {
    const own = Object.fromEntries(ADDITION_KEYS.flatMap((key) => (Object.hasOwn(raw, key) ? [[key, raw[key]]] : [])));
    const parsed = additionsSchema.safeParse(own, { reportInput: true });
    if (!parsed.success) {
      const issues = issuesOf(additionsSchema, parsed.error).map(withManifestsCode);
      const placed = issues.map((issue) => ({ ...issue, path: placeIn(layer, [name, ...issue.path]) }));
      diagnostics.push(...diagnoseIssues(document, placed));
    } else if (parsed.data.patches.length + parsed.data.manifests.length > 0)
      additions.set(name, { patches: parsed.data.patches.map(toPatch), manifestFolders: parsed.data.manifests });
  }
  return { additions, diagnostics };
}

/** Of several layers that are written as one, the uppermost first. A folder is built once. */
export function joinedAdditions(layers: readonly ReadonlyMap<string, Additions>[]): ReadonlyMap<string, Additions> {
  const joined = new Map<string, Additions>();
  for (const [name, { patches, manifestFolders }] of layers.flatMap((additions) => [...additions])) {
    const above = joined.get(name);
    joined.set(name, {
      patches: [...(above?.patches ?? []), ...patches],
      manifestFolders: [...new Set([...(above?.manifestFolders ?? []), ...manifestFolders])],
    });
  }
  return joined;
}

function withManifestsCode(issue: Issue): Issue {
  if (issue.path[0] !== 'manifests' || issue.code !== 'invalid-value') return issue;
  return {
    ...issue,
    code: 'invalid-manifests',
    hint: 'use a folder that contains a kustomization.yaml, such as team/grafana',
  };
}

function toPatch({
  target,
  patch,
}: {
  readonly target?: Readonly<Record<string, string | undefined>> | undefined;
  readonly patch: string;
}): UserPatch {
  if (target === undefined) return { patch };
  const said = Object.entries(target).flatMap(([field, value]) =>
    value === undefined ? [] : [[field, value] as const],
  );
  return { target: Object.fromEntries(said), patch };
}

/**
 * Raw Helm values by component, from the uppermost layer down: of each level above, and of the files that make this one. They are merged
 * later, with the generated values.
 */
export function rawValues(above: readonly Layer[], own: readonly Layer[]): ReadonlyMap<string, readonly JsonObject[]> {
  const [upper, lower] = [valuesByComponent(above), valuesByComponent(own)];
  const names = new Set([...upper.keys(), ...lower.keys()]);
  return new Map(
    [...names].map((name) => [name, [...(upper.get(name) ?? []), ...valuesOfOneLayer(lower.get(name) ?? [])]]),
  );
}

function valuesByComponent(layers: readonly Layer[]): ReadonlyMap<string, readonly JsonObject[]> {
  const raw = new Map<string, readonly JsonObject[]>();
  for (const { components } of layers)
    for (const [name, { values }] of Object.entries(components))
      if (isObject(values)) raw.set(name, [...(raw.get(name) ?? []), values]);
  return raw;
}
