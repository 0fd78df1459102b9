/** Images in Kubernetes objects and in the pods that Helm values describe: every field that names one. */
import { isList, isObject, type Json, type JsonObject } from '../data/json.ts';
import type { Path } from '../fleet/parse/path.ts';
import { imageName } from './reference.ts';

/** An image as a field of data says it. */
export interface FoundImage {
  /** Of the field. */
  readonly path: Path;
  /** With its registry. */
  readonly image: string;
}

/** Containers and Instrumentations say `image`, and a Cluster of CloudNativePG `imageName`. */
const FIELDS: ReadonlySet<string> = new Set(['image', 'imageName']);

/** The data with other images. */
export function withImages<T extends Json>(data: T, other: (image: string) => string): T;
export function withImages(data: Json, other: (image: string) => string): Json {
  if (isList(data)) return mapped(data, (item) => withImages(item, other));
  if (!isObject(data) || isDefinition(data)) return data;
  const entries = Object.entries(data).map(([key, value]): [string, Json] => [
    key,
    FIELDS.has(key) ? withImage(value, other) : withImages(value, other),
  ]);
  return entries.every(([key, value]) => data[key] === value) ? data : Object.fromEntries(entries);
}

/** The same list if no item is another, so that what nothing changes stays the same data. */
function mapped(list: readonly Json[], change: (item: Json) => Json): readonly Json[] {
  const items = list.map(change);
  return items.every((item, index) => item === list[index]) ? list : items;
}

function withImage(value: Json, other: (image: string) => string): Json {
  if (typeof value === 'string') return value === '' ? value : other(value);
  if (!isParted(value)) return withImages(value, other);
  const repository = other(value.repository);
  return repository === value.repository ? value : { ...value, repository };
}

/** As objects of ClickHouse's operator say it. Values of charts are read as `charts/images.ts` says. */
function isParted(value: Json): value is JsonObject & { readonly repository: string } {
  return (
    isObject(value) &&
    typeof value.repository === 'string' &&
    value.repository !== '' &&
    typeof value.registry !== 'string'
  );
}

/** Its schema describes images, and names none. */
function isDefinition({ kind }: JsonObject): boolean {
  return kind === 'CustomResourceDefinition';
}

/** Every image, in the order of the data. */
export function imagesIn(data: Json, path: Path = []): readonly FoundImage[] {
  if (isList(data)) return data.flatMap((item, index) => imagesIn(item, [...path, index]));
  if (!isObject(data) || isDefinition(data)) return [];
  return Object.entries(data).flatMap(([key, value]) => {
    const at = [...path, key];
    if (!FIELDS.has(key)) return imagesIn(value, at);
    if (typeof value === 'string') return value === '' ? [] : [{ path: at, image: value }];
    if (isParted(value)) return [{ path: at, image: tagged(value) }];
    return imagesIn(value, at);
  });
}

function tagged({ repository, tag }: JsonObject & { readonly repository: string }): string {
  const isNamed = imageName(repository).version !== '' || (typeof tag !== 'string' && typeof tag !== 'number');
  return isNamed ? repository : `${repository}:${tag}`;
}
