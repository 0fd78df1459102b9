/** What happens to something, as a mark. */
import type { Fate } from '../../difference/objects.ts';
import { type Html, html } from './markup.ts';

/** A sign beside each colour: not everybody sees the difference of colours. */
const SIGNS: Readonly<Record<Fate, string>> = { created: '+', changed: '~', removed: '−', kept: '=' };

export function fateMark(fate: Fate): Html {
  return html`<span class="fate ${fate}"><span aria-hidden="true">${SIGNS[fate]}</span> ${fate}</span>`;
}
