/** Proposes a change: one branch, which is made anew each time, and one pull request from it. */
import { TOKENS } from '../../forge/access.ts';
import { type Proposed, type Proposing, proposingOn } from '../../forge/proposing.ts';
import { sharedCommit } from '../../git/history.ts';
import { repositoryName } from '../../git/remote/address.ts';
import type { Server, ServerRef } from '../../git/remote/server.ts';
import { differingPaths, filesAt } from '../../git/tree-files.ts';
import { messageText } from '../../moves/publish/message.ts';
import { commitTree } from '../../moves/publish/new-commit.ts';
import { ownChangesBetween } from '../../moves/publish/own-changes.ts';
import { planMarkdown } from '../../plan/render/markdown.ts';
import { Refusal } from '../../program/refusal.ts';
import type { ExitCode } from '../io.ts';
import { nothingInCommon } from './candidate.ts';
import type { Candidate, Publishing, PublishReport } from './publishing.ts';
import { refuseRefused } from './to-branch.ts';

/** Throws a Refusal when there is no token. A pull request belongs where the branch is pushed to. */
export function targetOn({ address }: Server, branch: string): Omit<Target, 'held'> {
  const name = repositoryName(address) ?? address;
  const proposing = proposingOn(name);
  if (proposing !== undefined) return { proposing, branch };
  throw new Refusal(
    `a pull request for ${name} needs a token of its server, and the environment has none\n  hint: set ${TOKENS}; for a server of your own also GITHUB_SERVER_URL, GITLAB_HOST or SYSTEM_COLLECTIONURI`,
    2,
  );
}

export interface Target {
  readonly proposing: Proposing;
  /** Name of the branch of the pull request. */
  readonly branch: string;
  /** What it holds now. */
  readonly held: ServerRef | undefined;
}

export async function publishAsProposal(
  publishing: Publishing,
  candidate: Candidate,
  { proposing, branch, held }: Target,
): Promise<ExitCode | 'moved'> {
  const { options, fleet, server, io } = publishing;
  const into = fleet.repository.branch;
  const ref = `refs/heads/${branch}`;
  const { head, made, isNothing, message, plan } = candidate;
  if (held !== undefined) await refuseOthers(publishing, candidate, branch, held);
  if (isNothing) {
    // What was proposed earlier is merged, or is not needed any more.
    const pushed = held === undefined ? undefined : await server.push({ ref, from: held.id, to: undefined });
    if (pushed?.what === 'moved') return 'moved';
    tell(publishing, candidate, undefined, `nothing to propose: ${into} has all of it`);
    return 0;
  }
  const commit = await commitTree(server.own, made.tree, head, messageText(message));
  const body = planMarkdown(plan, proposing.longestBody);
  const proposal = { from: branch, into, title: message.subject, body };
  const pushed = await server.push({ ref, from: held?.id, to: commit, options: proposing.pushOptions(proposal) });
  if (pushed.what === 'moved') return 'moved';
  refuseRefused(pushed, branch);
  const proposed = await proposing.afterPush(proposal);
  const where = proposed === undefined ? `proposed with ${branch}` : `${proposed.what} ${proposed.request.url}`;
  tell(publishing, candidate, proposed, `${where}: ${message.subject}`);
  if (options.format === 'text' && candidate.own.changes.length > 0) io.err('your working copy is as it was');
  return 0;
}

function tell(
  { options, fleet, io }: Publishing,
  { isNothing, plan, made }: Candidate,
  proposed: Proposed | undefined,
  text: string,
): void {
  const report: PublishReport = {
    published: !isNothing,
    branch: fleet.repository.branch,
    tree: made.tree,
    pullRequest: proposed?.request ?? null,
    plan,
  };
  io.out(options.format === 'text' ? text : JSON.stringify(report, null, 2));
}

/** What somebody else has proposed with the same branch, and this change lacks, would be lost. */
async function refuseOthers(
  { options: { repo }, begin: { prefix } }: Publishing,
  { head, made }: Candidate,
  branch: string,
  held: ServerRef,
): Promise<void> {
  const base = await sharedCommit(repo, held.commit, head);
  if (base === undefined) throw new Refusal(nothingInCommon(branch), 2);
  const [mine, theirs] = [await filesAt(repo, head), await filesAt(repo, held.commit)];
  const lost = (await ownChangesBetween(repo, await filesAt(repo, base), theirs)).filter(({ path, after }) => {
    const now = made.files.has(path) ? made.files.get(path) : mine.get(path);
    return now?.id !== after?.id;
  });
  const paths = [...lost.map(({ path }) => path), ...(await lostOutside(repo, prefix, [base, held.commit, head]))];
  if (paths.length === 0) return;
  throw new Refusal(
    `the branch ${branch} holds a proposal that this change lacks:\n${paths.map((path) => `  ${path}`).join('\n')}\nnothing was published\n  hint: name another branch: --pull-request <branch>`,
  );
}

/** What a proposal changes outside the folder of the fleet, as that of another fleet in the repository does. */
async function lostOutside(
  repo: string,
  prefix: string,
  [base, theirs, head]: readonly [base: string, theirs: string, head: string],
): Promise<readonly string[]> {
  if (prefix === '') return [];
  const missing = new Set(await differingPaths(repo, theirs, head));
  const changed = await differingPaths(repo, base, theirs);
  return changed.filter((path) => missing.has(path) && !path.startsWith(prefix));
}
