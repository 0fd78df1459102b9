/** Fields with both of their values side by side. */
import { isList, isObject, type Json } from '../../../data/json.ts';
import { emitYaml } from '../../../data/yaml.ts';
import type { FieldChange } from '../../difference/fields.ts';
import { pathText } from '../../difference/path-text.ts';
import { counted } from '../lines.ts';
import { type DiffRow, diffRows } from './line-diff.ts';
import { type Html, html } from './markup.ts';

/** Fields of one thing. */
export interface FieldGroup {
  readonly title: string;
  readonly fields: readonly CausedField[];
}

interface CausedField extends FieldChange {
  /** What of the input it comes from. */
  readonly causes?: readonly string[];
}

/** One side of all fields: the left column is `before`, and the right one `after`. */
export interface Column {
  readonly title: string;
  /** Of what is there, by which it is coloured. */
  readonly style: 'old' | 'new' | 'side';
  /** What is written where a field is not. */
  readonly absent: string;
}

export type Columns = readonly [left: Column, right: Column];

const BEFORE_AND_AFTER: Columns = [
  { title: 'Before', style: 'old', absent: 'not set' },
  { title: 'After', style: 'new', absent: 'removed' },
];

/** One table, so that values stand below each other. Groups without fields say nothing. */
export function fieldTable(groups: readonly FieldGroup[], columns: Columns = BEFORE_AND_AFTER): Html {
  const shown = groups.filter(({ fields }) => fields.length > 0);
  if (shown.length === 0) return html``;
  const titles = columns.map(({ title }) => html`<th scope="col">${title}</th>`);
  return html`<table class="fields"><thead><tr><th scope="col">Path</th>${titles}</tr></thead>${shown.map(
    ({ title, fields }) =>
      html`<tbody><tr><th colspan="3" scope="rowgroup">${title}</th></tr>${fields.map((field) => fieldRow(field, columns))}</tbody>`,
  )}</table>`;
}

function fieldRow({ path, before, after, causes = [] }: CausedField, columns: Columns): Html {
  const [old, now] = [valueText(before), valueText(after)];
  const because = causes.length > 0 && html`<span class="cause">${causes.join(', ')}</span>`;
  const name = html`<th scope="row">${breakable(pathText(path))}${because}</th>`;
  if (old !== undefined && now !== undefined && (old.includes('\n') || now.includes('\n')))
    return html`<tr>${name}<td colspan="2">${textDifference(old, now, columns)}</td></tr>`;
  return html`<tr>${name}${cell(columns[0], old)}${cell(columns[1], now)}</tr>`;
}

/** A long path breaks between its steps, as far as it can. */
function breakable(path: string): readonly Html[] {
  return path.split(/(?<=\.)|(?=\[)/).map((step, index) => html`${index > 0 && html`<wbr>`}${step}`);
}

function cell({ style, absent }: Column, text: string | undefined): Html {
  return text === undefined ? html`<td class="absent">${absent}</td>` : html`<td class="${style}">${text}</td>`;
}

/** Texts as they are, everything else as YAML. */
function valueText(value: Json | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (value === '') return '""';
  if (isObject(value) || isList(value)) return emitYaml(value).trimEnd();
  return String(value);
}

/** Equal lines around one that differs. */
const CONTEXT = 2;

/** All lines of both sides: equal ones that are far from any other are folded. */
function textDifference(before: string, after: string, columns: Columns): Html {
  const rows = diffRows(before, after);
  const near = rows.map((_, index) => rows.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some(differs));
  const lines = rows.flatMap((row, index) => {
    if (near[index] === true) return [diffLine(row, columns)];
    const isFirst = index === 0 || near[index - 1] === true;
    if (!isFirst) return [];
    const next = near.indexOf(true, index);
    return [equalLines(rows.slice(index, next < 0 ? rows.length : next))];
  });
  return html`<table class="lines"><tbody>${lines}</tbody></table>`;
}

function differs({ before, after }: DiffRow): boolean {
  return before !== after;
}

function equalLines(rows: readonly DiffRow[]): Html {
  const text = rows.map(({ before }) => before).join('\n');
  return html`<tr class="equal"><td colspan="2"><details><summary class="equal-lines">${counted(rows.length, 'equal line')}</summary><pre>${text}</pre></details></td></tr>`;
}

function diffLine(row: DiffRow, [left, right]: Columns): Html {
  const { before, after } = row;
  const [old, now] = differs(row) ? [left.style, right.style] : ['', ''];
  return html`<tr><td class="${before === undefined ? '' : old}">${before}</td><td class="${after === undefined ? '' : now}">${after}</td></tr>`;
}
