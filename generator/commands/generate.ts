/** `generate`: writes the tree that the input describes, and validates what changed since the last successful validation. */
import { REGISTRY } from '../components/registry.ts';
import { openDisk } from '../disk/disk.ts';
import type { Fleet } from '../fleet/model.ts';
import { generateFiles } from '../generate.ts';
import { pathOf } from '../tree/layout.ts';
import { withLock } from '../tree/lock.ts';
import { apply, type Comparison, compare } from '../tree/reconcile.ts';
import { forgetUnvalidated, noteUnvalidated, readUnvalidated } from '../tree/unvalidated.ts';
import { refusals } from './describe-tree.ts';
import { fastPath, NO_FAST_PATH } from './fast-path.ts';
import { type InputEdit, writeInput, writtenFiles } from './input-edit.ts';
import type { ExitCode, GlobalOptions, Io } from './io.ts';
import { type Beginning, nextSteps } from './next-steps.ts';
import { openFleet } from './open-fleet.ts';
import { progress } from './progress.ts';
import { nothingChanged, summary } from './summary.ts';

export interface GenerateFlags {
  readonly validate: boolean;
  readonly dryRun?: boolean;
  readonly force?: boolean;
  readonly cluster?: readonly string[];
  /** What a command changes in the input: it is written with the tree, or nothing is. */
  readonly edit?: InputEdit;
  /** What `init` has just done. */
  readonly begun?: Beginning;
}

export async function generate(options: GlobalOptions, flags: GenerateFlags, io: Io): Promise<ExitCode> {
  const before = openDisk(options.repo);
  // What is known to be up to date is so for the input as it was.
  const fast = flags.edit === undefined ? fastPath(options.repo) : NO_FAST_PATH;
  const validates = flags.validate && flags.dryRun !== true;
  const owing = validates && readUnvalidated(before).length > 0;
  if (fast.unchanged !== undefined && flags.cluster === undefined && !owing) {
    io.out(nothingChanged(fast.unchanged, flags.dryRun === true, options.format));
    return 0;
  }
  const fleet = flags.edit?.fleet ?? openFleet(options, io).fleet;
  if (fleet === undefined) return 2;
  const unknown = (flags.cluster ?? []).filter((name) => !fleet.clusters.some((cluster) => cluster.name === name));
  if (unknown.length > 0) {
    io.err(`the fleet has no cluster ${unknown.join(', ')}`);
    return 2;
  }
  const root = before.look(pathOf('argocdRoot'));
  const formerRoot = root.kind === 'file' ? Buffer.from(root.content).toString('utf8') : undefined;
  if (validates) await (await import('./validation-tools.ts')).validationTools(options.repo, io);
  const report = progress(io);
  const write = (): Comparison => {
    const disk = openDisk(options.repo);
    const comparison = compare(disk, generateFiles(fleet, REGISTRY, fast.settledClusters), {
      settled: fast.settled,
      onFile: report.step('comparing'),
    });
    const refused = refusals(comparison, flags.force === true);
    if (refused.length === 0 && flags.dryRun !== true) {
      if (flags.edit !== undefined) writeInput(disk, flags.edit.files);
      noteUnvalidated(disk, [...comparison.writes.keys(), ...comparison.removed]);
      apply(disk, comparison, report.step('writing'));
      fast.remember(disk, comparison, fleet);
    }
    return comparison;
  };
  const comparison = flags.dryRun === true ? write() : await withLock(options.repo, write);
  report.done();
  const refused = refusals(comparison, flags.force === true);
  if (refused.length > 0) {
    io.err(`${refused.join('\n')}\n\nnothing was written`);
    return 1;
  }
  tellInput(options, flags, io);
  io.out(
    summary(comparison, fleet, {
      dryRun: flags.dryRun === true,
      clusters: flags.cluster ?? [],
      format: options.format,
    }),
  );
  return flags.dryRun === true ? 0 : finish(options, flags, comparison, { fleet, formerRoot, io });
}

/** Without validation, which finds them: the commit that comes next would lack them. */
async function warnOfIgnored(repo: string, io: Io): Promise<void> {
  const { ignoredFiles } = await import('../validate/ignored.ts');
  for (const { file, message, hint } of await ignoredFiles(repo))
    io.err(`warning: ${file}: ${message}\n  hint: ${hint}`);
}

function tellInput({ format }: GlobalOptions, { edit, dryRun }: GenerateFlags, io: Io): void {
  if (edit !== undefined && dryRun !== true && format === 'text') io.out(writtenFiles(edit.files));
}

/** Validates what was written, and says what comes next. */
async function finish(
  options: GlobalOptions,
  flags: GenerateFlags,
  comparison: Comparison,
  { fleet, formerRoot, io }: { readonly fleet: Fleet; readonly formerRoot: string | undefined; readonly io: Io },
): Promise<ExitCode> {
  if (flags.validate) {
    const { validateChanged } = await import('./validate.ts');
    const disk = openDisk(options.repo);
    const exitCode = await validateChanged(options, fleet, readUnvalidated(disk), io);
    if (exitCode !== 0) return exitCode;
    forgetUnvalidated(disk);
  } else await warnOfIgnored(options.repo, io);
  const next = nextSteps(comparison, fleet, {
    cwd: io.cwd,
    repo: options.repo,
    formerRoot,
    hasEdit: flags.edit !== undefined,
    begun: flags.begun,
  });
  if (options.format === 'text' && next !== '') io.out(next);
  return 0;
}
