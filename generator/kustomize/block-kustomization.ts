/** Reads a kustomization in the style of generated files, much faster than the YAML parser. */
import { type Block, readBlocks, Scalar } from '../data/block-yaml.ts';
import { FIELDS, type Shape } from './kustomization-fields.ts';
import { mistakeInPath, pathIn, type WrittenPath } from './kustomization-path.ts';

/** Its paths; undefined when it has, or could have, a problem. */
export function readBlockKustomization(text: string): readonly WrittenPath[] | undefined {
  const map = readBlocks(text, (scalar) => scalar);
  const paths = map && pathsIn(map, FIELDS, '');
  return paths?.every((path) => path !== undefined) ? paths : undefined;
}

/** Undefined for each reference with a problem. */
function pathsIn(block: Block<Scalar>, shape: Shape, field: string): readonly (WrittenPath | undefined)[] {
  if (shape === 'free') return [];
  if (shape === 'path' || shape === 'source')
    return [block instanceof Scalar ? pathAt(block, shape, field) : undefined];
  if (isList(shape)) return isList(block) ? block.flatMap((item) => pathsIn(item, shape[0], field)) : [undefined];
  if (block instanceof Scalar || isList(block)) return [undefined];
  return Object.entries(block).flatMap(([name, value]) => {
    const inner = Object.hasOwn(shape, name) ? shape[name] : undefined;
    return inner === undefined ? [undefined] : pathsIn(value, inner, field === '' ? name : field);
  });
}

function pathAt(scalar: Scalar, shape: 'path' | 'source', field: string): WrittenPath | undefined {
  const written = pathIn(scalar, shape);
  const { line, column } = scalar;
  return mistakeInPath(written) === undefined ? { field, written, line, column } : undefined;
}

function isList<Item>(value: Item | readonly Item[]): value is readonly Item[] {
  return Array.isArray(value);
}
