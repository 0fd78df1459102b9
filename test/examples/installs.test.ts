/** Fleets on engines that others have installed, described by settings alone: their layers are exact, and their engines find every cluster. */
import { beforeAll, describe, expect, it } from 'vitest';
import { judgeFleet } from '../../generator/judge/judge-fleet.ts';
import { commandLine } from '../commands/command-line.ts';
import { describedFleet } from '../described-fleet.ts';
import { inputFiles } from '../input-files.ts';
import { manifestsOf, valuesOf } from '../layers/both-sides.ts';
import { realTool } from '../real-tool.ts';
import { inTemporaryFolder, writeFiles } from '../temporary-folder.ts';
import { INSTALLED_FLEETS } from './installed-fleets.ts';

let kustomize = '';
beforeAll(async () => {
  kustomize = await realTool('kustomize');
});

describe.each(Object.entries(INSTALLED_FLEETS))('%s', (_, specs) => {
  // Nothing in it is without effect.
  const fleet = describedFleet(inputFiles(specs), judgeFleet);

  it('is generated, and valid', () =>
    inTemporaryFolder(async (folder) => {
      writeFiles(folder, inputFiles(specs));
      const { exitCode, out, err } = await commandLine(folder, 'generate');
      expect([exitCode, err]).toEqual([0, '']);
      expect(out).toContain('\nvalid: ');
    }));

  it.each(fleet.clusters.map((cluster) => [cluster.name, cluster] as const))(
    'has exactly what the components resolve to, on %s',
    async (_name, cluster) => {
      const { merged, wanted } = valuesOf(fleet, cluster);
      expect(merged).toEqual(wanted);
      const manifests = await manifestsOf(kustomize, fleet, cluster);
      expect(manifests.built).toEqual(manifests.wanted);
    },
  );
});
