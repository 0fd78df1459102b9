/** Waves whose ref the server does not have: their clusters get nothing, and no file of the repository shows it. */
import type { Fleet } from '../fleet/model.ts';
import { withServer } from '../git/remote/server.ts';
import { followersOf } from '../moves/wave-state.ts';
import { pathOf } from '../tree/layout.ts';
import type { Finding } from '../validate/finding.ts';

/** Throws a Refusal when the server cannot be asked. */
export async function missingRefs(repo: string, fleet: Fleet): Promise<readonly Finding[]> {
  const followed = fleet.waves.filter(({ ref }) => followersOf(fleet, ref).size > 0);
  const there = await withServer({ repo, url: fleet.repository.url, remote: undefined }, (server) =>
    server.fetch(followed.map(({ ref }) => ref)),
  );
  return followed
    .filter(({ ref }) => !there.has(ref))
    .map(({ name, ref }) => ({
      code: 'wave-ref-missing',
      file: pathOf('fleetInput'),
      message: `wave ${name} follows ${ref}, which the server does not have: its clusters get nothing`,
      hint: `create it with \`lang-observatory promote --to ${name}\``,
    }));
}
