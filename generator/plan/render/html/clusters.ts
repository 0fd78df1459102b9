/** Lists of clusters: names as long as they can be read, else counts by wave and environment with the names folded away. */
import { grouped } from '../../../layers/selector.ts';
import type { Plan, PlannedCluster } from '../../plan.ts';
import { counted } from '../lines.ts';
import { type Html, html } from './markup.ts';

export type ClusterList = (names: readonly string[]) => Html;

/** More names than these are folded. */
const MOST_NAMES = 6;

/** How clusters of this plan are listed. The script of the page reads the names of an item from its elements `.names`. */
export function clusterList({ clusters, waves }: Plan): ClusterList {
  const byName = new Map(clusters.map((cluster) => [cluster.name, cluster]));
  const order = waves.map(({ name }) => name);
  return (names) => {
    if (names.length <= MOST_NAMES) return html`<span class="names">${names.join(', ')}</span>`;
    const places = grouped(
      names.flatMap((name) => byName.get(name) ?? []),
      ({ wave, environment }) => JSON.stringify([wave, environment]),
    ).toSorted(([one], [other]) => order.indexOf(one.wave) - order.indexOf(other.wave));
    const all = names.length === clusters.length ? 'all ' : '';
    return html`<details class="fold"><summary>${all}${counted(names.length, 'cluster')}<span class="quiet">: ${placeCounts(places)}</span></summary><dl class="places">${places.map(placeEntry)}</dl></details>`;
  };
}

type Place = readonly [PlannedCluster, ...PlannedCluster[]];

/** `canary 20, all 620`; within one wave by environment. */
function placeCounts(places: readonly Place[]): string {
  const byWave = counts(places, ({ wave }) => wave);
  return (byWave.length > 1 ? byWave : counts(places, ({ environment }) => environment)).join(', ');
}

function counts(places: readonly Place[], nameOf: (cluster: PlannedCluster) => string): readonly string[] {
  return grouped(places, ([cluster]) => nameOf(cluster)).map(
    (group) => `${nameOf(group[0][0])} ${number(group.reduce((sum, place) => sum + place.length, 0))}`,
  );
}

function placeEntry(place: Place): Html {
  const [{ wave, environment }] = place;
  return html`<dt>${wave}, ${environment} <span class="quiet">${number(place.length)}</span></dt><dd class="names">${place.map(({ name }) => name).join(', ')}</dd>`;
}

/** With a comma between thousands. */
export function number(count: number): string {
  return count.toLocaleString('en-US');
}
