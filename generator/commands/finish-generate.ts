/** The end of a run of generate: tells what was done, validates it, and says what comes next. */
import { openDisk } from '../disk/disk.ts';
import type { WritingRequest } from '../plan/plan-writing.ts';
import { painted } from '../plan/render/text.ts';
import { pathOf } from '../tree/layout.ts';
import type { Comparison } from '../tree/reconcile.ts';
import { forgetUnvalidated, readUnvalidated } from '../tree/unvalidated.ts';
import type { ValidationReport } from '../validate/validate-repository.ts';
import type { DescribedFleet } from './described-fleet.ts';
import type { GenerateFlags } from './generate-flags.ts';
import { type GenerateReport, generateReport, generateText } from './generate-report.ts';
import { type InputEdit, type ToldEdit, writtenFiles } from './input-edit.ts';
import type { ExitCode, GlobalOptions, Io } from './io.ts';
import { nextSteps } from './next-steps.ts';
import { type InputLayers, writingPlan } from './writing-plan.ts';

/** A run that has compared, and written unless it is dry. */
export interface Run {
  readonly options: GlobalOptions;
  readonly flags: GenerateFlags;
  readonly io: Io;
  readonly comparison: Comparison;
  readonly described: DescribedFleet;
  /** Of the input, unless a command has edited it. */
  readonly layers: InputLayers | undefined;
}

/** Tells what was done, validates it, and says what comes next. */
export async function finish(run: Run): Promise<ExitCode> {
  const { options, flags, io, comparison, described, layers } = run;
  const { fleet, components } = described;
  const isLong = flags.dryRun === true || flags.edit?.told !== undefined;
  const isText = options.format === 'text';
  const plan = await writingPlan(
    {
      repo: options.repo,
      comparison,
      fleet,
      order: components.map(({ name }) => name),
      isBrief: isText && !isLong,
      ...fleetInputOf(flags.edit),
    },
    { layers: isLong ? layers : undefined, io },
  );
  const report = generateReport(comparison, { dryRun: flags.dryRun === true, plan });
  if (isText) tellFiles(run, report, isLong);
  const validation = await validated(run);
  if (!isText) io.out(jsonOf({ ...report, validation }, flags.edit?.told));
  if (flags.dryRun === true) return 0;
  if (validation !== null && validation.findings.length > 0) return 1;
  const next = nextSteps(comparison, fleet, {
    cwd: io.cwd,
    repo: options.repo,
    withRegistration: withRegistration(options.repo, fleet),
    registered: flags.edit?.registered ?? [],
    hasEdit: flags.edit !== undefined,
    begun: flags.begun,
  });
  if (isText && next !== '') io.out(next);
  return 0;
}

function withRegistration(repo: string, { clusters }: DescribedFleet['fleet']): readonly string[] {
  const disk = openDisk(repo);
  return clusters
    .map(({ name }) => name)
    .filter((cluster) => disk.look(pathOf('argocdRegistration', { cluster })).kind === 'file');
}

/** The texts of fleet.yaml, when a command edits it. */
function fleetInputOf(edit: InputEdit | undefined): Pick<WritingRequest, 'fleetInput'> {
  const fleetInput = edit?.files.get(pathOf('fleetInput'));
  return fleetInput === undefined ? {} : { fleetInput };
}

function tellFiles(
  { flags: { edit, dryRun, cluster = [] }, io, described: { fleet } }: Run,
  report: GenerateReport,
  isLong: boolean,
): void {
  const paint = io.colour ? painted : undefined;
  const text = generateText(report, { isLong, clusters: cluster, isEmpty: fleet.clusters.length === 0 });
  const written = edit === undefined || dryRun === true ? [] : [writtenFiles(edit.files)];
  if (edit?.told === undefined) {
    for (const line of written) io.out(line);
    io.out(text, paint);
    return;
  }
  io.out(editLines(edit.told).join('\n'));
  io.out(text, paint);
  for (const line of written) io.out(`\n${line}`);
}

/** What differs in the input, as in a review. */
function editLines({ input, notes }: ToldEdit): readonly string[] {
  const shown = input.flatMap(({ file, line, removed, added }) => [
    `${file}:${line}`,
    ...removed.map((text) => `- ${text}`),
    ...added.map((text) => `+ ${text}`),
  ]);
  return [...shown, ...notes, ''];
}

/** Null when nothing is to be validated. */
async function validated({ options, flags, io, described }: Run): Promise<ValidationReport | null> {
  if (flags.dryRun === true) return null;
  if (!flags.validate) {
    await warnOfIgnored(options.repo, io);
    return null;
  }
  const { validateChanged, validationText } = await import('./validate.ts');
  const disk = openDisk(options.repo);
  const report = await validateChanged(options, described, readUnvalidated(disk), io);
  if (options.format === 'text') io.out(validationText(options, report));
  if (report.findings.length === 0) forgetUnvalidated(disk);
  return report;
}

/** Without validation, which finds them: the commit that comes next would lack them. */
async function warnOfIgnored(repo: string, io: Io): Promise<void> {
  const { ignoredFiles } = await import('../validate/ignored.ts');
  for (const { file, message, hint } of await ignoredFiles(repo))
    io.err(`warning: ${file}: ${message}\n  hint: ${hint}`);
}

/** What `--format json` prints; with what is told of an edit, if there is one. */
function jsonOf(report: GenerateReport, told: ToldEdit | undefined): string {
  return JSON.stringify(told === undefined ? report : { ...told, generated: report }, null, 2);
}
