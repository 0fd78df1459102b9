/** What a component says with every image from the mirror of the level, and the Secrets to pull them with. */
import { imagesOfChart } from '../charts/images.ts';
import type { JsonObject } from '../data/json.ts';
import type { Level, Registry } from '../fleet/model.ts';
import { withImages } from '../images/in-objects.ts';
import { mirroredValues } from '../images/in-values.ts';
import { mirroredImage } from '../images/mirror.ts';
import { objectWithPullSecrets, valuesWithPullSecrets } from '../images/pull-secrets.ts';
import type { Manifest } from '../kubernetes/manifest.ts';
import type { Component } from '../stack/component.ts';

/** Where a layer above may name a mirror: the places of upstream, written out. */
const UPSTREAM: Registry = { images: '', pullSecrets: [] };

/** The values of a component with a chart; the user's own come over them. */
export function valuesThroughMirror(
  { chart }: Pick<Component, 'chart'>,
  values: JsonObject,
  said: Registry,
  taken: Level['taken'] = [],
): JsonObject {
  const { images, pullSecrets } = taken.includes('registry') ? { ...UPSTREAM, ...said } : said;
  if (chart === undefined || (images === undefined && pullSecrets === undefined)) return values;
  const ofChart = imagesOfChart(chart.name);
  const mirrored = images === undefined ? values : mirroredValues(values, ofChart, images);
  // Also an empty list: a layer below one with names could not take the value away.
  return pullSecrets === undefined ? mirrored : valuesWithPullSecrets(mirrored, ofChart, pullSecrets);
}

export function manifestsThroughMirror(
  manifests: readonly Manifest[],
  { images, pullSecrets = [] }: Registry,
): readonly Manifest[] {
  if (images === undefined && pullSecrets.length === 0) return manifests;
  return manifests.map((manifest) => {
    const mirrored = images === undefined ? manifest : withImages(manifest, (image) => mirroredImage(image, images));
    return pullSecrets.length === 0 ? mirrored : objectWithPullSecrets(mirrored, pullSecrets);
  });
}
