/** Whether two levels are the same to components: then results are computed once for both. */
import { createHash } from 'node:crypto';
import type { CommonSettings, Level } from '../model.ts';
import { LEVEL_FIELDS } from '../schema/level-fields.ts';

/** Many clusters share the settings of one level, so the digest is computed once for all of them. */
const digests = new WeakMap<ReadonlyMap<string, CommonSettings>, string>();

/** What a component can read of a level besides its settings and the cluster that it follows. */
const READ = ['size', 'secrets', ...LEVEL_FIELDS, 'taken'] as const satisfies readonly (keyof Level)[];

/** The level with a digest of everything that a component can read of it: equal for levels that are the same to every component. */
export function withFingerprint<L extends Level>(level: L): L {
  const { settings, standby } = level;
  const followed = standby && [standby.source.name, standby.promotedAt, digestOf(standby.source.settings)];
  const read = [...READ.map((field) => level[field]), digestOf(settings), ...(followed ?? [])];
  return { ...level, fingerprint: JSON.stringify(read) };
}

function digestOf(settings: ReadonlyMap<string, CommonSettings>): string {
  const before = digests.get(settings);
  if (before !== undefined) return before;
  const digest = createHash('sha256')
    .update(JSON.stringify([...settings]))
    .digest('hex');
  digests.set(settings, digest);
  return digest;
}

/**
 * Computes once for all levels with the same fingerprint, and each time for a level without one.
 * `besides` returns, as plain data, what else of a level the result depends on.
 */
export function oncePerFingerprint<L extends Level, R>(
  compute: (level: L) => R,
  besides: (level: L) => readonly unknown[] = () => [],
): (level: L) => R {
  const known = new Map<string, R>();
  return (level) => {
    if (level.fingerprint === undefined) return compute(level);
    const key = JSON.stringify([level.fingerprint, ...besides(level)]);
    const result = known.get(key) ?? compute(level);
    known.set(key, result);
    return result;
  };
}
