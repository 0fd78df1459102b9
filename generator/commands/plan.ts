/** `plan`: what the clusters get and lose when what generate would write is committed. Writes nothing. */
import { REGISTRY } from '../components/registry.ts';
import { generateFiles } from '../generate.ts';
import { planSince } from '../plan/read-trees.ts';
import { planText } from '../plan/render/text.ts';
import type { ExitCode, GlobalOptions, Io } from './io.ts';
import { openFleet } from './open-fleet.ts';

export interface PlanFlags {
  readonly base: string;
  /** What makes the command exit with 1. */
  readonly failOn?: 'danger';
}

export async function plan(options: GlobalOptions, flags: PlanFlags, io: Io): Promise<ExitCode> {
  const { fleet } = openFleet(options, io);
  if (fleet === undefined) return 2;
  const found = await planSince({
    repo: options.repo,
    revision: flags.base,
    generated: generateFiles(fleet, REGISTRY),
    order: REGISTRY.map(({ name }) => name),
  });
  io.out(options.format === 'json' ? JSON.stringify(found, null, 2) : planText(found, false));
  return flags.failOn === 'danger' && found.dangers.length > 0 ? 1 : 0;
}
