/**
 * A fast reader of the YAML that generate writes for most of its files: block maps and lists of scalars on one line. A fleet has
 * tens of thousands of such files, for which a parser of all YAML takes longer than everything else that is done with them.
 * Whatever is not certainly read alike by every parser is not read here.
 */
import type { Json, JsonObject } from './json.ts';
import { isPlain } from './yaml.ts';

interface Line {
  readonly indent: number;
  readonly text: string;
}

/** The map that a document is; undefined when it takes a parser of all YAML to tell. */
export function readBlockYaml(text: string): JsonObject | undefined {
  if (!PRINTABLE.test(text)) return undefined;
  const lines = text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line): Line => {
      const rest = line.trimStart();
      return { indent: line.length - rest.length, text: rest };
    });
  try {
    const reader = { lines, at: 0 };
    const map = lines[0]?.indent === 0 ? readMap(reader, 0) : undefined;
    return reader.at === lines.length ? map : undefined;
  } catch (error) {
    if (error === OTHER) return undefined;
    throw error;
  }
}

/** Spaces are the only white space, and ends of lines are those of every parser. */
const PRINTABLE = /^[ -~\n]*$/;
const ENTRY = /^([\w./-]+):(?: (.+))?$/;
const NUMBER = /^(?:0|[1-9]\d{0,14})$/;
const QUOTED = /^'([^']*)'$/;

const OTHER = Symbol('other YAML');

interface Reader {
  readonly lines: Line[];
  at: number;
}

function readMap(reader: Reader, indent: number): JsonObject {
  const map: Record<string, Json> = {};
  for (let line = reader.lines[reader.at]; line !== undefined; line = reader.lines[reader.at]) {
    if (line.indent < indent || isItem(line)) break;
    const [, key = '', value] = ENTRY.exec(line.text) ?? [];
    if (line.indent > indent || !isPlain(key) || key === '__proto__' || Object.hasOwn(map, key)) throw OTHER;
    reader.at += 1;
    map[key] = value === undefined ? readBlock(reader, indent) : scalar(value);
  }
  return map;
}

/** What stands below a key: a list as deep as the key, or a deeper map. */
function readBlock(reader: Reader, indent: number): Json {
  const next = reader.lines[reader.at];
  if (next?.indent === indent && isItem(next)) return readList(reader, indent);
  if (next?.indent === indent + 2 && !isItem(next)) return readMap(reader, indent + 2);
  throw OTHER;
}

function readList(reader: Reader, indent: number): Json {
  const list: Json[] = [];
  for (let line = reader.lines[reader.at]; line?.indent === indent && isItem(line); line = reader.lines[reader.at]) {
    const text = line.text.slice(2);
    if (ENTRY.test(text)) {
      // The first entry of a map stands behind the dash.
      reader.lines[reader.at] = { indent: indent + 2, text };
      list.push(readMap(reader, indent + 2));
    } else {
      reader.at += 1;
      list.push(scalar(text));
    }
  }
  return list;
}

function isItem({ text }: Line): boolean {
  return text.startsWith('- ');
}

function scalar(text: string): Json {
  if (isPlain(text)) return text;
  if (NUMBER.test(text)) return Number(text);
  const [, quoted] = QUOTED.exec(text) ?? [];
  if (quoted !== undefined) return quoted;
  if (text === 'true' || text === 'false') return text === 'true';
  throw OTHER;
}
