/** The plan that a run of generate tells, with the lines of the input that its changes come from. */
import { inWords } from '../disk/disk-error.ts';
import type { ResolvedFleet } from '../fleet/resolve/resolve.ts';
import type { Plan } from '../plan/plan.ts';
import type { WritingRequest } from '../plan/plan-writing.ts';
import { Refusal } from '../program/refusal.ts';
import { inputOf } from './input-of.ts';
import type { Io } from './io.ts';

export type InputLayers = ResolvedFleet['layers'];

interface Telling {
  /** Of the input, when it is to be said which lines of it the changes come from. */
  readonly layers: InputLayers | undefined;
  readonly io: Io;
}

/** Undefined when no file differs, and when it cannot be told: why is printed, because the files are right all the same. */
export async function writingPlan(request: WritingRequest, { layers, io }: Telling): Promise<Plan | undefined> {
  const { writes, removed } = request.comparison;
  if (writes.size + removed.length === 0) return undefined;
  // Most runs write nothing.
  const { planOfWriting } = await import('../plan/plan-writing.ts');
  try {
    const plan = await planOfWriting(request);
    return layers === undefined ? plan : await withLines(plan, request.repo, layers);
  } catch (error) {
    const told = inWords(error, '');
    if (!(told instanceof Refusal)) throw error;
    io.err(`what changes on the clusters cannot be told: ${told.message}`);
    return undefined;
  }
}

async function withLines(plan: Plan, repo: string, layers: InputLayers): Promise<Plan> {
  const { committedInput } = await import('../plan/committed-input.ts');
  const { withCauses } = await import('../plan/causes.ts');
  const before = await committedInput(repo);
  if (before === undefined) return plan;
  return withCauses(plan, { ...before, filesOf: (cluster) => inputOf(cluster, layers) });
}
