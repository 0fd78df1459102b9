/** The images of Langfuse: the pods and the Job that migrates the databases use the same version. */

import { isObject, type Json, type JsonObject } from '../../data/json.ts';
import { mergeValues } from '../../fleet/resolve/merge.ts';
import type { Mistake } from '../../stack/component.ts';
import { CHARTS, LANGFUSE_VERSION } from '../charts.ts';
import type { LangfuseSettings } from './settings.ts';

export function imageRepository({ image }: LangfuseSettings, name: 'langfuse' | 'langfuse-worker'): string {
  return `${image.registry}/langfuse/${name}`;
}

export function imageTag({ image }: LangfuseSettings): string {
  return image.tag ?? LANGFUSE_VERSION;
}

/** The image of web, which contains the migrations. */
export function webImage(s: LangfuseSettings): string {
  return `${imageRepository(s, 'langfuse')}:${imageTag(s)}`;
}

/** Settings by which the pods would run another version of Langfuse than the migration Job; `raws` are values of the chart, by level. */
export function imageMistakes(s: LangfuseSettings, raws: readonly JsonObject[] = []): readonly Mistake[] {
  return [...unknownVersion(s), ...otherImages(raws.reduce(mergeValues, {}))];
}

/** The version of Langfuse in a chart is known only for the chart version that was tested. */
function unknownVersion({ version, image }: LangfuseSettings): readonly Mistake[] {
  if (version === undefined || version === CHARTS.langfuse.version || image.tag !== undefined) return [];
  return [
    {
      code: 'invalid-value',
      path: ['version'],
      message: `pins another chart version than ${CHARTS.langfuse.version}, so the version of Langfuse must be set too`,
      hint: 'set components.langfuse.image.tag to the appVersion of the chart, which `helm show chart` prints',
    },
  ];
}

const IMAGES = [['image'], ['web', 'image'], ['worker', 'image']] as const;

function otherImages(values: JsonObject): readonly Mistake[] {
  return IMAGES.flatMap((keys) => ['tag', 'repository'].map((key) => ['langfuse', ...keys, key]))
    .filter((path) => {
      const value = path.reduce<Json | undefined>((part, key) => (isObject(part) ? part[key] : undefined), values);
      return value !== undefined && value !== null && value !== '';
    })
    .map((path) => ({
      code: 'invalid-value',
      path: ['values', ...path],
      message: 'has no effect on the Job that migrates the databases, which must have the same version as the pods',
      hint: 'set components.langfuse.image instead',
    }));
}
