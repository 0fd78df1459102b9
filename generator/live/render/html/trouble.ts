/** Clusters that are not as they should be, each with what is wrong and what to do. */
import { ENGINE_TITLES } from '../../../fleet/model.ts';
import { grouped } from '../../../layers/selector.ts';
import { type Html, html } from '../../../plan/render/html/markup.ts';
import type { ClusterProblem, ClusterStatus, ComponentStatus } from '../../model.ts';
import { verdictOfCluster } from '../../verdict.ts';
import { ageOf, commitText, versionText } from '../words.ts';
import { stateMark, verdictMark } from './mark.ts';

export function trouble(clusters: readonly ClusterStatus[], now: Date): Html {
  const wrong = clusters.filter((cluster) => verdictOfCluster(cluster) !== 'healthy');
  if (wrong.length === 0) return html``;
  return html`<section id="trouble"><h2>Not as it should be <span class="count">${wrong.length}</span></h2>${wrong.map((cluster) => clusterItem(cluster, now))}</section>`;
}

function clusterItem(cluster: ClusterStatus, now: Date): Html {
  const { name, environment, engine, unreachable, problems, components } = cluster;
  const verdict = verdictOfCluster(cluster);
  const states = grouped(
    components.filter(({ state }) => state !== 'healthy'),
    ({ state, problem, component, waitsFor }) => `${state} ${problem ?? (waitsFor.join() || component)}`,
  );
  const at = commitText(cluster);
  return html`<details class="change" id="${name}"${verdict !== 'progressing' && html` open`}><summary>${verdictMark(verdict)}<span class="title"><strong>${name}</strong> <span class="gist">${environment}, ${ENGINE_TITLES[engine]}</span></span><span class="reach">${at}</span></summary>
<div class="body">${[...(unreachable === undefined ? [] : [unreachable]), ...problems].map(problemText)}${states.length > 0 && html`<ul class="objects">${states.map((group) => componentItem(group, now))}</ul>`}</div></details>`;
}

/** Components with the same problem, which is told once. */
function componentItem(group: readonly [ComponentStatus, ...ComponentStatus[]], now: Date): Html {
  const [first] = group;
  const names = group.map(({ component }) => component).join(', ');
  const age = group.length === 1 ? ageOf(first.since, now) : undefined;
  const versions = group.flatMap((one) => versionText(one) ?? []);
  const waits = first.waitsFor.length === 0 ? undefined : `waits for ${first.waitsFor.join(' and ')}`;
  return html`<li>${stateMark(first.state)}<div><strong>${names}</strong>${age !== undefined && html` <span class="quiet">for ${age}</span>`}${[first.problem, waits, ...versions].map((text) => text !== undefined && html`<p>${text}</p>`)}${advice(first)}</div></li>`;
}

function problemText(problem: ClusterProblem): Html {
  return html`<p>${problem.problem}</p>${advice(problem)}`;
}

function advice({ advice: text }: Pick<ClusterProblem, 'advice'>): Html {
  return html`${text !== undefined && html`<p class="where"><code>${text}</code></p>`}`;
}
