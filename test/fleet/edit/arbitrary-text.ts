/** Random YAML as people write it: blocks and braces, comments, blank lines, quotes, texts of several lines, either line feed. */
import fc, { type Arbitrary } from 'fast-check';
import type { Path } from '../../../generator/fleet/parse/path.ts';

/** A value with its notation. */
type Tree =
  | { readonly kind: 'scalar'; readonly text: string }
  | { readonly kind: 'text'; readonly header: string; readonly body: readonly string[] }
  | Collection;

interface Collection {
  readonly kind: 'map' | 'list';
  readonly layout: Layout;
  readonly entries: readonly Entry[];
}

type Layout = 'block' | 'flow' | 'lines';

interface Entry {
  readonly key: string;
  readonly tree: Tree;
  readonly above: readonly string[];
  readonly behind: string;
}

export interface WrittenText {
  readonly text: string;
  /** Every field, with the number of lines that it takes, comments above it included. */
  readonly fields: readonly { readonly path: Path; readonly lines: number }[];
}

const scalar: Arbitrary<Tree> = fc
  .constantFrom('3', 'true', '', 'null', 'a', "'1.35'", '"a # b"', "'it''s'", '500Gi', 'two words')
  .map((text): Tree => ({ kind: 'scalar', text }));

const several: Arbitrary<Tree> = fc.constantFrom<Tree[]>(
  { kind: 'text', header: '|', body: ['one', '  two'] },
  { kind: 'text', header: '|-', body: ['one', '', '# no comment'] },
  { kind: 'text', header: '|+', body: ['one', '', ''] },
  { kind: 'text', header: '>-', body: ['one', 'two'] },
);

const KEYS = ['a', 'b', 'c', 'grafana.ini', 'mode', 'version'] as const;

const above = fc.array(fc.constantFrom('# why', '', '#- {commented: out}'), { maxLength: 2 });
const behind = fc.constantFrom('', '', ' # because', '   # storage: 1');

function collection(tree: Arbitrary<Tree>, layout: Layout): Arbitrary<Collection> {
  const entry = (key: Arbitrary<string>): Arbitrary<Entry> => fc.record({ key, tree, above, behind });
  return fc.oneof(
    fc
      .uniqueArray(entry(fc.constantFrom(...KEYS)), {
        selector: ({ key }) => key,
        minLength: layout === 'flow' ? 0 : 1,
        maxLength: 4,
      })
      .map((entries): Collection => ({ kind: 'map', layout, entries })),
    fc
      .array(entry(fc.constant('')), { minLength: layout === 'flow' ? 0 : 1, maxLength: 3 })
      .map((entries): Collection => ({ kind: 'list', layout, entries })),
  );
}

function treeOf(depth: number): Arbitrary<Tree> {
  if (depth === 0) return fc.oneof(scalar, several);
  const inBraces = flowOf(depth - 1);
  return fc.oneof(
    { arbitrary: scalar, weight: 3 },
    several,
    { arbitrary: collection(treeOf(depth - 1), 'block'), weight: 3 },
    collection(inBraces, 'flow'),
    collection(inBraces, 'lines'),
  );
}

function flowOf(depth: number): Arbitrary<Tree> {
  return depth === 0 ? scalar : fc.oneof(scalar, collection(flowOf(depth - 1), 'flow'));
}

/** A map at the top, as every input file is one. */
export const arbitraryText: Arbitrary<WrittenText> = fc
  .record({
    root: collection(treeOf(3), 'block').filter(({ kind }) => kind === 'map'),
    step: fc.constantFrom(2, 4),
    newline: fc.constantFrom('\n', '\r\n'),
    start: fc.constantFrom('', '\ufeff', '# a file\n', '---\n'),
    ends: fc.boolean(),
  })
  .map(({ root, step, newline, start, ends }) => {
    const fields: WrittenText['fields'][number][] = [];
    const { lines } = inBlock(root, step, [], fields);
    const text = `${start}${lines.join('\n')}${ends ? '\n' : ''}`;
    return { text: text.replaceAll('\n', newline), fields };
  });

interface Lines {
  /** What stands behind the key. */
  readonly head: string;
  /** The lines below, relative to the key. */
  readonly lines: readonly string[];
}

type Fields = WrittenText['fields'][number][];

function written(tree: Tree, step: number, path: Path, fields: Fields): Lines {
  switch (tree.kind) {
    case 'scalar':
      return { head: tree.text, lines: [] };
    case 'text':
      return { head: tree.header, lines: indented(tree.body, step) };
    default:
      return tree.layout === 'block' ? inBlock(tree, step, path, fields) : inBraces(tree, step, path, fields);
  }
}

function inBlock({ kind, entries }: Collection, step: number, path: Path, fields: Fields): Lines {
  const lines = entries.flatMap(({ key, tree, above: comments, behind: comment }, index) => {
    const at = [...path, kind === 'map' ? key : index];
    const { head, lines: inner } = written(tree, step, at, fields);
    const start = `${kind === 'map' ? `${key}:` : '-'}${head === '' ? '' : ` ${head}`}`;
    const below =
      tree.kind !== 'scalar' && tree.kind !== 'text' && tree.layout === 'block' ? indented(inner, step) : inner;
    fields.push({ path: at, lines: comments.length + 1 + below.length });
    return [...comments, `${start}${tree.kind === 'text' ? '' : comment}`, ...below];
  });
  return { head: '', lines };
}

function inBraces({ kind, layout, entries }: Collection, step: number, path: Path, fields: Fields): Lines {
  const items = entries.map(({ key, tree }, index) => {
    const at = [...path, kind === 'map' ? key : index];
    const { head } = written(tree, step, at, fields);
    fields.push({ path: at, lines: 1 });
    if (kind === 'map') return head === '' ? `${key}:` : `${key}: ${head}`;
    // A list cannot leave an item out.
    return head === '' ? 'null' : head;
  });
  const [open, close] = kind === 'map' ? ['{', '}'] : ['[', ']'];
  if (layout === 'flow') return { head: `${open}${items.join(', ')}${close}`, lines: [] };
  const lines = entries.flatMap(({ above: comments, behind: comment }, index) => {
    const comma = index === entries.length - 1 && comment === '' ? '' : ',';
    return [...comments, `${items[index] ?? ''}${comma}${comment}`];
  });
  return { head: open, lines: [...indented(lines, step), close] };
}

function indented(lines: readonly string[], by: number): readonly string[] {
  return lines.map((line) => (line === '' ? '' : `${' '.repeat(by)}${line}`));
}
