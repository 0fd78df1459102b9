/** What changes of a component, on clusters where it changes alike. */
import { grouped } from '../../../layers/selector.ts';
import type { Release, Upstream } from '../../deployed/deployed.ts';
import { fieldChanges } from '../../difference/fields.ts';
import type { Fate, ObjectChange } from '../../difference/objects.ts';
import { pathText } from '../../difference/path-text.ts';
import type { Changed, ComponentChange, Restart } from '../../plan.ts';
import { counted, releaseText, upstreamText } from '../lines.ts';
import type { ClusterList } from './clusters.ts';
import { fieldRow } from './fields.ts';
import { type Html, html } from './markup.ts';

export interface ShownChange {
  readonly change: ComponentChange;
  /** Its address in the page. */
  readonly id: string;
  /** Codes of dangers that it has. */
  readonly dangers: readonly string[];
  readonly isOpen: boolean;
  readonly list: ClusterList;
}

export function changeItem({ change, id, dangers, isOpen, list }: ShownChange): Html {
  const { component, fate, clusters, release, upstream, values, objects, restarts } = change;
  return html`<details class="change" id="${id}" data-item data-component="${component}" data-dangers="${dangers.join(' ')}"${isOpen && html` open`}>
<summary>${fateMark(fate)}<span class="title"><strong>${component}</strong> <span class="gist">${gist(change)}</span></span>${dangers.map((code) => html`<span class="code">${code}</span>`)}<span class="reach">${clusters.length > MOST_SHOWN ? counted(clusters.length, 'cluster') : clusters.join(', ')}</span></summary>
<div class="body">
<div class="where">On ${list(clusters)} <a class="link" href="#${id}">Link to this change</a></div>
${restarts.length > 0 && html`<p class="where">Restarts ${restarts.map(restartText).join(', ')}</p>`}
${release && sourceTable('Helm release', release, releaseText)}
${upstream && sourceTable('Manifests of upstream', upstream, upstreamText)}
${values.length > 0 && fieldTable('Helm values', values.map(fieldRow))}
${objectTables(objects)}
${isEngineOnly(change) && html`<p>Only how the engine deploys it.</p>`}
</div>
</details>`;
}

function restartText({ workload, holdsData }: Restart): string {
  return holdsData ? `${workload}, which holds data` : workload;
}

/** More names than these are counted. */
const MOST_SHOWN = 3;

/** What one reads of it while it is closed. */
function gist(change: ComponentChange): string {
  const { fate, release, upstream, values, objects } = change;
  const source = release ?? upstream;
  const versions = [source?.before, source?.after].flatMap((one) => one?.version ?? []);
  return [
    ...(versions.length === 0 ? [] : [[...new Set(versions)].join(' → ')]),
    ...summed(
      values.map(({ path }) => pathText(path)),
      'value',
    ),
    ...(fate === 'changed'
      ? summed(
          objects.map(({ kind, name }) => `${kind} ${name}`),
          'object',
        )
      : objects.length === 0
        ? []
        : [counted(objects.length, 'object')]),
    ...(isEngineOnly(change) ? ['how the engine deploys it'] : []),
  ].join(', ');
}

/** The only one, or the first and how many there are beside it. */
function summed(names: readonly string[], noun: string): readonly string[] {
  const [first, ...others] = names;
  if (first === undefined) return [];
  return [others.length === 0 ? first : `${first} and ${counted(others.length, `more ${noun}`)}`];
}

function isEngineOnly({ release, upstream, values, objects }: ComponentChange): boolean {
  return release === undefined && upstream === undefined && values.length + objects.length === 0;
}

/** A sign beside each colour: not everybody sees the difference of colours. */
const SIGNS: Readonly<Record<Fate, string>> = { created: '+', changed: '~', removed: '−', kept: '=' };

export function fateMark(fate: Fate): Html {
  return html`<span class="fate ${fate}"><span aria-hidden="true">${SIGNS[fate]}</span> ${fate}</span>`;
}

function sourceTable<T extends Release | Upstream>(
  title: string,
  { before, after }: Changed<T>,
  whole: (one: T) => string,
): Html {
  if (before !== undefined && after !== undefined)
    return fieldTable(title, fieldChanges({ ...before }, { ...after }).map(fieldRow));
  const one = after ?? before;
  return html`<h3>${title}</h3><p>${fateMark(after === undefined ? 'removed' : 'created')} ${one && whole(one)}</p>`;
}

function fieldTable(title: string, rows: readonly Html[]): Html {
  return html`<table class="fields"><caption>${title}</caption><thead><tr><th scope="col">Path</th><th scope="col">Before</th><th scope="col">After</th></tr></thead><tbody>${rows}</tbody></table>`;
}

/** Objects with fields have a table each; others are named together. */
export function objectTables(objects: readonly ObjectChange[]): Html {
  const [whole, inside] = [objects.filter(hasNoFields), objects.filter((object) => !hasNoFields(object))];
  return html`${whole.length > 0 && html`<h3>Objects</h3><ul class="objects">${wholeObjects(whole)}</ul>`}${inside.map(objectTable)}`;
}

function hasNoFields({ fields }: ObjectChange): boolean {
  return fields.length === 0;
}

function wholeObjects(objects: readonly ObjectChange[]): readonly Html[] {
  const groups = grouped(objects, ({ fate, kind, namespace }) => JSON.stringify([fate, kind, namespace]));
  return groups.map((group) => {
    const [{ fate, kind, namespace }] = group;
    const names = group.map(({ name }) => name).join(', ');
    const left = fate === 'kept' && html` <span class="quiet">no longer in Git, and kept on the cluster</span>`;
    return html`<li>${fateMark(fate)} <span><b>${kind}</b> ${namespace !== undefined && html`<span class="quiet">${namespace}/</span>`}${names}${left}</span></li>`;
  });
}

function objectTable({ kind, namespace, name, fields }: ObjectChange): Html {
  const title = `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
  return fieldTable(title, fields.map(fieldRow));
}
