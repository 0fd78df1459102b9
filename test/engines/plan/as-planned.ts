/** Holds what engines do to what the plan of each push said before it was pushed. */
import type { FleetRepository } from '../fleet-repository.ts';
import { notifier } from '../notify.ts';
import { CONVERGENCE, phase, until } from '../wait.ts';
import type { World } from '../world.ts';
import { adopted, BESIDES_NOTHING, type Besides, withHands } from './besides.ts';
import { happenedLines } from './happened.ts';
import { isSyncLine } from './lines.ts';
import { observe } from './observe.ts';
import { orderProblems } from './order.ts';
import { plannedLines } from './planned.ts';
import { plansOf } from './push.ts';
import { rootIn } from './root.ts';

/** From now on plans every push to a fleet's repository, which has nothing yet, before it is pushed. What is there is as it was planned the last time. */
export function foresee(world: World, fleet: FleetRepository = world.fleet): void {
  const { observed = new Map() } = world.foresight ?? {};
  world.foresight = { fleet, since: new Map(), observed, next: new Map(), plans: [] };
  fleet.beforePush(async (next) => {
    if (world.foresight?.fleet !== fleet) return;
    const { since } = world.foresight;
    world.foresight = { ...world.foresight, next, plans: await plansOf(fleet, since, next) };
  });
}

/**
 * Waits until exactly that has happened which the plans since the last time said, and what a person did besides, on every cluster and in
 * Argo CD; not at all where nothing is foreseen.
 */
export async function asPlanned(world: World, what: string, besides: Besides = BESIDES_NOTHING): Promise<void> {
  if (world.foresight === undefined) return;
  const { fleet, plans, observed: before, next } = world.foresight;
  const present = new Set([...world.clusters.keys()].filter((name) => name !== besides.refused));
  const said = await plannedLines(plans, present, await rootIn(fleet, next));
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
  world.foresight = { fleet, since: next, observed, next, plans: [] };
}
