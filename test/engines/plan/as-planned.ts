/** Holds what engines do to what the plan of each push said before it was pushed. */
import { notifier } from '../notify.ts';
import { CONVERGENCE, phase, until } from '../wait.ts';
import type { World } from '../world.ts';
import { NO_FORESIGHT } from './foresight.ts';
import { happenedLines } from './happened.ts';
import { observe } from './observe.ts';
import { orderProblems } from './order.ts';
import { plannedLines } from './planned.ts';
import { plansOf } from './push.ts';

/** Plans every push to the fleet's repository, before it is pushed. */
export function foresee(world: World): void {
  world.foresight = NO_FORESIGHT;
  world.fleet.beforePush(async (next) => {
    const { since, observed } = world.foresight ?? NO_FORESIGHT;
    world.foresight = { since, observed, next, plans: await plansOf(world.fleet, since, next) };
  });
}

/** Takes what is there now for what the next plan begins with. */
export async function startOver(world: World): Promise<void> {
  if (world.foresight === undefined) return;
  const { next } = world.foresight;
  world.foresight = { since: next, observed: await observe(world), next, plans: [] };
}

/** Waits until exactly that has happened which the plans since the last time said, on every cluster and in Argo CD; not at all where nothing is foreseen. */
export async function asPlanned(world: World, what: string): Promise<void> {
  if (world.foresight === undefined) return;
  const { plans, observed: before, next } = world.foresight;
  const planned = await plannedLines(plans, new Set(world.clusters.keys()));
  const notify = notifier(world);
  let observed = before;
  await phase(`${world.life}: ${what}, as planned`, () =>
    until(
      `${what}: what happened is what the plan said`,
      async () => {
        await notify();
        observed = await observe(world);
        const happened = happenedLines(before, observed);
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
