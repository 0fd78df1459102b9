/** Proposes a change: one branch, which is made anew each time, and one pull request from it. */
import { forgeOf, TOKENS } from '../../forge/access.ts';
import type { Forge, OpenProposal } from '../../forge/forge.ts';
import { sharedCommit } from '../../git/history.ts';
import { repositoryName } from '../../git/remote/address.ts';
import type { ServerRef } from '../../git/remote/server.ts';
import { filesAt } from '../../git/tree-files.ts';
import { messageText } from '../../moves/publish/message.ts';
import { commitTree } from '../../moves/publish/new-commit.ts';
import { ownChangesBetween } from '../../moves/publish/own-changes.ts';
import { planMarkdown } from '../../plan/render/markdown.ts';
import { Refusal } from '../../program/refusal.ts';
import type { ExitCode } from '../io.ts';
import type { Candidate, Publishing, PublishReport } from './publishing.ts';
import { refuseRefused } from './to-branch.ts';

/** Throws a Refusal when there is no token. */
export function forgeForProposals(url: string): Forge {
  const name = repositoryName(url) ?? url;
  const forge = forgeOf(name);
  if (forge !== undefined) return forge;
  throw new Refusal(
    `a pull request for ${name} needs a token of its server, and the environment has none\n  hint: set ${TOKENS}; for a server of your own also GITHUB_SERVER_URL, GITLAB_HOST or SYSTEM_COLLECTIONURI`,
    2,
  );
}

export interface Target {
  readonly forge: Forge;
  /** Name of the branch of the pull request. */
  readonly branch: string;
  /** What it holds now. */
  readonly held: ServerRef | undefined;
}

export async function publishAsProposal(
  publishing: Publishing,
  candidate: Candidate,
  { forge, branch, held }: Target,
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
  const pushed = await server.push({ ref, from: held?.id, to: commit });
  if (pushed.what === 'moved') return 'moved';
  refuseRefused(pushed, branch);
  const proposal = { from: branch, into, title: message.subject, body: planMarkdown(plan, forge.longestBody) };
  const open = await forge.findProposal(proposal);
  const now = open === undefined ? await forge.openProposal(proposal) : await forge.updateProposal(open, proposal);
  tell(publishing, candidate, now, `${open === undefined ? 'opened' : 'updated'} ${now.url}: ${message.subject}`);
  if (options.format === 'text' && candidate.own.changes.length > 0) io.err('your working copy is as it was');
  return 0;
}

function tell(
  { options, fleet, io }: Publishing,
  { isNothing, plan, made }: Candidate,
  open: OpenProposal | undefined,
  text: string,
): void {
  const report: PublishReport = {
    published: !isNothing,
    branch: fleet.repository.branch,
    tree: made.tree,
    pullRequest: open ?? null,
    plan,
  };
  io.out(options.format === 'text' ? text : JSON.stringify(report, null, 2));
}

/** What somebody else has proposed with the same branch, and this change lacks, would be lost. */
async function refuseOthers(
  { options: { repo } }: Publishing,
  { head, made }: Candidate,
  branch: string,
  held: ServerRef,
): Promise<void> {
  const base = (await sharedCommit(repo, held.commit, head)) ?? head;
  const [mine, theirs] = [await filesAt(repo, head), await filesAt(repo, held.commit)];
  const lost = (await ownChangesBetween(repo, await filesAt(repo, base), theirs)).filter(({ path, after }) => {
    const now = made.files.has(path) ? made.files.get(path) : mine.get(path);
    return now?.id !== after?.id;
  });
  if (lost.length === 0) return;
  throw new Refusal(
    `the branch ${branch} holds a proposal that this change lacks:\n${lost.map(({ path }) => `  ${path}`).join('\n')}\nnothing was published\n  hint: name another branch: --pull-request <branch>`,
  );
}
