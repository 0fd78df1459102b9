/** `outdated`: which charts, images and manifests of the fleet have newer versions. Asks registries, and writes nothing. */

import { pinnedBy } from '../../outdated/pinned.ts';
import { isOutdated, type OutdatedReport, outdatedReport } from '../../outdated/report.ts';
import { outdatedText } from '../../outdated/text.ts';
import { isDescribed } from '../described-fleet.ts';
import { fleetImagesOf } from '../images.ts';
import type { ExitCode, GlobalOptions, Io } from '../io.ts';
import { knownGood } from '../known-good.ts';
import { openFleet } from '../open-fleet.ts';
import { listVersions } from './list-versions.ts';
import { storedCredentials } from './stored-credentials.ts';

/** 1 when something is newer; 5 when nothing is known to be, and somebody could not be asked. */
export async function outdated(options: GlobalOptions, io: Io): Promise<ExitCode> {
  const described = openFleet(options, io);
  if (!isDescribed(described)) return 2;
  const pinned = pinnedBy(await fleetImagesOf(options.repo, described, described.fleet.clusters));
  const credentials = storedCredentials(options.repo, process.env);
  const listed = await listVersions(
    pinned.map(({ source }) => source),
    credentials,
  );
  const report = outdatedReport(pinned, listed, knownGood());
  io.out(options.format === 'json' ? JSON.stringify(report, null, 2) : outdatedText(report));
  return exitCode(report);
}

function exitCode({ items }: OutdatedReport): ExitCode {
  if (items.some(isOutdated)) return 1;
  return items.some(({ problem }) => problem !== null) ? 5 : 0;
}
