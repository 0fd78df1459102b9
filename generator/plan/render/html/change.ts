/** What changes of a component, on clusters where it changes alike. */
import { pathText } from '../../difference/path-text.ts';
import type { ComponentChange, Restart } from '../../plan.ts';
import { causesText, counted } from '../lines.ts';
import type { ClusterList } from './clusters.ts';
import { contents } from './contents.ts';
import { fateMark } from './fate.ts';
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
  const { component, fate, clusters, restarts } = change;
  const causes = causesText(change);
  return html`<details class="change" id="${id}" data-item data-component="${component}" data-dangers="${dangers.join(' ')}"${isOpen && html` open`}>
<summary>${fateMark(fate)}<span class="title"><strong>${component}</strong> <span class="gist">${gist(change)}</span></span>${dangers.map((code) => html`<span class="code">${code}</span>`)}<span class="reach">${clusters.length > MOST_SHOWN ? counted(clusters.length, 'cluster') : clusters.join(', ')}</span></summary>
<div class="body">
<div class="where">On ${list(clusters)} <a class="link" href="#${id}">Link to this change</a></div>
${causes !== undefined && html`<p class="where because">${causes}</p>`}
${restarts.length > 0 && html`<p class="where">Restarts ${restarts.map(restartText).join(', ')}</p>`}
${contents(change)}
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
