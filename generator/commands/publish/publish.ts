/** `publish`: generates, validates, commits and pushes, on top of whatever others have pushed. */
import { setTimeout } from 'node:timers/promises';
import { openDisk } from '../../disk/disk.ts';
import { generateFiles } from '../../generate.ts';
import { withServer } from '../../git/remote/server.ts';
import { type Begin, beginOf } from '../../moves/publish/working-copy.ts';
import { Refusal } from '../../program/refusal.ts';
import { withLock } from '../../tree/lock.ts';
import { compare } from '../../tree/reconcile.ts';
import { refusals } from '../describe-tree.ts';
import { type DescribedFleet, isDescribed } from '../described-fleet.ts';
import type { ExitCode, GlobalOptions, Io } from '../io.ts';
import { openFleet } from '../open-fleet.ts';
import { validationTools } from '../validation-tools.ts';
import { candidateOn } from './candidate.ts';
import { publishAsProposal, type Target, targetOn } from './proposal.ts';
import type { Publishing } from './publishing.ts';
import { publishToBranch } from './to-branch.ts';

export interface PublishFlags {
  /** The first line of the message. */
  readonly message?: string;
  /** The branch of the pull request. */
  readonly pullRequest?: string;
  readonly remote?: string;
}

/** Whoever pushes at the same time has published when we have not: so many can publish at once. */
const MOST_ATTEMPTS = 30;
const LONGEST_WAIT_MILLISECONDS = 60_000;

/** As long as some attempts take, at random and longer each time: whoever begins at the same moment again would only work for nothing. */
function waitAfter(attempt: number, took: number): number {
  return Math.random() * Math.min(LONGEST_WAIT_MILLISECONDS, took * 2 ** attempt);
}

export async function publish(options: GlobalOptions, flags: PublishFlags, io: Io): Promise<ExitCode> {
  const { repo } = options;
  const described = openFleet(options, io);
  if (!isDescribed(described)) return 2;
  const { fleet, components } = described;
  refuseHandEdits(repo, described);
  const begin = await beginOf(repo);
  if (flags.pullRequest === undefined) refuseOtherBranch(begin, fleet.repository.branch);
  return withLock(repo, () =>
    withServer({ repo, url: fleet.repository.url, remote: flags.remote }, async (server) => {
      const target = flags.pullRequest === undefined ? undefined : targetOn(server, flags.pullRequest);
      await validationTools(repo, io);
      const publishing = { options, fleet, components, begin, server, io };
      for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
        const begun = performance.now();
        const exitCode = await attemptOnce(publishing, flags.message, target, attempt);
        if (exitCode !== 'moved') return exitCode;
        io.err('somebody else has pushed in the meantime: again, on top of that');
        await setTimeout(waitAfter(attempt, performance.now() - begun));
      }
      throw new Refusal(
        `nothing was published: somebody else has pushed before each of ${MOST_ATTEMPTS} attempts\n  hint: publish again when fewer push`,
      );
    }),
  );
}

async function attemptOnce(
  publishing: Publishing,
  subject: string | undefined,
  target: Omit<Target, 'held'> | undefined,
  attempt: number,
): Promise<ExitCode | 'moved'> {
  const { fleet, server, io } = publishing;
  const ref = `refs/heads/${fleet.repository.branch}`;
  const proposed = `refs/heads/${target?.branch ?? fleet.repository.branch}`;
  const refs = await server.fetch([ref, proposed]);
  const head = refs.get(ref)?.commit;
  if (head === undefined)
    throw new Refusal(
      `${server.address} has no branch ${fleet.repository.branch}\n  hint: push the first commit yourself`,
      2,
    );
  const candidate = await candidateOn(publishing, head, subject);
  if (candidate === undefined) {
    io.err('nothing was published');
    return 1;
  }
  if (attempt === 1) for (const path of candidate.own.leftOut) io.err(`not published: ${path}: git add it first`);
  if (target === undefined) return publishToBranch(publishing, candidate);
  return publishAsProposal(publishing, candidate, { ...target, held: refs.get(proposed) });
}

/** What somebody wrote into a generated file would be lost. */
function refuseHandEdits(repo: string, { fleet, components }: DescribedFleet): void {
  const refused = refusals(compare(openDisk(repo), generateFiles(fleet, components)), false);
  if (refused.length > 0) throw new Refusal(`${refused.join('\n')}\n\nnothing was published`);
}

function refuseOtherBranch({ branch: current }: Begin, branch: string): void {
  if (current === undefined || current === branch) return;
  throw new Refusal(
    `${current} is checked out, and the branch of the fleet is ${branch}\n  hint: git switch ${branch}, or propose the change with --pull-request`,
    2,
  );
}
