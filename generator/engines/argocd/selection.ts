/** How the controller of ApplicationSets reads what `generators.ts` writes. */
import { fieldAt, listAt, mapAt, textAt } from '../../data/fields.ts';
import type { JsonObject } from '../../data/json.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';

/** The patch of a template: what the entry of the cluster says, mostly nothing. Argo CD has the functions of Sprig. */
export const PATCH = '{{ toJson (get . "application" | default dict) }}';

/** A parameter in a template; its path is the first group. */
export const PARAMETER = /\{\{\s*\.([\w.]+)\s*\}\}/g;

/** The clusters that a generator selects, and the Git generator that reads their parameters. */
export interface Selection {
  readonly selector: JsonObject;
  readonly git: JsonObject;
}

export function selectionsOf(applicationSet: Manifest): readonly Selection[] {
  return listAt(applicationSet, 'spec', 'generators').map((generator) => {
    // First the selector of clusters, then the files at the ref of their wave; or both in one generator.
    const [who = generator, what = generator] = listAt(generator, 'merge', 'generators');
    return { selector: mapAt(who, 'selector'), git: mapAt(what, 'git') };
  });
}

/** The fields that the controller puts over those of the template; null removes one. */
export function patchOf(applicationSet: Manifest, parameters: JsonObject): JsonObject {
  return textAt(applicationSet, 'spec', 'templatePatch') === PATCH ? mapAt(parameters, 'application') : {};
}

/** Whether a selector selects a cluster with these parameters. An expression without values selects none. */
export function selects(selector: JsonObject, parameters: JsonObject): boolean {
  return listAt(selector, 'matchExpressions').every((expression) => {
    const values = listAt(expression, 'values');
    const isIn = values.includes(fieldAt(parameters, textAt(expression, 'key')) ?? null);
    return values.length > 0 && (textAt(expression, 'operator') === 'NotIn' ? !isIn : isIn);
  });
}
