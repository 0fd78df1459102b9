/** `plan`: what the clusters get and lose when what generate would write is committed. Writes nothing. */
import { generateFiles } from '../generate.ts';
import { withCauses } from '../plan/causes.ts';
import type { Plan } from '../plan/plan.ts';
import { planSince } from '../plan/read-trees.ts';
import { planHtml } from '../plan/render/html/page.ts';
import { planMarkdown } from '../plan/render/markdown.ts';
import { painted, planText } from '../plan/render/text.ts';
import { inputOf } from './input-of.ts';
import type { ExitCode, GlobalOptions, Io, PlanFormat } from './io.ts';
import { openFleet } from './open-fleet.ts';

export interface PlanFlags {
  readonly base: string;
  /** What makes the command exit with 1. */
  readonly failOn?: 'danger';
}

const RENDERERS: Readonly<Record<PlanFormat, (plan: Plan) => string>> = {
  text: planText,
  markdown: planMarkdown,
  html: planHtml,
  json: (plan) => JSON.stringify(plan, null, 2),
};

export async function plan(options: GlobalOptions<PlanFormat>, flags: PlanFlags, io: Io): Promise<ExitCode> {
  const { repo, format } = options;
  const { fleet, layers, components } = openFleet({ repo, format: format === 'json' ? 'json' : 'text' }, io);
  if (fleet === undefined) return 2;
  const { plan: bare, ...trees } = await planSince({
    repo,
    revision: flags.base,
    generated: generateFiles(fleet, components),
    order: components.map(({ name }) => name),
  });
  const found = withCauses(bare, { ...trees, filesOf: (cluster) => inputOf(cluster, layers) });
  io.out(RENDERERS[format](found), format === 'text' && io.colour ? painted : undefined);
  return flags.failOn === 'danger' && found.dangers.length > 0 ? 1 : 0;
}
