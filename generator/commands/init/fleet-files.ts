/** The input of a new fleet, and the page that explains its repository. */
import { REGISTRY } from '../../components/registry.ts';
import { renderTemplate } from '../../templates/render.ts';
import { pathOf } from '../../tree/layout.ts';
import { pins } from '../pins.ts';
import { whoCommits } from './ci-files.ts';
import { prefixOf, type Starter, type StarterFiles } from './starter.ts';

export function fleetFiles(starter: Starter): StarterFiles {
  const isFolder = starter.path !== '.';
  const pipeline = starter.ci === undefined ? '' : whoCommits(starter.ci, starter.commit);
  const fleet = { ...starter, charts: pins(REGISTRY), isFolder, prefix: prefixOf(starter), pipeline };
  return new Map([
    [pathOf('fleetInput'), renderTemplate('fleet.yaml', fleet)],
    [
      pathOf('clusterInput', { cluster: starter.cluster }),
      renderTemplate('cluster.yaml', { ...starter, name: starter.cluster, region: starter.region ?? '' }),
    ],
    ['README.md', renderTemplate('README.md', fleet)],
  ]);
}
