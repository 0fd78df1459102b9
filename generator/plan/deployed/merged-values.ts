/** Helm's values of several files, parsed and merged once for all clusters that have the same. */
import { hash } from 'node:crypto';
import type { DocumentReader } from '../../data/documents.ts';
import type { JsonObject } from '../../data/json.ts';
import { mergeValues } from '../../fleet/resolve/merge.ts';

/** Of the texts of the files, uppermost first. */
export type MergeValues = (texts: readonly string[]) => JsonObject;

export function valuesMemory(read: DocumentReader): MergeValues {
  const known = new Map<string, JsonObject>();
  const merge: MergeValues = (texts) => {
    const last = texts.at(-1);
    if (last === undefined) return {};
    const key = hash('sha1', texts.join('\0'), 'hex');
    const values = known.get(key) ?? mergeValues(merge(texts.slice(0, -1)), read(last).documents[0] ?? {});
    known.set(key, values);
    return values;
  };
  return merge;
}
