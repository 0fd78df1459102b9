/** Fields with both of their values side by side. */
import { isList, isObject, type Json } from '../../../data/json.ts';
import { emitYaml } from '../../../data/yaml.ts';
import type { FieldChange } from '../../difference/fields.ts';
import { pathText } from '../../difference/path-text.ts';
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

/** One table, so that values stand below each other. Groups without fields say nothing. */
export function fieldTable(groups: readonly FieldGroup[]): Html {
  const shown = groups.filter(({ fields }) => fields.length > 0);
  if (shown.length === 0) return html``;
  return html`<table class="fields"><thead><tr><th scope="col">Path</th><th scope="col">Before</th><th scope="col">After</th></tr></thead>${shown.map(
    ({ title, fields }) =>
      html`<tbody><tr><th colspan="3" scope="rowgroup">${title}</th></tr>${fields.map(fieldRow)}</tbody>`,
  )}</table>`;
}

function fieldRow({ path, before, after, causes = [] }: CausedField): Html {
  const [old, now] = [valueText(before), valueText(after)];
  const because = causes.length > 0 && html`<span class="cause">${causes.join(', ')}</span>`;
  const name = html`<th scope="row">${pathText(path)}${because}</th>`;
  if (old !== undefined && now !== undefined && (old.includes('\n') || now.includes('\n')))
    return html`<tr>${name}<td colspan="2">${textDifference(old, now)}</td></tr>`;
  return html`<tr>${name}${cell('old', old)}${cell('new', now)}</tr>`;
}

function cell(side: 'old' | 'new', text: string | undefined): Html {
  return text === undefined
    ? html`<td class="absent">${side === 'old' ? 'not set' : 'removed'}</td>`
    : html`<td class="${side}">${text}</td>`;
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

function textDifference(before: string, after: string): Html {
  const rows = diffRows(before, after);
  const near = rows.map((_, index) => rows.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some(differs));
  const lines = rows.flatMap((row, index) => {
    if (near[index] === true) return [diffLine(row)];
    const isFirst = index === 0 || near[index - 1] === true;
    if (!isFirst) return [];
    const next = near.indexOf(true, index);
    const count = (next < 0 ? rows.length : next) - index;
    return [html`<tr class="equal"><td colspan="2">${count === 1 ? '1 equal line' : `${count} equal lines`}</td></tr>`];
  });
  return html`<table class="lines"><tbody>${lines}</tbody></table>`;
}

function differs({ before, after }: DiffRow): boolean {
  return before !== after;
}

function diffLine(row: DiffRow): Html {
  const { before, after } = row;
  const [old, now] = differs(row) ? ['old', 'new'] : ['', ''];
  return html`<tr><td class="${before === undefined ? '' : old}">${before}</td><td class="${after === undefined ? '' : now}">${after}</td></tr>`;
}
