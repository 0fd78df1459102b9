/** Backups and restore drills in the sizes: the same for every store, wherever its bucket is. */
import type { JsonObject } from '../data/json.ts';
import type { Size } from '../fleet/model.ts';
import { DRILL_RESOURCES } from './restore-drill.ts';

/** The settings `backup` of a store in a size; `resources` are those of what makes its backups. */
export function backupIn(size: Size, resources: JsonObject): JsonObject {
  return {
    enabled: size !== 'small',
    resources,
    drill: { enabled: size === 'large', resources: DRILL_RESOURCES },
  };
}
