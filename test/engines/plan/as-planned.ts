/** Holds what engines do to what the plan of each push said before it was pushed. */
import { notifier } from '../notify.ts';
import { CONVERGENCE, phase, until } from '../wait.ts';
import type { World } from '../world.ts';
import { adopted, BESIDES_NOTHING, type Besides, withHands } from './besides.ts';
import { NO_FORESIGHT } from './foresight.ts';
import { happenedLines } from './happened.ts';
import { isSyncLine } from './lines.ts';
import { observe } from './observe.ts';
import { orderProblems } from './order.ts';
import { plannedLines } from './planned.ts';
import { plansOf } from './push.ts';
import { rootIn } from './root.ts';

/** Plans every push to the fleet's repository, before it is pushed. */
export function foresee(world: World): void {
  world.foresight = NO_FORESIGHT;
  world.fleet.beforePush(async (next) => {
    const { since, observed } = world.foresight ?? NO_FORESIGHT;
    world.foresight = { since, observed, next, plans: await plansOf(world.fleet, since, next) };
  });
}

/**
 * Waits until exactly that has happened which the plans since the last time said, and what a person did besides, on every cluster and in
 * Argo CD; not at all where nothing is foreseen.
 */
export async function asPlanned(world: World, what: string, besides: Besides = BESIDES_NOTHING): Promise<void> {
  if (world.foresight === undefined) return;
  const { plans, observed: before, next } = world.foresight;
  const said = await plannedLines(plans, new Set(world.clusters.keys()), await rootIn(world.fleet, next));
  const planned = withHands(said, besides);
  const start = adopted(before, planned, besides);
  // No plan says what syncs where something is put back.
  const isSaid = (line: string): boolean => besides.replaced === undefined || !isSyncLine(line);
  const notify = notifier(world);
  let observed = before;
  await phase(`${world.life}: ${what}, as planned`, () =>
    until(
      `${what}: what happened is what the plan said`,
      async () => {
        await notify();
        observed = await observe(world);
        const happened = new Set([...happenedLines(start, observed)].filter(isSaid));
        return [
          ...[...planned].filter((line) => !happened.has(line)).map((line) => `planned, and did not happen: ${line}`),
          ...[...happened].filter((line) => !planned.has(line)).map((line) => `happened, and was not planned: ${line}`),
          ...orderProblems(plans, before, observed),
        ];
      },
      CONVERGENCE,
    ),
  );
  world.foresight = { since: next, observed, next, plans: [] };
}
