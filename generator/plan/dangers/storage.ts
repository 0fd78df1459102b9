/** Sizes of volumes. */

import type { Json } from '../../data/json.ts';
import { amountOf } from '../../data/quantity.ts';
import type { ComponentRule } from './danger.ts';
import { namedFields } from './subject.ts';

/** Fields by which objects and charts say how large a volume is. */
const SIZES: ReadonlySet<string> = new Set(['storage', 'size', 'requestedSize']);

export const shrunkStorage: ComponentRule = (view) =>
  namedFields(view).flatMap(({ path, name, before, after }) => {
    if (!SIZES.has(path.at(-1) ?? '')) return [];
    const [old, now] = [amount(before), amount(after)];
    if (old === undefined || now === undefined || now >= old) return [];
    const message = `${name} shrinks from ${before} to ${after}: a volume cannot, so the change is refused or leaves the volume as it is`;
    return [{ code: 'storage-shrunk', message }];
  });

/** Of a quantity of bytes; undefined for anything else. */
function amount(value: Json | undefined): number | undefined {
  return typeof value === 'string' && /^\d+(?:\.\d+)?(?:[KMGTPE]i?|k)?$/.test(value) ? amountOf(value) : undefined;
}
