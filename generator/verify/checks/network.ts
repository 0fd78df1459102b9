/** Whether each workload reaches those that it must: no policy blocks what the graph says. Only where somebody asks for probe pods. */

import type { PlacedWorkload } from '../../stack/graph.ts';
import { type Check, type Finding, failed, passed, skipped } from '../check.ts';
import { addressOf, arrives, probedFlows, type Target, titleOf } from '../probes/probes.ts';
import type { Subject } from '../subject.ts';

const REMEDY =
  'look for network policies in the namespaces of both that are not in this repository, and for rules of the network plugin or of a service mesh';

export function networkChecks({ graph, probes }: Subject): readonly Check[] {
  if (probes !== true) return [];
  return [...probedFlows(graph)].map(([source, targets]) => ({
    name: 'flows-are-open',
    subject: titleOf(source),
    remedy: 'do what the other checks say, or leave out --probe-pods',
    run: async (world) => {
      if (world.probes === undefined) throw new Error('nobody makes probe pods');
      const pods = await world.probes.pods();
      const there = targets.flatMap((target) => {
        const address = addressOf(target, pods);
        return address === undefined ? [] : [{ target, address }];
      });
      if (there.length === 0)
        return skipped('nothing that it connects to has a ready pod', '`lang-observatory status` says why');
      const reached = await world.probes.run(
        source,
        there.map(({ address }) => address),
      );
      if (typeof reached === 'string') return failed(`its probe pod: ${reached}`, probeRemedy(source));
      const blocked = there.filter((_, index) => !arrives(reached[index] ?? 'no answer')).map(({ target }) => target);
      return judged(blocked, there.length, targets.length);
    },
  }));
}

function probeRemedy({ namespace }: PlacedWorkload): string {
  return `the pod is gone, and \`kubectl -n ${namespace} get events\` says what became of it; it ran an image of Langfuse`;
}

function judged(blocked: readonly Target[], tried: number, all: number): Finding {
  if (blocked.length > 0)
    return failed(`does not reach ${blocked.map(({ to, port }) => `${titleOf(to)}:${port}`).join(', ')}`, REMEDY);
  const missing = all - tried;
  return passed(
    `reaches ${tried === 1 ? 'the one port' : `all ${tried} ports`} that it connects to${missing === 0 ? '' : `; ${missing} more have no ready pod`}`,
  );
}
