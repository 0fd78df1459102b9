/** Long lists: the first items as they are, the others folded. The script of the page unfolds them while a filter is set. */
import { number } from './clusters.ts';
import { type Html, html } from './markup.ts';

/** A few more than that are shown too: nobody opens a list for one. */
const MOST_SHOWN = 5;
const FEW = 3;

/** `around`: puts items that stand together into the element that they need. */
export function foldedItems(items: readonly Html[], noun: string, around: (items: readonly Html[]) => Html): Html {
  if (items.length <= MOST_SHOWN + FEW) return around(items);
  const rest = items.slice(MOST_SHOWN);
  return html`${around(items.slice(0, MOST_SHOWN))}<details class="more"><summary>${number(rest.length)} more ${noun}</summary>${around(rest)}</details>`;
}
