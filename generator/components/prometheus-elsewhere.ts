/** What a component requires that reads or writes samples of a Prometheus that somebody else runs. */
import type { Stack } from '../stack/component.ts';
import type { Handle } from '../stack/handle.ts';
import { credentials } from './credentials/handle.ts';
import { isProvided, metricsElsewhere, prometheus } from './prometheus/handle.ts';
import { watchedComponents } from './watched.ts';

/** The Secret to sign in with, and what a Prometheus of ours would ask for; nothing where Prometheus is ours, or there is none. */
export function elsewhereRequirements(stack: Stack): readonly Handle[] {
  const store = metricsElsewhere(stack.of(prometheus));
  if (store === undefined) return [];
  return [prometheus, ...watchedComponents(stack), ...(isProvided(store) ? [credentials] : [])];
}
