/** What needs to know how commits follow each other asks for it first. */
import { isShallow } from '../git/history.ts';
import { whyNot } from '../git/why-not.ts';
import { Refusal } from '../program/refusal.ts';

/** Throws a Refusal in a clone without old commits, and where there is no clone. */
export async function wholeHistory(repo: string, command: string): Promise<void> {
  const shallow = await isShallow(repo).catch((error: unknown) => {
    throw new Refusal(
      whyNot({ command, instead: 'run it in a clone of the repository of the fleet', repo, revision: 'HEAD' }, error),
      2,
    );
  });
  if (shallow)
    throw new Refusal(
      'this clone lacks old commits, so it cannot tell how far a wave is behind\n  hint: git fetch --unshallow (in CI, set the depth of the checkout to 0)',
      2,
    );
}
