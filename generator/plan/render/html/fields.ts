/** Fields with both of their values side by side. */
import { isList, isObject, type Json } from '../../../data/json.ts';
import { emitYaml } from '../../../data/yaml.ts';
import type { FieldChange } from '../../difference/fields.ts';
import { pathText } from '../../difference/path-text.ts';
import { type DiffRow, diffRows } from './line-diff.ts';
import { type Html, html } from './markup.ts';

/** A row of the table: its path, the value before, the value after. */
export function fieldRow({ path, before, after }: FieldChange): Html {
  const [old, now] = [valueText(before), valueText(after)];
  const name = html`<th scope="row">${pathText(path)}</th>`;
  if (old !== undefined && now !== undefined && (old.includes('\n') || now.includes('\n')))
    return html`<tr>${name}<td colspan="2">${textDifference(old, now)}</td></tr>`;
  return html`<tr>${name}${cell('old', old)}${cell('new', now)}</tr>`;
}

function cell(side: 'old' | 'new', text: string | undefined): Html {
  return text === undefined
    ? html`<td class="absent"><span>${side === 'old' ? 'not set' : 'removed'}</span></td>`
    : html`<td class="${side}"><code>${text}</code></td>`;
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
  return html`<tr><td class="${before === undefined ? '' : old}"><code>${before}</code></td><td class="${after === undefined ? '' : now}"><code>${after}</code></td></tr>`;
}
