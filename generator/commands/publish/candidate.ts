/** Own changes on top of what the branch is now, generated anew and validated. Generated text is never merged. */
import { sharedCommit } from '../../git/history.ts';
import type { RevisionFiles } from '../../git/revision.ts';
import { filesAt, type GitFile, idsOf, overlaid } from '../../git/tree-files.ts';
import { mergeInput } from '../../moves/publish/merge-input.ts';
import { messageOf } from '../../moves/publish/message.ts';
import { type OwnChanges, ownChanges } from '../../moves/publish/own-changes.ts';
import { planBetween } from '../../plan/read-trees.ts';
import { Refusal } from '../../program/refusal.ts';
import { isSameProgram } from '../commit-state.ts';
import { generatedCommit } from './generated-commit.ts';
import type { Candidate, Publishing } from './publishing.ts';

type Files = ReadonlyMap<string, GitFile>;

/** Undefined when the input or what it generates is wrong: that is printed. */
export async function candidateOn(
  publishing: Publishing,
  head: string,
  subject: string | undefined,
): Promise<Candidate | undefined> {
  const { options, fleet, components, begin, server, io } = publishing;
  const { repo } = options;
  const { branch } = fleet.repository;
  const files = await filesAt(repo, head);
  const own = await changesSince(publishing, head, files);
  const { files: merged, conflicts } = await mergeInput(repo, server.own, own.changes, files);
  if (conflicts.length > 0) throw new Refusal(inConflict(conflicts, `${server.name}/${branch}`));
  const ground = { repo, head, files, prefix: begin.prefix };
  const made = await generatedCommit(server, ground, merged, { options, io });
  if (made === undefined) return undefined;
  const plan = await planBetween({
    repo,
    revision: branch,
    before: revision(head, files),
    after: revision(head, overlaid(files, made.files)),
    order: components.map(({ name }) => name),
  });
  const before = (await server.own.git(['rev-parse', `${head}^{tree}`])).trim();
  const message = messageOf(
    plan,
    own.changes.map(({ path }) => path),
    subject,
  );
  return { head, own, made, isNothing: made.tree === before, plan, message };
}

async function changesSince(
  { options, fleet, begin, server }: Publishing,
  head: string,
  files: Files,
): Promise<OwnChanges> {
  const { repo } = options;
  const base = await sharedCommit(repo, begin.head, head);
  if (base === undefined) throw new Refusal(nothingInCommon(`${server.name}/${fleet.repository.branch}`), 2);
  if (!isSameProgram(revision(base, await filesAt(repo, base)), revision(head, files)))
    throw new Refusal(
      `${server.name}/${fleet.repository.branch} carries another version of the program by now, which generates other files\n  hint: git pull, npm ci, and publish again`,
      3,
    );
  const { ownManifests } = fleet;
  const manifests = [...ownManifests].flatMap(([folder, { elsewhere }]) => [folder, ...elsewhere]);
  return ownChanges({ repo, prefix: begin.prefix, base }, manifests);
}

/** In a clone without old commits too. */
export function nothingInCommon(branch: string): string {
  return `this clone and ${branch} have no commit in common\n  hint: git fetch --unshallow (in CI, set the depth of the checkout to 0)`;
}

function revision(commit: string, files: Files): RevisionFiles {
  return { commit, ids: idsOf(files) };
}

function inConflict(paths: readonly string[], upstream: string): string {
  const list = paths.map((path) => `  ${path}`).join('\n');
  return (
    `somebody else has changed the same lines and pushed first:\n${list}\nnothing was published, and your files are as they were\n` +
    `  hint: commit, run \`git merge ${upstream}\`, resolve these files, run \`generate --force\` and publish again`
  );
}
