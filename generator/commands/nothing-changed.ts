/** The short way of `generate`: when neither input nor program nor tree has changed since they were last compared, there is nothing to do. */
import { createHash } from 'node:crypto';
import { inputDigest } from '../fleet/input-files.ts';
import type { Fleet } from '../fleet/model.ts';
import { programState } from '../program-folder.ts';
import type { Comparison } from '../tree/reconcile.ts';
import { forgetUnchanged, rememberUnchanged, unchangedSince } from '../tree/stat-cache.ts';

export interface ShortWay {
  /** How many files there are, when all are known to be as they should. */
  readonly unchanged: number | undefined;
  /** To be told what a full comparison has found. */
  remember(comparison: Comparison, fleet: Fleet): void;
}

export function shortWay(repo: string): ShortWay {
  const input = inputDigest(repo);
  if (input === undefined) return { unchanged: undefined, remember: () => {} };
  const fingerprint = createHash('sha256').update(input).update(programState()).digest('hex');
  return {
    unchanged: unchangedSince(repo, fingerprint),
    remember: (comparison, fleet) => {
      const { writes, removed, kept, manifest } = comparison;
      const settled = writes.size + removed.length + kept.length + manifest.length === 0;
      // Folders of the user's own manifests are input too, and we do not know what is in them.
      if (settled && !namesManifests(fleet)) rememberUnchanged(repo, fingerprint, comparison.paths, Date.now());
      else forgetUnchanged(repo);
    },
  };
}

function namesManifests({ base, environments, clusters }: Fleet): boolean {
  return [base, ...environments, ...clusters].some(({ additions }) =>
    [...additions.values()].some(({ manifests }) => manifests.length > 0),
  );
}
