/** `promote`: moves the ref of a wave to a commit, after it has shown what that does to the clusters. */
import type { Wave } from '../fleet/model.ts';
import { isAncestor } from '../git/history.ts';
import { type Server, withServer } from '../git/remote/server.ts';
import { revisionFiles } from '../git/revision.ts';
import { type Promotion, refusedPromotion, shortId } from '../moves/promotion.ts';
import { wavePlan } from '../moves/wave-plan.ts';
import { type FleetRefs, fleetRefs, followersOf } from '../moves/wave-state.ts';
import type { Plan } from '../plan/plan.ts';
import { planText } from '../plan/render/text.ts';
import { Refusal } from '../program/refusal.ts';
import { refuseUnlessPassed } from './ci-verdict.ts';
import { commitState } from './commit-state.ts';
import type { DescribedFleet } from './described-fleet.ts';
import type { ExitCode, GlobalOptions, Io } from './io.ts';
import { openFleet } from './open-fleet.ts';
import { unknownName } from './unknown-name.ts';
import { wholeHistory } from './whole-history.ts';

export interface PromoteFlags {
  readonly to: string;
  readonly commit?: string;
  readonly back?: boolean;
  readonly skipWave?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly remote?: string;
}

export async function promote(options: GlobalOptions, flags: PromoteFlags, io: Io): Promise<ExitCode> {
  const { repo } = options;
  const { fleet, components } = openFleet(options, io);
  if (fleet === undefined) return 2;
  const wave = fleet.waves.find(({ name }) => name === flags.to);
  if (wave === undefined) {
    io.err(
      unknownName(
        'wave',
        flags.to,
        fleet.waves.map(({ name }) => name),
      ),
    );
    return 2;
  }
  if (flags.dryRun !== true && flags.yes !== true && !io.interactive) {
    io.err(
      'promote asks before it moves a wave, and there is no terminal to ask on\n  hint: say --yes, or --dry-run to look',
    );
    return 2;
  }
  await wholeHistory(repo, 'promote');
  return withServer({ repo, url: fleet.repository.url, remote: flags.remote }, (server) =>
    promoteOn(server, { options, flags, fleet, components, wave }, io),
  );
}

/** What `--format json` prints. */
export interface PromoteReport {
  readonly wave: string;
  readonly ref: string;
  readonly from: string | null;
  readonly to: string;
  readonly moved: boolean;
  readonly plan: Plan | null;
}

interface Asked extends DescribedFleet {
  readonly options: GlobalOptions;
  readonly flags: PromoteFlags;
  readonly wave: Wave;
}

async function promoteOn(server: Server, asked: Asked, io: Io): Promise<ExitCode> {
  const { options, flags, fleet, wave } = asked;
  const refs = await fleetRefs(fleet, server);
  if (wave.ref === refs.branchRef)
    throw new Refusal(
      `wave ${wave.name} follows the branch ${fleet.repository.branch}: what is merged there reaches it`,
      2,
    );
  const promotion = await promotionOf(asked, refs);
  const { commit, from } = promotion;
  if (commit === from) {
    tell(asked, io, promotion, undefined, `wave ${wave.name} is at ${shortId(commit)} already`);
    return 0;
  }
  const refused = refusedPromotion(promotion, { back: flags.back === true, skipWave: flags.skipWave === true });
  if (refused !== undefined) throw new Refusal(refused);
  await refuseWrongTree(options.repo, commit, io);
  await refuseUnlessPassed(fleet.repository.url, commit, io);
  const plan = await planOf(asked, refs, promotion);
  if (flags.dryRun === true) {
    tell(asked, io, promotion, plan, `dry run: ${movement(promotion)} on ${server.address}`);
    return 0;
  }
  if (options.format === 'text') io.out(planText(plan));
  if (flags.yes !== true && !(await isConfirmed(`${movement(promotion)} on ${server.address}?`))) {
    io.err('nothing was moved');
    return 1;
  }
  const held = refs.refs.get(wave.ref)?.id;
  const pushed = await server.push({ ref: wave.ref, from: held, to: commit });
  if (pushed.what === 'moved')
    throw new Refusal(
      `somebody has moved ${wave.ref} in the meantime, so nothing was moved: ${pushed.message}\n  hint: look at \`lang-observatory waves\`, and promote again`,
    );
  if (pushed.what === 'refused') throw new Refusal(`the server refuses to move ${wave.ref}: ${pushed.message}`);
  if (options.format === 'json') tell(asked, io, promotion, plan, '');
  else io.out(`\nmoved ${wave.ref} to ${shortId(commit)}${undoing(promotion)}`);
  return 0;
}

