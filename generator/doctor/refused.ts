/** Objects of the tree that the cluster would not take: most often for a policy of its platform team. */
import { grouped } from '../layers/selector.ts';
import type { Finding, Subject } from './finding.ts';

/** One for each component and reason: a policy refuses many objects alike. */
export function refusedFindings({ asked: { refused = [] } }: Subject): readonly Finding[] {
  return grouped(refused, ({ component, said }) => JSON.stringify([component, said])).map(([first, ...others]) => ({
    name: 'object-refused',
    component: first.component,
    path: [],
    message: `the cluster refuses ${first.object}${others.length === 0 ? '' : ` and ${others.length} more`}: ${first.said}`,
    hint: 'ask whoever has made the policy for an exception, or change what it objects to by a setting or by patches of the component',
  }));
}
