/** `check`: whether the repository is what generate would write. Writes nothing. */
import { openDisk } from '../disk/disk.ts';
import { generateFiles } from '../generate.ts';
import { compare } from '../tree/reconcile.ts';
import { DRIFT_TEXTS, drift } from './describe-tree.ts';
import type { ExitCode, GlobalOptions, Io } from './io.ts';
import { openFleet } from './open-fleet.ts';
import { progress } from './progress.ts';

export async function check(options: GlobalOptions, io: Io): Promise<ExitCode> {
  const { fleet, components } = openFleet(options, io);
  if (fleet === undefined) return 2;
  const report = progress(io);
  const comparison = compare(openDisk(options.repo), generateFiles(fleet, components), {
    onFile: report.step('comparing'),
  });
  report.done();
  const drifts = drift(comparison);
  if (options.format === 'json') io.out(JSON.stringify({ drift: drifts }, null, 2));
  else {
    for (const { path, reason } of drifts) io.out(`${path}: ${DRIFT_TEXTS[reason]}`);
    io.out(
      drifts.length === 0
        ? `up to date: ${comparison.unchanged} files`
        : `\n${drifts.length} paths differ from what generate would write`,
    );
  }
  return drifts.length === 0 ? 0 : 1;
}
