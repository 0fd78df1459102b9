/** Dangers, by code, with what each means and where it leads. */
import { grouped } from '../../../layers/selector.ts';
import { DANGERS } from '../../dangers/dangers.ts';
import type { Danger } from '../../plan.ts';
import { type ClusterList, number } from './clusters.ts';
import { foldedItems } from './fold.ts';
import { type Html, html } from './markup.ts';

export function dangerSection(dangers: readonly Danger[], list: ClusterList): Html {
  if (dangers.length === 0)
    return html`<section id="dangers" class="safe"><h2>Dangers</h2><p>None was found in this change.</p></section>`;
  const groups = grouped(dangers, ({ code }) => code);
  return html`<section id="dangers" class="dangerous"><h2>Dangers <span class="count">${number(dangers.length)}</span></h2>${groups.map(([first, ...rest]) => dangerGroup([first, ...rest], list))}</section>`;
}

function dangerGroup(dangers: readonly [Danger, ...Danger[]], list: ClusterList): Html {
  const [{ code }] = dangers;
  return html`<div class="danger" data-group><h3><span class="code">${code}</span></h3><p class="why">${DANGERS[code]}</p>${foldedItems(
    dangers.map((danger) => dangerItem(danger, list)),
    'of this danger',
    (items) => html`<ul>${items}</ul>`,
  )}</div>`;
}

function dangerItem({ code, message, component, clusters }: Danger, list: ClusterList): Html {
  const query = new URLSearchParams({ danger: code, ...(component === undefined ? {} : { component }) });
  const changes =
    component !== undefined && html` <a class="link scripted" href="#${query.toString()}" hidden>Show its changes</a>`;
  return html`<li data-item data-component="${component}" data-dangers="${code}" tabindex="-1"><p>${component !== undefined && html`<strong>${component}:</strong> `}${message}</p><div class="where">On ${list(clusters)}${changes}</div></li>`;
}
