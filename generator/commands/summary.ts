/** A short summary of a run: totals, and a line for each changed cluster. */
import type { Fleet } from '../fleet/model.ts';
import { placeOf } from '../tree/layout.ts';
import type { Comparison } from '../tree/reconcile.ts';
import type { OutputFormat } from './io.ts';

interface Counts {
  created: number;
  changed: number;
  removed: number;
}

interface SummaryOptions {
  readonly dryRun: boolean;
  /** Only these clusters; all when empty. */
  readonly clusters: readonly string[];
  readonly format: OutputFormat;
}

/** Nobody reads a longer list. */
const MOST_LINES = 20;

export function summary(comparison: Comparison, fleet: Fleet, options: SummaryOptions): string {
  const { created, changed, removed, unchanged, kept } = comparison;
  if (options.format === 'json')
    return JSON.stringify({ dryRun: options.dryRun, created, changed, removed, kept, unchanged }, null, 2);
  const would = options.dryRun ? 'would be ' : '';
  const total = `${created.length} created, ${changed.length} changed, ${removed.length} removed, ${unchanged} unchanged`;
  const groups = byGroup(comparison);
  const lines = [...groups]
    .filter(([name]) => options.clusters.length === 0 || options.clusters.includes(name))
    .map(([name, counts]) => `  ${name}: ${describe(counts)}`);
  const hidden = lines.length - MOST_LINES;
  return [
    options.dryRun ? `dry run, nothing written; ${would}${total}` : total,
    ...(hidden > 0 ? [...lines.slice(0, MOST_LINES), `  and ${hidden} more`] : lines),
    ...kept.map((path) => `  kept ${path}: no longer generated, but edited by hand`),
    ...(fleet.clusters.length === 0 ? ['  the fleet has no cluster yet: add one with `add cluster`'] : []),
  ].join('\n');
}

/** The summary of a run without changes. */
export function nothingChanged(unchanged: number, dryRun: boolean, format: OutputFormat): string {
  if (format === 'json')
    return JSON.stringify({ dryRun, created: [], changed: [], removed: [], kept: [], unchanged }, null, 2);
  return `0 created, 0 changed, 0 removed, ${unchanged} unchanged`;
}

/** Counts by cluster; files that all clusters share come first. */
function byGroup(comparison: Comparison): ReadonlyMap<string, Counts> {
  const groups = new Map<string, Counts>();
  const count = (paths: readonly string[], what: keyof Counts): void => {
    for (const path of paths) {
      const group = placeOf(path)?.names.cluster ?? 'shared by all clusters';
      const counts = groups.get(group) ?? { created: 0, changed: 0, removed: 0 };
      counts[what] += 1;
      groups.set(group, counts);
    }
  };
  count(comparison.created, 'created');
  count(comparison.changed, 'changed');
  count(comparison.removed, 'removed');
  return new Map(
    [...groups].sort(([a], [b]) => (a.startsWith('shared') ? -1 : b.startsWith('shared') ? 1 : a < b ? -1 : 1)),
  );
}

function describe(counts: Counts): string {
  const parts = Object.entries(counts).filter(([, count]) => count > 0);
  return parts.map(([what, count]) => `${count} ${what}`).join(', ');
}
