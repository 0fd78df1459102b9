/** A plan in a few lines: how far it reaches, and what it does there. */
import type { Plan, PlannedCluster } from '../plan.ts';
import { legend } from './legend.ts';
import { counted, named } from './lines.ts';
import { reach, restartLine, waitingLine } from './radius.ts';
import { dangerLines, MARKS, MOST_NAMES, waveLines } from './text.ts';

/** Nobody reads a longer list. */
const MOST_LINES = 20;

export function planSummary(plan: Plan): string {
  const restarts = restartLine(plan);
  const waiting = waitingLine(plan);
  const names = legend({ components: [], dangers: plan.dangers, hub: [] });
  const lines = [
    ...(['created', 'removed'] as const).flatMap((fate) => wholeClusters(plan, fate)),
    ...componentLines(plan),
  ];
  const isHubAlone = lines.length === 0 && plan.hub.length > 0;
  return [
    reach(plan),
    ...(restarts === undefined ? [] : [`  ${restarts}`]),
    ...(waiting === undefined ? [] : [`  ${waiting}`]),
    ...waveLines(plan),
    ...first(lines, 'changes'),
    ...(isHubAlone ? [`  ${MARKS.changed} ${counted(plan.hub.length, 'object')} of Argo CD itself`] : []),
    ...first(dangerLines(plan), 'dangers'),
    ...(names === undefined ? [] : [`  ${names}`]),
  ].join('\n');
}

function first(lines: readonly string[], what: string): readonly string[] {
  const more = lines.length - MOST_LINES;
  return more > 0
    ? [...lines.slice(0, MOST_LINES), `  and ${more} more ${what}: \`lang-observatory plan\` shows them`]
    : lines;
}

function wholeClusters({ clusters }: Plan, fate: 'created' | 'removed'): readonly string[] {
  const names = clusters.filter((cluster) => cluster.fate === fate).map(({ name }) => name);
  const noun = names.length === 1 ? 'cluster' : 'clusters';
  return names.length === 0 ? [] : [`  ${MARKS[fate]} ${noun} ${named(names, MOST_NAMES)}`];
}

/** A line for each component, of clusters that stay: what a whole cluster gets or loses goes without saying. */
function componentLines({ clusters, components }: Plan): readonly string[] {
  const staying = new Set(clusters.filter(stays).map(({ name }) => name));
  const groups = new Map<string, Set<string>>();
  for (const { component, fate, clusters: on } of components) {
    const key = `  ${MARKS[fate]} ${component}`;
    const names = groups.get(key) ?? new Set();
    for (const name of on) if (staying.has(name)) names.add(name);
    groups.set(key, names);
  }
  return [...groups].flatMap(([start, names]) => {
    const on = [...names].sort();
    return on.length === 0 ? [] : [`${start} on ${counted(on.length, 'cluster')}: ${named(on, MOST_NAMES)}`];
  });
}

function stays({ fate }: PlannedCluster): boolean {
  return fate === 'changed' || fate === 'unchanged';
}
