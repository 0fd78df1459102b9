/** What a company writes on all objects. */
import { isObject, type Json } from '../data/json.ts';
import type { Manifest } from './manifest.ts';

type Texts = Readonly<Record<string, string>>;

export interface CommonMetadata {
  readonly labels: Texts;
  readonly annotations: Texts;
}

/** The object with the labels and annotations; its own win. Selectors and templates of pods stay as they are. */
export function withCommonMetadata(manifest: Manifest, { labels, annotations }: CommonMetadata): Manifest {
  const { metadata } = manifest;
  const added = {
    ...addedTo('labels', labels, metadata.labels),
    ...addedTo('annotations', annotations, metadata.annotations),
  };
  return Object.keys(added).length === 0 ? manifest : { ...manifest, metadata: { ...metadata, ...added } };
}

function addedTo(field: keyof CommonMetadata, common: Texts, own: Json | undefined) {
  return Object.keys(common).length === 0 ? {} : { [field]: { ...common, ...(isObject(own) ? own : {}) } };
}
