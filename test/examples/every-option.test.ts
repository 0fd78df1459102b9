/** A cluster with every component and every option on at once, in all sizes and for both engines: it is valid, and its layers are exact. */
import { beforeAll, describe, expect, it } from 'vitest';
import { ENGINES, SIZES } from '../../generator/fleet/model.ts';
import { commandLine } from '../commands/command-line.ts';
import { describedFleet } from '../described-fleet.ts';
import { inputFiles } from '../input-files.ts';
import { manifestsOf, valuesOf } from '../layers/both-sides.ts';
import { realTool } from '../real-tool.ts';
import { inTemporaryFolder, writeFiles } from '../temporary-folder.ts';
import { everyOption } from './every-option.ts';

const CASES = SIZES.flatMap((size) => ENGINES.map((engine) => [size, engine] as const));

let kustomize = '';
beforeAll(async () => {
  kustomize = await realTool('kustomize');
});

describe.each(CASES)('with every option on, in size %s with %s', (size, engine) => {
  const files = inputFiles(everyOption(size, engine));

  it('is valid', () =>
    inTemporaryFolder(async (folder) => {
      writeFiles(folder, files);
      const { exitCode, err } = await commandLine(folder, 'generate');
      expect([exitCode, err]).toEqual([0, '']);
    }));

  it('has exact layers', async () => {
    const fleet = describedFleet(files);
    for (const cluster of fleet.clusters) {
      const { merged, wanted } = valuesOf(fleet, cluster);
      expect(Object.keys(merged).length).toBeGreaterThan(15);
      expect(merged).toEqual(wanted);
      const manifests = await manifestsOf(kustomize, fleet, cluster);
      expect(manifests.built).toEqual(manifests.wanted);
    }
  });
});
