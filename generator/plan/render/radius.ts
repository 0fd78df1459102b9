/** How far a change reaches, in two sentences. */
import type { ComponentChange, Plan } from '../plan.ts';
import { counted, named } from './lines.ts';

/** What is compared, and how many clusters it concerns. */
export function headline(plan: Plan): string {
  const { base } = plan;
  const commit = base.commit === '' ? '' : ` (${base.commit.slice(0, 12)})`;
  return `${isNothing(plan) ? 'no change' : reach(plan)}, compared with ${base.revision}${commit}`;
}

/** Whether it changes nothing, neither on a cluster nor in Argo CD itself. */
export function isNothing({ clusters, hub }: Plan): boolean {
  return hub.length === 0 && clusters.every(({ fate }) => fate === 'unchanged');
}

/** How many clusters it concerns. */
export function reach({ clusters }: Plan): string {
  const touched = clusters.filter(({ fate }) => fate !== 'unchanged').length;
  return `${touched} of ${counted(clusters.length, 'cluster')} ${touched === 1 ? 'changes' : 'change'}`;
}

const MOST_COMPONENTS = 6;

/** What restarts, and whether any of it holds data; undefined when nothing changes. */
export function restartLine({ clusters, components }: Plan): string | undefined {
  const touched = clusters.filter(({ fate }) => fate === 'changed').length;
  if (touched === 0) return undefined;
  const restarting = components.filter(({ restarts }) => restarts.length > 0);
  if (restarting.length === 0) return 'nothing restarts';
  const names = [...new Set(restarting.map(({ component }) => component))];
  const parts = names.map((name) => `${name} ${whereOf(name, restarting, touched)}`);
  return `restarts: ${named(parts, MOST_COMPONENTS)}; ${dataOf(restarting)}`;
}

/** Clusters that nothing reaches before a person syncs it; undefined where there are none. Applications of what is gone go at once. */
export function waitingLine({ clusters }: Pick<Plan, 'clusters'>): string | undefined {
  const waiting = clusters.filter(({ fate, sync }) => sync === 'manual' && (fate === 'created' || fate === 'changed'));
  if (waiting.length === 0) return undefined;
  const names = named(
    waiting.map(({ name }) => name),
    MOST_COMPONENTS,
  );
  return `waits for a person to sync it: ${names}`;
}

function whereOf(name: string, restarting: readonly ComponentChange[], touched: number): string {
  const on = new Set(restarting.filter(({ component }) => component === name).flatMap(({ clusters }) => clusters));
  return on.size === touched ? `on ${touched === 1 ? 'it' : 'all of them'}` : `on ${on.size}`;
}

function dataOf(restarting: readonly ComponentChange[]): string {
  const names = restarting.filter(({ restarts }) => restarts.some(({ holdsData }) => holdsData));
  if (names.length === 0) return 'nothing that holds data';
  const components = [...new Set(names.map(({ component }) => component))];
  return `${components.join(', ')} ${components.length === 1 ? 'holds' : 'hold'} data`;
}
