/** Two sides for a terminal and as Markdown, as the same rows. */
import type { FieldChange } from '../difference/fields.ts';
import { pathText } from '../difference/path-text.ts';
import { cellCode, inlineCode } from '../render/code.ts';
import { bothTexts, objectText } from '../render/lines.ts';
import type { ComparedOnBoth, ObjectOnBoth, SideBySide } from './side-by-side.ts';

/** A field on both sides; empty where it is not. */
interface Row {
  readonly what: string;
  readonly left: string;
  readonly right: string;
}

interface Section {
  readonly title: string;
  readonly rows: readonly Row[];
}

export function comparisonText(compared: SideBySide): string {
  const { left, right } = compared;
  const sections = sectionsOf(compared);
  if (sections.length === 0) return `${left} and ${right} are the same${alike(compared)}`;
  const told = sections.map(({ title, rows }) => {
    const lines = rows.flatMap((row) => [
      `  ${row.what}`,
      `    ${left}: ${row.left === '' ? NONE : row.left}`,
      `    ${right}: ${row.right === '' ? NONE : row.right}`,
    ]);
    return [title, ...lines].join('\n');
  });
  return [`${left} and ${right} side by side${alike(compared)}`, ...told].join('\n\n');
}

const NONE = '–';

export function comparisonMarkdown(compared: SideBySide): string {
  const { left, right } = compared;
  const sections = sectionsOf(compared);
  if (sections.length === 0) return `${code(left)} and ${code(right)} are the same${alike(compared, code)}`;
  const tables = sections.map(({ title, rows }) =>
    [
      `#### ${title}\n`,
      `| | ${cell(left)} | ${cell(right)} |`,
      '|---|---|---|',
      ...rows.map((row) => `| ${[row.what, row.left, row.right].map(cell).join(' | ')} |`),
    ].join('\n'),
  );
  return [`### ${code(left)} and ${code(right)} side by side${alike(compared, code)}`, ...tables].join('\n\n');
}

/** Whatever comes from the repository is code. */
function code(text: string): string {
  return text === '' ? '' : inlineCode(text);
}

function cell(text: string): string {
  return text === '' ? '' : cellCode(text);
}

/** Which names count as equal. */
export function alike({ placeholders }: SideBySide, as: (text: string) => string = (text) => text): string {
  if (placeholders.length === 0) return '';
  const names = placeholders.map(({ text, left, right }) => `${as(text)} for ${as(left)} and ${as(right)}`);
  return `, with ${names.join(', ')}`;
}

function sectionsOf({ settings, components }: SideBySide): readonly Section[] {
  const said = settings.map((field) => rowOf(field));
  return [...(said.length === 0 ? [] : [{ title: 'settings', rows: said }]), ...components.map(sectionOf)];
}

function sectionOf({ component, only, source, values, objects }: ComparedOnBoth): Section {
  if (only !== undefined) return { title: component, rows: [presence('deployed', only)] };
  return {
    title: component,
    rows: [
      ...source.map((field) => rowOf(field)),
      ...values.map((field) => rowOf(field, 'values ')),
      ...objects.flatMap(objectRows),
    ],
  };
}

function objectRows({ kind, namespace, name, only, fields }: ObjectOnBoth): readonly Row[] {
  const object = objectText({ kind, namespace, name });
  return only === undefined ? fields.map((field) => rowOf(field, `${object} `)) : [presence(object, only)];
}

function presence(what: string, only: 'left' | 'right'): Row {
  return { what, left: only === 'left' ? 'there' : '', right: only === 'right' ? 'there' : '' };
}

function rowOf({ path, before, after }: FieldChange, start = ''): Row {
  const [left = '', right = ''] = bothTexts(before, after);
  return { what: `${start}${pathText(path)}`, left, right };
}
