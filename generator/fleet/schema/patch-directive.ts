/**
 * `$patch` in an item of a list of raw Helm values: how a user removes or replaces generated items, in the notation of the
 * strategic merge patch of Kubernetes. `{$patch: replace}` alone replaces the whole list; beside a key, `delete` removes the item with that key
 * and `replace` puts this one in its place. It is an instruction for the merge and never reaches a chart.
 */

import { asText, isList, isObject, type Json, type JsonObject } from '../../data/json.ts';
import { didYouMean } from '../../text/did-you-mean.ts';
import type { Path } from '../parse/path.ts';

export const DIRECTIVE = '$patch';

const DIRECTIVES = ['delete', 'replace'] as const;
export type Directive = (typeof DIRECTIVES)[number];

/** The key of the value to remove from a list of plain values, as in `{$patch: delete, value: batch}`. */
export const PLAIN_VALUE = 'value';

/** The directive of an item of a list; undefined for an item that is merged. */
export function directiveOf(item: Json): Directive | undefined {
  if (!isObject(item) || !Object.hasOwn(item, DIRECTIVE)) return undefined;
  const said = item[DIRECTIVE];
  return DIRECTIVES.find((directive) => directive === said);
}

/** Whether an item says that the other items replace the whole list. */
export function replacesList(item: Json): boolean {
  return directiveOf(item) === 'replace' && isObject(item) && Object.keys(item).length === 1;
}

export function withoutDirective(item: JsonObject): JsonObject {
  const { [DIRECTIVE]: _, ...content } = item;
  return content;
}

export interface DirectiveMistake {
  /** Below the values, to the directive. */
  readonly path: Path;
  readonly message: string;
  readonly hint: string;
}

/** Every directive in the values of a user that is invalid, or in a place where it has no meaning. */
export function directiveMistakes(values: unknown, path: Path = [], isItem = false): readonly DirectiveMistake[] {
  if (isList(values)) return values.flatMap((item, index) => directiveMistakes(item, [...path, index], true));
  if (!isObject(values)) return [];
  const own = Object.hasOwn(values, DIRECTIVE) ? mistakesOf(values, [...path, DIRECTIVE], isItem) : [];
  return [...own, ...Object.entries(values).flatMap(([key, inner]) => directiveMistakes(inner, [...path, key]))];
}

function mistakesOf(map: JsonObject, path: Path, isItem: boolean): readonly DirectiveMistake[] {
  const said = asText(map[DIRECTIVE]);
  if (!isItem)
    return [
      {
        path,
        message: 'is an instruction for an item of a list, and is not in one',
        hint: 'set a key to null to remove it from a map',
      },
    ];
  if (directiveOf(map) === undefined)
    return [
      {
        path,
        message: `${said} is neither ${DIRECTIVES.join(' nor ')}`,
        hint: didYouMean(said, DIRECTIVES) ?? 'leave $patch out to merge the item',
      },
    ];
  const fields = Object.keys(withoutDirective(map));
  if (said === 'delete' && fields.length === 0)
    return [
      {
        path,
        message: 'does not say which item to delete',
        hint: `write its key beside it, as in {name: HTTP_PROXY, ${DIRECTIVE}: delete}`,
      },
    ];
  if (said === 'replace' && fields.join() === PLAIN_VALUE)
    return [
      {
        path,
        message: 'replaces a plain value by itself',
        hint: `delete it with {${DIRECTIVE}: delete, ${PLAIN_VALUE}: …} and add another`,
      },
    ];
  return [];
}
