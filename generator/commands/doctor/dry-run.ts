/** `doctor --dry-run`: whether the cluster would take the objects of the tree, by a server-side apply that stores nothing. */
import { textAt } from '../../data/fields.ts';
import type { Refused } from '../../doctor/finding.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { cleaned } from '../../live/clean.ts';
import type { Connection } from '../../live/clusters/connection.ts';
import { lacksRights } from '../../live/clusters/lacks-rights.ts';
import { serving } from '../../live/clusters/served.ts';
import { Unreachable } from '../../live/clusters/unreachable.ts';
import { eachOf } from '../../live/each-of.ts';

/** An object with the component that it is of. */
export interface OwnObject {
  readonly component: string;
  readonly manifest: Manifest;
}

export interface Tried {
  readonly refused: readonly Refused[];
  /** How many could not be tried: their namespace or their kind is not there yet. */
  readonly untried: number;
}

const AT_ONCE = 6;

/** Nobody else's changes are in its way, and it is no conflict for anybody. */
const QUERY = '?dryRun=All&force=true&fieldManager=lang-observatory-doctor';

/** Throws Unreachable, also without the right to apply. */
export async function tryObjects(connection: Connection, objects: readonly OwnObject[]): Promise<Tried> {
  const servedAs = serving(connection);
  const results = await eachOf(objects, AT_ONCE, async ({ component, manifest }) => {
    const served = await servedAs(manifest);
    if (served === undefined) return 'untried';
    const { status, answer } = await connection.ask({
      method: 'PATCH',
      path: `${served.path}${QUERY}`,
      body: { type: 'application/apply-patch+yaml', content: manifest },
    });
    if (status < 300) return 'taken';
    if (status === 404) return 'untried';
    // It begins with the name of the object.
    const said = cleaned(textAt(answer, 'message').replace(/^[\w.-]+ "[^"]*" is (?:forbidden|invalid): /, ''));
    if (status === 401) throw new Unreachable('its API server does not accept the credentials');
    if (lacksRights(status, said))
      throw new Unreachable(
        `you may not apply ${served.plural}: ${said}`,
        '--dry-run needs somebody who may apply what the tree has: a dry run asks for the same rights',
      );
    const { kind, metadata } = manifest;
    const name = metadata.namespace === undefined ? metadata.name : `${metadata.namespace}/${metadata.name}`;
    return { component, object: `${kind} ${name}`, said };
  });
  return {
    refused: results.filter((one) => typeof one !== 'string'),
    untried: results.filter((one) => one === 'untried').length,
  };
}
