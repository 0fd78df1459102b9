/** A plan as one HTML file: it loads nothing, runs nothing but its own script, and can be read without that. */
import { grouped } from '../../../layers/selector.ts';
import type { Fate } from '../../difference/objects.ts';
import type { ComponentChange, Danger, Plan } from '../../plan.ts';
import { legend } from '../legend.ts';
import { counted } from '../lines.ts';
import { headline, restartLine, waitingLine } from '../radius.ts';
import { changeItem } from './change.ts';
import { type ClusterList, clusterList, number } from './clusters.ts';
import { hubContents } from './contents.ts';
import { dangerSection } from './dangers.ts';
import { asset, documentStart } from './document.ts';
import { fateMark } from './fate.ts';
import { fieldTable } from './fields.ts';
import { filterBar, keyHelp } from './filters.ts';
import { foldedItems } from './fold.ts';
import { type Html, html } from './markup.ts';
import { waveSection } from './waves.ts';

export function planHtml(plan: Plan): string {
  const list = clusterList(plan);
  const script = asset('page.js');
  const restarts = restartLine(plan);
  const waiting = waitingLine(plan);
  const placeholders = legend(plan);
  const isShort = rowCount(plan) <= MOST_ROWS;
  const page = html`${documentStart(headline(plan), script)}
<header><h1>${headline(plan)}</h1>${restarts !== undefined && html`<p class="restarts">${restarts}</p>`}${waiting !== undefined && html`<p class="restarts">${waiting}</p>`}${placeholders !== undefined && html`<p class="quiet">${placeholders}</p>`}${totals(plan)}</header>
${filterBar(plan)}
<main>
${dangerSection(plan.dangers, list)}
${waveSection(plan, list)}
${inputSection(plan)}
${componentSections(plan, list, isShort)}
${hubSection(plan, list, isShort)}
</main>
${keyHelp()}
<script>${script}</script>
</body>
</html>
`;
  return page.text;
}

/** Objects on all clusters together, by what happens to them. */
function totals({ components, hub }: Plan): Html {
  const counts = new Map<Fate, number>();
  const add = (fate: Fate, count: number): unknown => counts.set(fate, (counts.get(fate) ?? 0) + count);
  for (const { objects, clusters } of components) for (const { fate } of objects) add(fate, clusters.length);
  for (const { fate, clusters = [] } of hub) add(fate, Math.max(1, clusters.length));
  const fates = (['created', 'changed', 'removed', 'kept'] as const).flatMap((fate) => {
    const count = counts.get(fate);
    return count === undefined ? [] : [html`<li>${number(count)} ${fateMark(fate)}</li>`];
  });
  return html`${fates.length > 0 && html`<ul class="totals" aria-label="Objects"><li class="quiet">Objects:</li>${fates}</ul>`}`;
}

/** Of what is shown open from the start. */
const MOST_ROWS = 40;

function rowCount({ components, hub }: Plan): number {
  const objects = [...components.flatMap((change) => change.objects), ...hub];
  const values = components.reduce((sum, change) => sum + change.values.length, components.length);
  return objects.reduce((sum, { fields }) => sum + Math.max(1, fields.length), values);
}

/** What the author of the change has written. */
function inputSection({ input }: Plan): Html {
  if (input.length === 0) return html``;
  const files = grouped(input, ({ file }) => file).map((fields) => ({
    title: fields[0].file,
    fields: fields.map(({ line, ...field }) => ({ ...field, causes: line === undefined ? [] : [`line ${line}`] })),
  }));
  const table = fieldTable(files);
  return html`<section id="input"><h2>Input <span class="count">${number(input.length)}</span></h2><div class="body card">${input.length > MOST_ROWS ? html`<details><summary>All fields that differ</summary>${table}</details>` : table}</div></section>`;
}

/** What a cluster gets or loses as a whole is a list of everything, among which a change would not be seen. */
function componentSections(plan: Plan, list: ClusterList, isOpen: boolean): readonly Html[] {
  const fates = new Map(plan.clusters.map(({ name, fate }) => [name, fate]));
  const fateOf = ({ clusters }: ComponentChange): string => {
    const [fate = 'changed', ...others] = new Set(clusters.map((name) => fates.get(name) ?? 'changed'));
    return others.length === 0 && fate in SECTIONS ? fate : 'changed';
  };
  const items = changeItems(plan, list, isOpen);
  return Object.entries(SECTIONS).map(([fate, title]) => {
    const own = items.filter(({ change }) => fateOf(change) === fate);
    if (own.length === 0) return html``;
    const groups = grouped(own, ({ change }) => change.component);
    return html`<section id="${fate}"><h2>${title} <span class="count">${number(own.length)}</span></h2>${groups.map(
      (group) =>
        foldedItems(
          group.map(({ item }) => item),
          `changes of ${group[0].change.component}`,
          (items) => html`${items}`,
        ),
    )}</section>`;
  });
}

const SECTIONS: Readonly<Record<string, string>> = {
  changed: 'Components',
  created: 'New clusters',
  removed: 'Removed clusters',
};

function changeItems({ components, dangers }: Plan, list: ClusterList, isOpen: boolean) {
  const codes = dangerCodes(dangers);
  return grouped(components, ({ component }) => component).flatMap((group) =>
    group.map((change, index) => ({
      change,
      item: changeItem({
        change,
        id: `${change.component}-${index + 1}`,
        dangers: codes(change),
        isOpen,
        list,
      }),
    })),
  );
}

/** The codes of a change; what it does to one of its clusters it does to all. */
function dangerCodes(dangers: readonly Danger[]): (change: ComponentChange) => readonly string[] {
  const byComponent = new Map(
    grouped(dangers, ({ component }) => component ?? '').map((group) => [
      group[0].component,
      group.map(({ code, clusters }) => ({ code, clusters: new Set(clusters) })),
    ]),
  );
  return ({ component, clusters: [first = ''] }) => [
    ...new Set((byComponent.get(component) ?? []).flatMap(({ code, clusters }) => (clusters.has(first) ? [code] : []))),
  ];
}

function hubSection({ hub }: Plan, list: ClusterList, isOpen: boolean): Html {
  if (hub.length === 0) return html``;
  return html`<section id="hub"><h2>Argo CD itself</h2><details class="change" id="argocd" data-item${isOpen && html` open`}><summary><span class="title">Objects in Argo CD's own cluster, which follow the fleet's branch</span><span class="reach">${counted(hub.length, 'object')}</span></summary><div class="body">${hubContents(hub, list)}</div></details></section>`;
}
