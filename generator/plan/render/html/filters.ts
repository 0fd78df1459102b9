/** The bar that narrows the page. Without its script the page has none. */
import type { Plan } from '../../plan.ts';
import { type Html, html } from './markup.ts';

export function filterBar({ components, dangers }: Plan): Html {
  const names = [...new Set([...components, ...dangers].flatMap(({ component }) => component ?? []))];
  const codes = [...new Set(dangers.map(({ code }) => code))];
  return html`<search class="filters scripted" aria-label="Filters" hidden>
<div><label for="search">Search</label><input type="search" id="search" autocomplete="off" spellcheck="false" aria-keyshortcuts="/"></div>
<div><label for="cluster">Cluster</label><input type="search" id="cluster" list="all-clusters" autocomplete="off" spellcheck="false"><datalist id="all-clusters"></datalist></div>
<div><label for="component">Component</label><select id="component"><option value="">all</option>${names.map(option)}</select></div>
<div><label for="danger">Danger</label><select id="danger"><option value="">all</option>${codes.map(option)}</select></div>
<button type="button" id="open">Open or close all</button>
<button type="button" id="clear">Clear</button>
<output id="shown" aria-live="polite"></output>
</search>`;
}

function option(name: string): Html {
  return html`<option>${name}</option>`;
}

export function keyHelp(): Html {
  const keys: readonly (readonly [readonly string[], string])[] = [
    [['/'], 'search'],
    [['j', 'k'], 'next and previous'],
    [['Enter'], 'open or close'],
    [['Esc'], 'clear filters'],
  ];
  return html`<footer class="keys scripted" hidden>${keys.map(([names, what]) => html`<span>${names.map((name) => html`<kbd>${name}</kbd> `)}${what}</span> `)}</footer>`;
}
