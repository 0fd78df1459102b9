/**
 * Kustomizations of the forms that generate writes. A thousand clusters have ten thousand of them, which are built here in a moment;
 * any other form is left to Kustomize itself. A test holds what is built here against `kustomize build`.
 */
import { parseDocument } from '../../data/documents.ts';
import { isList, isObject, type Json, type JsonObject } from '../../data/json.ts';
import { KUSTOMIZATION } from '../../kustomize/kustomization.ts';
import { isOperation, type Operation } from './operations.ts';
import { type Replacement, readReplacement } from './replacements.ts';
import { type Selects, selection } from './selection.ts';

export type Texts = Readonly<Record<string, string>>;

export interface Patch {
  readonly selects: Selects;
  /** Undefined when it deletes what it selects. */
  readonly operations: readonly Operation[] | undefined;
}

export interface ConfigMapOfFiles {
  readonly name: string;
  readonly namespace: string;
  readonly files: readonly string[];
}

export interface PlainKustomization {
  /** Relative to the folder of the kustomization. */
  readonly resources: readonly string[];
  readonly configMaps: readonly ConfigMapOfFiles[];
  /** Of the ConfigMaps. */
  readonly options: { readonly labels: Texts; readonly annotations: Texts };
  readonly patches: readonly Patch[];
  /** Of all objects. */
  readonly labels: Texts;
  readonly replacements: readonly Replacement[];
}

/** What a kustomization says; undefined when only Kustomize can tell. */
export function readPlain(text: string): PlainKustomization | undefined {
  const document = parseDocument(text);
  if (!isObject(document)) return undefined;
  const { apiVersion, kind, ...fields } = document;
  if (apiVersion !== KUSTOMIZATION.apiVersion || kind !== KUSTOMIZATION.kind) return undefined;
  const { resources, configMapGenerator, generatorOptions, patches, labels, replacements, ...others } = fields;
  const read = {
    resources: eachOf(resources, plainPath),
    configMaps: eachOf(configMapGenerator, configMap),
    options:
      configMapGenerator === undefined && generatorOptions === undefined ? NO_OPTIONS : options(generatorOptions),
    patches: eachOf(patches, patch),
    labels: eachOf(labels, pairs),
    replacements: eachOf(replacements, readReplacement),
  };
  if (Object.keys(others).length > 0 || !isComplete(read)) return undefined;
  return { ...read, labels: Object.assign({}, ...read.labels), replacements: read.replacements.flat() };
}

type Complete<T> = { readonly [Key in keyof T]: Exclude<T[Key], undefined> };

function isComplete<T extends object>(read: T): read is T & Complete<T> {
  return Object.values(read).every((value) => value !== undefined);
}

/** What each item of a list comes to; undefined when one of them is not plain. */
function eachOf<T>(list: Json | undefined, read: (item: Json) => T | undefined): readonly T[] | undefined {
  if (list === undefined) return [];
  if (!isList(list)) return undefined;
  const items = list.map(read);
  return items.every((item) => item !== undefined) ? items : undefined;
}

function plainPath(path: Json): string | undefined {
  return typeof path === 'string' && /^[\w./-]+$/.test(path) && !path.startsWith('/') ? path : undefined;
}

function texts(map: Json | undefined): Texts | undefined {
  if (!isObject(map)) return undefined;
  const entries = Object.entries(map).flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : []));
  return entries.length === Object.keys(map).length ? Object.fromEntries(entries) : undefined;
}

/** Labels of the objects themselves: of selectors and pods they would need a word more. */
function pairs(entry: Json): Texts | undefined {
  return isObject(entry) && Object.keys(entry).length === 1 ? texts(entry.pairs) : undefined;
}

const NO_OPTIONS: PlainKustomization['options'] = { labels: {}, annotations: {} };

/** Without the hash of the content in each name. */
function options(said: Json | undefined): PlainKustomization['options'] | undefined {
  if (!isObject(said)) return undefined;
  const { disableNameSuffixHash, labels = {}, annotations = {}, ...others } = said;
  const read = { labels: texts(labels), annotations: texts(annotations) };
  return disableNameSuffixHash === true && Object.keys(others).length === 0 && isComplete(read) ? read : undefined;
}

function configMap(entry: Json): ConfigMapOfFiles | undefined {
  if (!isObject(entry)) return undefined;
  const { name, namespace, files, ...others } = entry;
  const paths = eachOf(files, plainPath);
  if (typeof name !== 'string' || typeof namespace !== 'string' || Object.keys(others).length > 0) return undefined;
  return paths === undefined ? undefined : { name, namespace, files: paths };
}

function patch(entry: Json): Patch | undefined {
  if (!isObject(entry) || Object.keys(entry).some((field) => field !== 'target' && field !== 'patch')) return undefined;
  const selects = selection(entry.target);
  const said = typeof entry.patch === 'string' ? patchContent(entry.patch) : undefined;
  return selects === undefined || said === undefined ? undefined : { selects, operations: said.operations };
}

function patchContent(text: string): Pick<Patch, 'operations'> | undefined {
  // A list is no document that stands for an object.
  const content = parseDocument(text.startsWith('-') ? `list:\n${text}` : text);
  if (!isObject(content)) return undefined;
  if (isDeletion(content)) return { operations: undefined };
  const { list } = content;
  return text.startsWith('-') && isList(list) && list.every(isOperation) ? { operations: list } : undefined;
}

function isDeletion({ $patch, apiVersion, kind, metadata, ...others }: JsonObject): boolean {
  return $patch === 'delete' && Object.keys(others).length === 0;
}
