/** What a run of generate tells: the plan for people, and for programs everything that it knows. */
import { onlyClusters } from '../plan/only-clusters.ts';
import type { Plan } from '../plan/plan.ts';
import { counted } from '../plan/render/lines.ts';
import { isNothing } from '../plan/render/radius.ts';
import { planSummary } from '../plan/render/summary.ts';
import { planText } from '../plan/render/text.ts';
import type { Comparison } from '../tree/reconcile.ts';
import type { ValidationReport } from '../validate/validate-repository.ts';

/** What `--format json` prints. */
export interface GenerateReport {
  readonly dryRun: boolean;
  readonly created: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
  readonly kept: readonly string[];
  readonly unchanged: number;
  readonly plan: Plan | null;
  readonly validation: ValidationReport | null;
}

/** Of a run that compares no file, because none has changed. */
export function nothingCompared(unchanged: number, dryRun: boolean): GenerateReport {
  return { dryRun, created: [], changed: [], removed: [], kept: [], unchanged, plan: null, validation: null };
}

/** What is known besides the files. */
export interface Findings {
  readonly dryRun: boolean;
  /** Undefined when no file differs, or when it cannot be told. */
  readonly plan: Plan | undefined;
}

/** Before anything is validated. */
export function generateReport(
  { created, changed, removed, kept, unchanged }: Comparison,
  { dryRun, plan }: Findings,
): GenerateReport {
  return { dryRun, created, changed, removed, kept, unchanged, plan: plan ?? null, validation: null };
}

export interface TextOptions {
  /** Whether the whole plan is shown. */
  readonly isLong: boolean;
  /** Only these clusters; all when empty. */
  readonly clusters: readonly string[];
  /** Whether the fleet has no cluster. */
  readonly isEmpty: boolean;
}

/** Of the files, before they are validated. */
export function generateText(report: GenerateReport, { isLong, clusters, isEmpty }: TextOptions): string {
  const { plan, kept, dryRun } = report;
  const shown = plan === null || clusters.length === 0 ? plan : onlyClusters(plan, new Set(clusters));
  return [
    ...(shown === null || isNothing(shown)
      ? [filesText(report, clusters)]
      : [isLong ? planText(shown) : planSummary(shown)]),
    ...kept.map((path) => `  kept ${path}: no longer generated, but edited by hand`),
    ...(isEmpty ? ['  the fleet has no cluster yet: add one with `add cluster`'] : []),
    ...(dryRun && written(report) + report.removed.length > 0 ? ['', DRY_RUN] : []),
  ].join('\n');
}

const DRY_RUN = 'dry run, nothing written';

/** Where there is no plan to show. */
function filesText(report: GenerateReport, clusters: readonly string[]): string {
  const { removed, unchanged, plan, dryRun } = report;
  if (written(report) + removed.length === 0) return `nothing changed: all ${unchanged} generated files are up to date`;
  const would = dryRun ? 'would be ' : '';
  const parts = [
    ...(written(report) === 0 ? [] : [`${counted(written(report), 'file')} ${would}written`]),
    ...(removed.length === 0 ? [] : [`${counted(removed.length, 'file')} ${would}removed`]),
  ];
  const where = clusters.length === 0 ? 'no cluster changes' : `nothing changes on ${clusters.join(', ')}`;
  return plan === null ? parts.join(', ') : `${parts.join(', ')}: ${where}`;
}

function written({ created, changed }: GenerateReport): number {
  return created.length + changed.length;
}
