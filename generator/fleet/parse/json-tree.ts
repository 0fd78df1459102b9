/**
 * The nodes of a YAML document as plain data. Everything that YAML can express and JSON cannot is reported at its position:
 * aliases that expand without end, keys that are not strings, numbers that are not finite. A key occurs once in a map.
 */
import { type Alias, isAlias, isMap, isScalar, isSeq, type Node, Scalar, type YAMLMap, type YAMLSeq } from 'yaml';
import type { Json } from '../../data/json.ts';
import type { DiagnosticCode } from '../diagnostic.ts';

export interface TreeProblem {
  /** Where it is, in characters from the start of the text. */
  readonly offset: number;
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly hint?: string;
}

export interface JsonTree {
  readonly value: Json;
  readonly problems: readonly TreeProblem[];
  /** What each alias stands for. */
  readonly targets: ReadonlyMap<Alias, Node>;
  /** Positions of values that are left empty, in characters from the start of the text. */
  readonly empty: readonly number[];
}

/** No input needs more: beyond this, aliases are an attack on the reader. */
const MAX_EXPANDED = 10_000;
/** The same limit, for the characters in expanded aliases. */
const MAX_CHARACTERS = 1 << 20;

export function jsonTree(root: Node, maxDepth: number): JsonTree {
  const conversion = new Conversion(maxDepth);
  const { value } = conversion.convert(root, 0);
  const { problems, targets, empty } = conversion;
  return { value, problems, targets, empty };
}

/** A value with the number of nodes and characters in it and the levels below it, all after expansion. */
interface Converted {
  readonly value: Json;
  readonly size: number;
  readonly characters: number;
  readonly height: number;
}

/** The value of `&name`; not converted yet while it is being read. */
interface Anchor {
  readonly node: Node;
  converted: Converted | undefined;
}

const NOTHING: Converted = { value: null, size: 1, characters: 0, height: 0 };

class Conversion {
  readonly problems: TreeProblem[] = [];
  readonly empty: number[] = [];
  readonly targets = new Map<Alias, Node>();
  readonly #anchors = new Map<string, Anchor>();
  readonly #maxDepth: number;
  #expanded = 0;
  #characters = 0;
  #exploded = false;

  constructor(maxDepth: number) {
    this.#maxDepth = maxDepth;
  }

  convert(node: unknown, depth: number): Converted {
    if (isAlias(node)) return this.#alias(node, depth);
    if (!isAnchored(node)) return this.#plain(node, depth);
    const anchor: Anchor = { node, converted: undefined };
    this.#anchors.set(node.anchor, anchor);
    anchor.converted = this.#plain(node, depth);
    return anchor.converted;
  }

  #plain(node: unknown, depth: number): Converted {
    if (isMap(node)) return this.#map(node, depth);
    if (isSeq(node)) return this.#list(node, depth);
    return isScalar(node) ? this.#scalar(node) : NOTHING;
  }

  #alias(alias: Alias, depth: number): Converted {
    const anchor = this.#anchors.get(alias.source);
    if (anchor === undefined)
      return this.#problem(alias, 'yaml-syntax', `alias ${alias.source} has no anchor above it`, QUOTE_STAR);
    const { converted } = anchor;
    if (converted === undefined)
      return this.#problem(alias, 'alias-bomb', `alias ${alias.source} contains itself`, WRITE_OUT);
    this.targets.set(alias, anchor.node);
    if (this.#exploded) return NOTHING;
    this.#expanded += converted.size;
    this.#characters += converted.characters;
    const isTooMuch = this.#expanded > MAX_EXPANDED || this.#characters > MAX_CHARACTERS;
    this.#exploded = isTooMuch || depth + converted.height > this.#maxDepth;
    if (this.#exploded)
      return this.#problem(alias, 'alias-bomb', 'aliases expand to much more than the file contains', WRITE_OUT);
    return converted;
  }

  #map(map: YAMLMap, depth: number): Converted {
    const entries = new Map<string, Json>();
    let size = 1;
    let characters = 0;
    let height = 0;
    for (const { key, value } of map.items) {
      const name = this.#key(key);
      if (name !== undefined && entries.has(name))
        this.#problem(key, 'duplicate-key', `duplicate key ${name} in this map`);
      const converted = this.convert(value, depth + 1);
      size += converted.size;
      characters += converted.characters + (name?.length ?? 0);
      height = Math.max(height, converted.height + 1);
      if (name !== undefined) entries.set(name, converted.value);
    }
    return { value: Object.fromEntries(entries), size, characters, height };
  }

  #key(key: unknown): string | undefined {
    if (!isScalar(key)) {
      this.#problem(key, 'yaml-syntax', 'a key must be a name, not a map, a list or an alias');
      return undefined;
    }
    if (key.value === '<<' && key.type === Scalar.PLAIN) {
      this.#problem(
        key,
        'yaml-syntax',
        'YAML 1.2 has no merge keys',
        'write the fields, or use an alias for the whole map',
      );
      return undefined;
    }
    if (key.value === '__proto__') {
      this.#problem(key, 'yaml-syntax', '__proto__ cannot be a key');
      return undefined;
    }
    return String(key.value ?? '');
  }

  #list(list: YAMLSeq, depth: number): Converted {
    const items = list.items.map((item) => this.convert(item, depth + 1));
    return {
      value: items.map(({ value }) => value),
      size: items.reduce((sum, { size }) => sum + size, 1),
      characters: items.reduce((sum, { characters }) => sum + characters, 0),
      height: items.reduce((most, { height }) => Math.max(most, height + 1), 0),
    };
  }

  #scalar(scalar: Scalar): Converted {
    const { value, source } = scalar;
    if (value === null && source === '') this.empty.push(offsetOf(scalar));
    if (typeof value === 'number' && !Number.isFinite(value))
      return this.#problem(scalar, 'invalid-value', 'is not a finite number');
    const plain = value === null || typeof value === 'number' || typeof value === 'boolean' ? value : String(value);
    return { value: plain, size: 1, characters: typeof plain === 'string' ? plain.length : 0, height: 0 };
  }

  #problem(node: unknown, code: DiagnosticCode, message: string, hint?: string): Converted {
    this.problems.push({ offset: offsetOf(node), code, message, ...(hint === undefined ? {} : { hint }) });
    return NOTHING;
  }
}

const QUOTE_STAR = 'put a value that begins with * in quotes';
const WRITE_OUT = 'write the values instead of aliases';

function isAnchored(node: unknown): node is (Scalar | YAMLMap | YAMLSeq) & { readonly anchor: string } {
  return (isScalar(node) || isMap(node) || isSeq(node)) && node.anchor !== undefined;
}

/** The offset at which a node of a parsed text begins; 0 for a node without a position. */
export function offsetOf(node: unknown): number {
  if (!isAlias(node) && !isScalar(node) && !isMap(node) && !isSeq(node)) return 0;
  return node.range?.[0] ?? 0;
}
