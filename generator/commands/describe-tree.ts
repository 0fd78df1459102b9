/** Describes the differences between a repository and its generated tree. */
import { obstructed } from '../disk/disk-error.ts';
import { shellWord } from '../text/shell.ts';
import type { Comparison, Obstacle } from '../tree/reconcile.ts';

const WHY: Readonly<Record<'edited' | 'conflicted' | 'copied' | 'foreign', (path: string) => string>> = {
  edited: (path) =>
    `${path}: is a generated file that was edited by hand; writing it would lose the edit\n` +
    `  hint: move the edit into the input (settings, values, patches or manifests), then discard it with \`git checkout -- ${shellWord(path)}\` or overwrite it with \`generate --force\``,
  conflicted: (path) =>
    `${path}: contains conflict markers of a Git merge\n  hint: keep one side with \`git checkout --ours -- ${shellWord(path)}\` and run generate: it writes the file from the input`,
  copied: (path) =>
    `${path}: is a copy of a generated file that was edited by hand, or that an earlier run wrote; writing it could lose an edit\n` +
    '  hint: move what was edited into the input (settings, values, patches or manifests), then delete the file',
  foreign: (path) =>
    `${path}: is a file of your own at the path of a generated file; writing it would lose your file\n  hint: move your file, or delete it`,
};

/** Why the tree cannot be written; with `force`, only the obstacles that cannot be overwritten. */
export function refusals(comparison: Comparison, force: boolean): readonly string[] {
  const stubborn = comparison.obstacles.filter(({ why }) => !force || why === 'obstructed');
  // Many files may be behind one link.
  return [...new Set(stubborn.map(refusal))];
}

function refusal(obstacle: Obstacle): string {
  return obstacle.why === 'obstructed' ? obstructed(obstacle.by).message : WHY[obstacle.why](obstacle.path);
}

export type DriftReason = 'missing' | 'stale' | 'edited' | 'foreign' | 'orphan' | 'manifest';

export interface Drift {
  readonly path: string;
  readonly reason: DriftReason;
}

/** Every difference between a repository and the generated files, by path. */
export function drift(comparison: Comparison): readonly Drift[] {
  const obstacles = new Map(comparison.obstacles.map(({ path, why }) => [path, why]));
  const changed = comparison.changed.map((path): Drift => {
    const why = obstacles.get(path);
    if (why === undefined) return { path, reason: 'stale' };
    return { path, reason: why === 'foreign' ? 'foreign' : 'edited' };
  });
  const all: readonly Drift[] = [
    ...comparison.created.map((path): Drift => ({ path, reason: 'missing' })),
    ...changed,
    ...[...comparison.removed, ...comparison.kept].map((path): Drift => ({ path, reason: 'orphan' })),
    ...comparison.manifest.map((path): Drift => ({ path, reason: 'manifest' })),
  ];
  return [...all].sort((a, b) => (a.path < b.path ? -1 : 1));
}

export const DRIFT_TEXTS: Readonly<Record<DriftReason, string>> = {
  missing: 'missing: generate would create it',
  stale: 'stale: generate would write different content',
  edited: 'edited: changed by hand after it was generated',
  foreign: 'foreign: a file of your own at the path of a generated file',
  orphan: 'orphan: no longer generated',
  manifest: 'manifest: its list differs from the files that generate would write',
};
