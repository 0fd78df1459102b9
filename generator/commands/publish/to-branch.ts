/** Pushes to the branch itself, and lets the working copy follow. */
import type { Pushed } from '../../git/remote/server.ts';
import { shortId } from '../../moves/promotion.ts';
import { messageText } from '../../moves/publish/message.ts';
import { commitTree, treeWith } from '../../moves/publish/new-commit.ts';
import { follow } from '../../moves/publish/working-copy.ts';
import { headline } from '../../plan/render/radius.ts';
import { Refusal } from '../../program/refusal.ts';
import type { ExitCode } from '../io.ts';
import type { Candidate, Publishing, PublishReport } from './publishing.ts';

export async function publishToBranch(publishing: Publishing, candidate: Candidate): Promise<ExitCode | 'moved'> {
  const { options, fleet, server, io } = publishing;
  const { branch } = fleet.repository;
  const { head, made, isNothing, message, plan } = candidate;
  const commit = isNothing ? head : await commitTree(server.own, made.tree, head, messageText(message));
  if (!isNothing) {
    const pushed = await server.push({ ref: `refs/heads/${branch}`, from: head, to: commit });
    if (pushed.what === 'moved') return 'moved';
    refuseRefused(pushed, branch);
  }
  const stays = await followed(publishing, candidate, commit);
  const report: PublishReport = { published: !isNothing, branch, commit, pullRequest: null, plan };
  if (options.format === 'json') io.out(JSON.stringify(report, null, 2));
  else if (isNothing) io.out(`nothing to publish: ${branch} has all of it`);
  else io.out(`published ${shortId(commit)} on ${branch}: ${message.subject}\n  ${headline(plan)}`);
  if (stays !== undefined)
    io.err(`the working copy stays at ${shortId(publishing.begin.head)}: ${stays}\n  hint: git pull`);
  return 0;
}

/** Throws a Refusal with what the server says. */
export function refuseRefused(pushed: Pushed, branch: string): void {
  if (pushed.what !== 'refused') return;
  throw new Refusal(
    `the server refuses ${branch}: ${pushed.message}\n  hint: where nobody may push to the branch, propose the change with --pull-request`,
  );
}

/** Undefined, or why the working copy did not. */
async function followed(
  { options, begin, server }: Publishing,
  { own }: Candidate,
  commit: string,
): Promise<string | undefined> {
  const changes = [...own.changes, ...own.generated];
  if (begin.head === commit && changes.length === 0) return undefined;
  const files = new Map(changes.map(({ path, after }) => [path, after]));
  const tree = await treeWith(server.own, begin.head, begin.prefix, files);
  return follow(options.repo, { begin, changes, tree, commit });
}
