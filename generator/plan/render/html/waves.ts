/** Waves in the order in which a change reaches them, each with its clusters and the order of its syncs. */
import { grouped } from '../../../layers/selector.ts';
import type { Fate } from '../../difference/objects.ts';
import type { Plan, PlannedCluster, PlannedWave, Step } from '../../plan.ts';
import { counted, movesOf } from '../lines.ts';
import { syncOrders } from '../orders.ts';
import { type ClusterList, number } from './clusters.ts';
import { fateMark } from './fate.ts';
import { type Html, html } from './markup.ts';

export function waveSection({ waves, clusters, steps }: Plan, list: ClusterList): Html {
  const stepsOf = new Map(grouped(steps, ({ wave }) => wave).map((group) => [group[0].wave, group]));
  return html`<section id="waves"><h2>Waves</h2><ol class="waves">${waves.map((wave) =>
    waveItem(
      wave,
      clusters.filter((cluster) => cluster.wave === wave.name),
      stepsOf.get(wave.name) ?? [],
      list,
    ),
  )}</ol></section>`;
}

function waveItem(
  wave: PlannedWave,
  members: readonly PlannedCluster[],
  steps: readonly Step[],
  list: ClusterList,
): Html {
  const { name, ref, changed, clusters } = wave;
  const reach =
    changed.length === 0
      ? html`<p class="quiet">None of ${counted(clusters, 'cluster')} changes.</p>`
      : html`<div class="where">${fates(members, list)}</div>${moves(members)}${orders(steps, list)}`;
  return html`<li data-item class="${changed.length === 0 ? 'wave untouched' : 'wave'}" tabindex="-1"><h3>${name} <span class="quiet">${ref}</span></h3><p class="share">${number(changed.length)} of ${counted(clusters, 'cluster')}</p>${bar(changed.length, clusters)}${reach}</li>`;
}

/** Drawn without a style of its own, which the page forbids. */
function bar(part: number, whole: number): Html {
  const width = whole === 0 ? 0 : (100 * part) / whole;
  return html`<svg class="bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true"><rect width="${width}" height="1"/></svg>`;
}

const FATES: readonly Fate[] = ['created', 'changed', 'removed'];

function fates(members: readonly PlannedCluster[], list: ClusterList): readonly Html[] {
  return FATES.flatMap((fate) => {
    const names = members.filter((cluster) => cluster.fate === fate).map(({ name }) => name);
    return names.length === 0 ? [] : [html`<div class="row">${fateMark(fate)} ${list(names)}</div>`];
  });
}

/** Clusters that belong elsewhere than before. */
function moves(members: readonly PlannedCluster[]): Html {
  const moved = members.flatMap((cluster) =>
    movesOf(cluster).map(({ field, from, to }) => html`<li><b>${cluster.name}</b>: ${field} ${from} → ${to}</li>`),
  );
  return html`${moved.length > 0 && html`<ul class="moves">${moved}</ul>`}`;
}

/** Clusters that sync the same in the same order, together. */
function orders(steps: readonly Step[], list: ClusterList): Html {
  const alike = syncOrders(steps);
  return html`${alike.length > 0 && html`<details class="fold"><summary>Order of syncs</summary>${alike.map(({ clusters, steps: components }) => html`<div class="order">On ${list(clusters)}<ol>${components.map(stepItem)}</ol></div>`)}</details>`}`;
}

function stepItem(steps: readonly [Step, ...Step[]]): Html {
  const [{ component }] = steps;
  const what = steps.map(({ kind, fate }) => html`<span class="sync">${kind} ${fateMark(fate)}</span>`);
  return html`<li><b>${component}</b> ${what}</li>`;
}
