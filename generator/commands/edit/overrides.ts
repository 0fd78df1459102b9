/** Which clusters do not get a setting, because a level nearer to them says something else. */
import { isList, isObject, type Json } from '../../data/json.ts';
import { placeText } from '../../fleet/parse/field-text.ts';
import type { Path } from '../../fleet/parse/path.ts';
import type { Layer } from '../../fleet/resolve/layer.ts';
import { fieldsBelow } from '../../fleet/resolve/said.ts';
import { named } from '../../plan/render/lines.ts';
import { type EditLevel, isLayerOf } from './level.ts';

export interface Override {
  /** `file:line path` of what wins. */
  readonly place: string;
  readonly clusters: readonly string[];
}

const MOST_NAMES = 10;

export function overridden({ place, clusters }: Override): string {
  return `${place} overrides it on ${named(clusters, MOST_NAMES)}`;
}

/** Only of clusters that get nothing of the value. */
export function overrides(
  level: EditLevel,
  setting: Path,
  value: Json,
  layers: ReadonlyMap<string, readonly Layer[]>,
): readonly Override[] {
  if (isAdded(setting)) return [];
  const fields = fieldsBelow(value).map((path) => [...setting, ...path]);
  const found = new Map<string, string[]>();
  for (const { name } of level.clusters) {
    const nearer = layersBelow(level, layers.get(name) ?? []);
    const winners = fields.map((field) => nearer.flatMap((layer) => winnerIn(layer, field) ?? []).at(-1));
    const [first] = winners;
    if (first === undefined || winners.includes(undefined)) continue;
    found.set(first, [...(found.get(first) ?? []), name]);
  }
  return [...found].map(([place, clusters]) => ({ place, clusters }));
}

/** Each level adds its own, and lists of Helm values are merged by the keys of their items. */
function isAdded([first, , field]: Path): boolean {
  return first === 'components' && (field === 'patches' || field === 'manifests');
}

function layersBelow(level: EditLevel, layers: readonly Layer[]): readonly Layer[] {
  const own = layers.findIndex((layer) => isLayerOf(layer, level));
  return own < 0 ? [] : layers.slice(own + 1);
}

/** The place of what a layer says in place of a field: the field, or something around it that is no map. */
function winnerIn({ document, path }: Layer, field: Path): string | undefined {
  let said: Json | undefined = path.reduce<Json | undefined>(stepInto, document.value);
  for (const [index, step] of field.entries()) {
    said = stepInto(said, step);
    if (said === undefined) return undefined;
    const isWhole = index === field.length - 1 || (index === 0 && step === WHOLE);
    if (!isWhole && isObject(said)) continue;
    if (isList(said) && field[0] === 'components' && field[2] === 'values') return undefined;
    return placeText(document, [...path, ...field.slice(0, index + 1)]);
  }
  return undefined;
}

/** A level that has it takes nothing of it from the levels above. */
const WHOLE = 'secrets';

function stepInto(value: Json | undefined, step: string | number): Json | undefined {
  if (isList(value)) return value[Number(step)];
  return isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
}