async function promotionOf({ options: { repo }, flags, fleet, wave }: Asked, refs: FleetRefs): Promise<Promotion> {
  const { branch } = fleet.repository;
  const previous = fleet.waves[fleet.waves.indexOf(wave) - 1];
  const before = previous === undefined ? refs.branch : refs.refs.get(previous.ref);
  const source = previous === undefined ? `the branch ${branch}` : `wave ${previous.name}`;
  const commit = flags.commit === undefined ? before?.commit : await commitOf(repo, flags.commit);
  if (commit === undefined)
    throw new Refusal(
      `${source} has no ref on the server, so there is no commit to promote\n  hint: promote to it first, or name a commit with --commit and --skip-wave`,
    );
  const from = refs.refs.get(wave.ref)?.commit;
  return {
    wave,
    commit,
    from,
    source,
    branch,
    isInSource: before !== undefined && (await isAncestor(repo, commit, before.commit)),
    isOnBranch: await isAncestor(repo, commit, refs.branch.commit),
    isForward: from === undefined || (await isAncestor(repo, from, commit)),
  };
}

async function commitOf(repo: string, revision: string): Promise<string> {
  const { commit } = await revisionFiles({ command: 'promote', instead: 'name another commit', repo, revision });
  return commit;
}

const MOST_PATHS = 10;

async function refuseWrongTree(repo: string, commit: string, io: Io): Promise<void> {
  const state = await commitState(repo, commit);
  if (state === 'generated') return;
  if (state === 'other-program') {
    io.err(
      `not checked: ${shortId(commit)} carries another version of the program, which alone can tell whether its files are generated`,
    );
    return;
  }
  const more = state.wrong.length - MOST_PATHS;
  const paths = [...state.wrong.slice(0, MOST_PATHS), ...(more > 0 ? [`and ${more} more`] : [])];
  throw new Refusal(
    `the files of ${shortId(commit)} are not what its input generates:\n${paths.map((path) => `  ${path}`).join('\n')}\n  hint: generate and commit on the branch first, and promote that commit`,
  );
}

function planOf(
  { options, fleet, components, wave }: Asked,
  refs: FleetRefs,
  { from, commit }: Promotion,
): Promise<Plan> {
  return wavePlan({
    repo: options.repo,
    ref: wave.ref,
    branch: refs.branch.commit,
    from,
    to: commit,
    clusters: followersOf(fleet, wave.ref),
    order: components.map(({ name }) => name),
  });
}

function movement({ wave, from, commit }: Promotion): string {
  const way = from === undefined ? `create ${wave.ref} at` : `move ${wave.ref} from ${shortId(from)} to`;
  return `${way} ${shortId(commit)}`;
}

function undoing({ wave, from, isForward }: Promotion): string {
  if (from === undefined || !isForward) return '';
  return `\nto go back: lang-observatory promote --to ${wave.name} --commit ${shortId(from)} --back`;
}

function tell(
  { options, flags }: Asked,
  io: Io,
  { wave, from, commit }: Promotion,
  plan: Plan | undefined,
  text: string,
): void {
  if (options.format === 'text') {
    io.out(plan === undefined ? text : `${planText(plan)}\n\n${text}`);
    return;
  }
  const report: PromoteReport = {
    wave: wave.name,
    ref: wave.ref,
    from: from ?? null,
    to: commit,
    moved: flags.dryRun !== true && from !== commit,
    plan: plan ?? null,
  };
  io.out(JSON.stringify(report, null, 2));
}

async function isConfirmed(question: string): Promise<boolean> {
  const { default: confirm } = await import('@inquirer/confirm');
  return confirm({ message: question, default: false });
}
