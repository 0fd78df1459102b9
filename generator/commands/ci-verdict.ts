/** What CI says about a commit, where it can be asked. */
import { forgeOf, TOKENS } from '../forge/access.ts';
import { repositoryName } from '../git/remote/address.ts';
import { shortId } from '../moves/promotion.ts';
import { Refusal } from '../program/refusal.ts';
import type { Io } from './io.ts';

/** Throws a Refusal for a commit that CI has found wrong or still looks at. What nobody has looked at is told, and passes. */
export async function refuseUnlessPassed(url: string, commit: string, io: Io): Promise<void> {
  const name = repositoryName(url) ?? url;
  const forge = forgeOf(name);
  if (forge === undefined) {
    io.err(`CI was not asked about ${shortId(commit)}: the environment has no token for ${name} (${TOKENS})`);
    return;
  }
  const { verdict, checks } = await forge.verdict(commit);
  if (verdict === 'none') io.err(`${forge.name} has no report of CI about ${shortId(commit)}`);
  if (verdict === 'failed') throw new Refusal(`CI has found ${shortId(commit)} wrong: ${checks.join(', ')}`);
  if (verdict === 'pending')
    throw new Refusal(`CI has not finished with ${shortId(commit)}: ${checks.join(', ')}\n  hint: wait until it has`);
}
