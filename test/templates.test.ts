import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { componentsOf } from '../generator/custom/components-of.ts';
import { loadFleet } from '../generator/fleet/load.ts';
import { renderTemplate } from '../generator/templates/render.ts';
import { inTemporaryFolder } from './temporary-folder.ts';

/** What YAML 1.1 or 1.2 takes for something else than a string, and yet is a name. */
const WORDS = ['00', '1e3', '0x1', '0o7', 'null', 'true', 'no', 'y', '2024-01-01', '1-2', '685230', 'e1'];

const name = fc.oneof(fc.constantFrom(...WORDS), fc.stringMatching(/^[a-z0-9]([-a-z0-9]{0,38}[a-z0-9])?$/));

describe('an input file that the program writes', () => {
  it('says what it was told, whatever YAML makes of the words', () =>
    inTemporaryFolder((repo) => {
      fc.assert(
        fc.property(name, name, name, (fleetName, cluster, environment) => {
          const repository = { url: 'https://example.com/a.git', branch: environment, path: cluster };
          const asked = { name: fleetName, ...repository, domain: 'example.com', environment };
          const fleetYaml = renderTemplate('fleet.yaml', { ...asked, charts: [], isFolder: true });
          const clusterYaml = renderTemplate('cluster.yaml', {
            name: cluster,
            environment,
            engine: 'flux',
            provider: 'aws',
            region: cluster,
          });
          const pending = new Map([
            ['fleet.yaml', fleetYaml.replace(/^ {2}components:\n$/m, '')],
            [`clusters/${cluster}/cluster.yaml`, clusterYaml],
          ]);
          const { fleet, diagnostics } = loadFleet(repo, componentsOf, () => [], pending);
          expect(diagnostics).toEqual([]);
          expect(fleet?.name).toBe(fleetName);
          expect(fleet?.repository).toEqual(repository);
          expect(fleet?.clusters).toMatchObject([{ name: cluster, environment, provider: { region: cluster } }]);
        }),
        { numRuns: 40 },
      );
    }));
});
