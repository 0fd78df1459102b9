/** JSON patches (RFC 6902) as Kustomize applies them, as far as generate writes them. */
import { isList, isObject, type Json, type JsonObject } from '../../data/json.ts';

/** Something that only Kustomize itself can tell. */
export const NOT_PLAIN = Symbol('only Kustomize can build this');

export type Operation = { readonly op: 'add' | 'remove' | 'replace'; readonly path: string; readonly value?: Json };

export function isOperation(value: Json): value is JsonObject & Operation {
  return (
    isObject(value) &&
    typeof value.path === 'string' &&
    value.path.startsWith('/') &&
    (value.op === 'remove' || ((value.op === 'add' || value.op === 'replace') && value.value !== undefined))
  );
}

/** The value with the operations applied. Throws NOT_PLAIN where Kustomize may do something else, or refuse it. */
export function operated(value: Json, operations: readonly Operation[]): Json {
  const after = operations.reduce((before, operation) => applied(before, tokens(operation.path), operation), value);
  // Kustomize drops a map whose last key is removed.
  if (operations.some(({ op, path }) => op === 'remove' && isEmptyAt(after, tokens(path).slice(0, -1))))
    throw NOT_PLAIN;
  return after;
}

function isEmptyAt(value: Json, path: readonly string[]): boolean {
  const found = path.reduce<Json | undefined>((at, step) => {
    if (isList(at)) return at[Number(step)];
    return isObject(at) ? at[step] : undefined;
  }, value);
  return isObject(found) && Object.keys(found).length === 0;
}

/** RFC 6901. */
function tokens(path: string): readonly string[] {
  return path
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function applied(value: Json, [token = '', ...rest]: readonly string[], operation: Operation): Json {
  if (isList(value)) return appliedToList(value, token, rest, operation);
  if (!isObject(value)) throw NOT_PLAIN;
  const has = Object.hasOwn(value, token);
  if (rest.length > 0) {
    if (!has) throw NOT_PLAIN;
    return { ...value, [token]: applied(value[token] ?? null, rest, operation) };
  }
  if (operation.op === 'add') return { ...value, [token]: operation.value ?? null };
  if (!has) throw NOT_PLAIN;
  if (operation.op === 'replace') return { ...value, [token]: operation.value ?? null };
  const { [token]: _, ...others } = value;
  return others;
}

function appliedToList(list: readonly Json[], token: string, rest: readonly string[], operation: Operation): Json {
  const index = token === '-' ? list.length : /^(?:0|[1-9]\d*)$/.test(token) ? Number(token) : Number.NaN;
  const isInside = index < list.length;
  if (rest.length > 0 && isInside) return list.with(index, applied(list[index] ?? null, rest, operation));
  if (rest.length > 0 || !(isInside || (operation.op === 'add' && index === list.length))) throw NOT_PLAIN;
  if (operation.op === 'add') return list.toSpliced(index, 0, operation.value ?? null);
  return operation.op === 'replace' ? list.with(index, operation.value ?? null) : list.toSpliced(index, 1);
}
