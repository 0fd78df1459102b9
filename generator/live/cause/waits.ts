/** What a component that is not ready waits for: the probable cause, from the graph of the stack. */
import type { ComponentStatus, Observed, State, Wanted } from '../model.ts';

/** States of a component that another one can wait for: whoever is suspended or has drifted may still run. */
const HOLDS_UP: ReadonlySet<State> = new Set(['progressing', 'missing', 'broken']);

/** With what each waits for. A component that needs one which is not ready waits, whatever its engine says of itself. */
export function withCauses(observed: readonly Observed[], wanted: readonly Wanted[]): readonly ComponentStatus[] {
  const states = new Map(observed.map((one) => [one.component, one]));
  const needs = new Map(wanted.map(({ component, dependsOn }) => [component, dependsOn]));
  const known = new Map<string, readonly string[]>();
  /** Those below it that hold it up and that nothing holds up itself. */
  const causesOf = (component: string): readonly string[] => {
    const before = known.get(component);
    if (before !== undefined) return before;
    const found = (needs.get(component) ?? []).flatMap((name) => {
      if (!isHoldUp(states.get(name))) return [];
      const deeper = causesOf(name);
      return deeper.length > 0 ? deeper : [name];
    });
    const causes = [...new Set(found)].sort();
    known.set(component, causes);
    return causes;
  };
  return observed.map((one) => {
    const waitsFor = HOLDS_UP.has(one.state) ? causesOf(one.component) : [];
    return { ...one, waitsFor, state: waitsFor.length > 0 ? 'waiting' : one.state };
  });
}

function isHoldUp(one: Observed | undefined): boolean {
  return one !== undefined && (HOLDS_UP.has(one.state) || (one.isSuspended && !one.isHealthy));
}
