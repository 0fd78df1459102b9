/** `generate`: writes the tree that the input describes, and validates what changed since the last successful validation. */
import { openDisk } from '../disk/disk.ts';
import { generateFiles } from '../generate.ts';
import { withLock } from '../tree/lock.ts';
import { apply, type Comparison, compare } from '../tree/reconcile.ts';
import { noteUnvalidated, readUnvalidated } from '../tree/unvalidated.ts';
import { refusals } from './describe-tree.ts';
import type { DescribedFleet } from './described-fleet.ts';
import { type FastPath, fastPath, NO_FAST_PATH } from './fast-path.ts';
import { finish } from './finish-generate.ts';
import type { GenerateFlags } from './generate-flags.ts';
import { generateText, nothingCompared } from './generate-report.ts';
import { writeInput } from './input-edit.ts';
import type { ExitCode, GlobalOptions, Io } from './io.ts';
import { openFleet } from './open-fleet.ts';
import { progress } from './progress.ts';

export async function generate(options: GlobalOptions, flags: GenerateFlags, io: Io): Promise<ExitCode> {
  // What is known to be up to date is so for the input as it was.
  const fast = flags.edit === undefined ? fastPath(options.repo) : NO_FAST_PATH;
  if (fast.unchanged !== undefined && flags.cluster === undefined && !isOwing(options, flags)) {
    const report = nothingCompared(fast.unchanged, flags.dryRun === true);
    const isText = options.format === 'text';
    io.out(
      isText ? generateText(report, { isLong: false, clusters: [], isEmpty: false }) : JSON.stringify(report, null, 2),
    );
    return 0;
  }
  const opened = flags.edit === undefined ? openFleet(options, io) : { ...flags.edit.described, layers: undefined };
  const { fleet, components, layers } = opened;
  if (fleet === undefined) return 2;
  const described = { fleet, components };
  const unknown = (flags.cluster ?? []).filter((name) => !fleet.clusters.some((cluster) => cluster.name === name));
  if (unknown.length > 0) {
    io.err(`the fleet has no cluster ${unknown.join(', ')}`);
    return 2;
  }
  if (validates(flags)) await (await import('./validation-tools.ts')).validationTools(options.repo, io);
  const comparison = await written(options, flags, { described, fast, io });
  const refused = refusals(comparison, flags.force === true);
  if (refused.length > 0) {
    io.err(`${refused.join('\n')}\n\nnothing was written`);
    return 1;
  }
  return finish({ options, flags, io, comparison, described, layers });
}

function validates({ validate, dryRun }: GenerateFlags): boolean {
  return validate && dryRun !== true;
}

/** Whether something that was written earlier is still to be validated. */
function isOwing({ repo }: GlobalOptions, flags: GenerateFlags): boolean {
  return validates(flags) && readUnvalidated(openDisk(repo)).length > 0;
}

interface Writing {
  readonly described: DescribedFleet;
  readonly fast: FastPath;
  readonly io: Io;
}

/** What differs: it is written, unless something is in the way or nothing shall be written. */
async function written(
  { repo }: GlobalOptions,
  { edit, force, dryRun }: GenerateFlags,
  { described: { fleet, components }, fast, io }: Writing,
): Promise<Comparison> {
  const report = progress(io);
  const write = (): Comparison => {
    const disk = openDisk(repo);
    const comparison = compare(disk, generateFiles(fleet, components, fast.settledClusters), {
      settled: fast.settled,
      onFile: report.step('comparing'),
    });
    if (dryRun !== true && refusals(comparison, force === true).length === 0) {
      if (edit !== undefined) writeInput(disk, edit.files);
      noteUnvalidated(disk, [...comparison.writes.keys(), ...comparison.removed]);
      apply(disk, comparison, report.step('writing'));
      fast.remember(disk, comparison, fleet);
    }
    return comparison;
  };
  const comparison = dryRun === true ? write() : await withLock(repo, write);
  report.done();
  return comparison;
}
