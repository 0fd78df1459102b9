/** Images in the values of a chart: those that the chart runs, and those of pods that the values describe. */
import type { ChartImage, ImagesOfChart } from '../charts/images.ts';
import { mapAt, textAt } from '../data/fields.ts';
import type { Json, JsonObject } from '../data/json.ts';
import { mergeValues } from '../fleet/resolve/merge.ts';
import { type FoundImage, imagesIn, withImages } from './in-objects.ts';
import { mirroredImage, mirroredRegistry } from './mirror.ts';
import { imageName } from './reference.ts';

/** The values with which a chart takes every image from the mirror; from the registry of upstream where there is none. */
export function mirroredValues(values: JsonObject, { images }: ImagesOfChart, prefix: string): JsonObject {
  const ofPods = withImages(values, (image) => mirroredImage(image, prefix));
  return images.map((image) => placed(image, values, prefix)).reduce(mergeValues, ofPods);
}

/** Where the mirror is said: in the registry, or with the whole repository. */
function placed({ at, name, registry }: ChartImage, values: JsonObject, prefix: string): JsonObject {
  const said = mapAt(values, ...at.split('.'));
  return nested(
    at,
    registry === 'apart'
      ? { registry: mirroredRegistry(textAt(said, 'registry') || imageName(name).registry, prefix) }
      : { repository: mirroredImage(textAt(said, 'repository') || name, prefix) },
  );
}

/**
 * Every image that a chart runs with these values. One has no version where neither the values say it nor we know it, as of another
 * version of the chart than the one that was read.
 */
export function imagesOfValues(
  values: JsonObject,
  { images }: ImagesOfChart,
  isVersionRead = true,
): readonly FoundImage[] {
  const ofChart = images.map(({ at, name, registry, tag = '' }): FoundImage => {
    const said = mapAt(values, ...at.split('.'));
    const own = imageName(name);
    const place =
      registry === 'apart'
        ? `${textAt(said, 'registry') || own.registry}/${textAt(said, 'repository') || own.repository}`
        : textAt(said, 'repository') || name;
    return { path: at.split('.'), image: withVersion(place, said, isVersionRead ? tag : '') };
  });
  const known = new Set(ofChart.map(({ path }) => path.join('.')));
  return [...ofChart, ...imagesIn(values).filter(({ path }) => !known.has(path.join('.')))];
}

/** A digest counts more than a tag, and what the values say more than the chart. */
function withVersion(place: string, said: JsonObject, tag: string): string {
  const version = textAt(said, 'tag') || tag;
  const digest = textAt(said, 'digest') || textAt(said, 'sha');
  const hash = digest === '' ? '' : `@${digest.startsWith('sha256:') ? digest : `sha256:${digest}`}`;
  return `${place}${version === '' ? '' : `:${version}`}${hash}`;
}

/** A value at a path of maps. */
export function nested(path: string, value: Json): JsonObject {
  const [last = '', ...above] = path.split('.').reverse();
  return above.reduce<JsonObject>((inner, key) => ({ [key]: inner }), { [last]: value });
}
