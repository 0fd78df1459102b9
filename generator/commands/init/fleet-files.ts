/** The input of a new fleet, and the page that explains its repository. */
import { REGISTRY } from '../../components/registry.ts';
import type { Chart, UpstreamFolder } from '../../stack/component.ts';
import { renderTemplate } from '../../templates/render.ts';
import { pathOf } from '../../tree/layout.ts';
import type { Starter, StarterFiles } from './starter.ts';

export function fleetFiles(starter: Starter): StarterFiles {
  const isFolder = starter.path !== '.';
  const fleet = { ...starter, charts: pins(), isFolder, prefix: isFolder ? `${starter.path}/` : '' };
  return new Map([
    [pathOf('fleetInput'), renderTemplate('fleet.yaml', fleet)],
    [
      pathOf('clusterInput', { cluster: starter.cluster }),
      renderTemplate('cluster.yaml', { ...starter, name: starter.cluster }),
    ],
    ['README.md', renderTemplate('README.md', fleet)],
  ]);
}

/** A version in the input, with the comment by which Renovate knows where newer ones are. */
interface Pin {
  readonly component: string;
  readonly renovate: string;
  readonly version: string;
}

function pins(): readonly Pin[] {
  return [
    ...REGISTRY.flatMap(({ name: component, chart }) => (chart === undefined ? [] : [pinned(component, chart)])),
    ...REGISTRY.flatMap(({ name: component, upstream }) =>
      upstream === undefined ? [] : [tagged(component, upstream)],
    ),
  ].sort((a, b) => (a.component < b.component ? -1 : 1));
}

function pinned(component: string, { repository, name, version }: Chart): Pin {
  const registry = /^oci:\/\/(.*)$/.exec(repository)?.[1];
  const helm = `datasource=helm depName=${name} registryUrl=${repository}`;
  return {
    component,
    renovate: registry === undefined ? helm : `datasource=docker depName=${registry}/${name}`,
    version,
  };
}

function tagged(component: string, { repository, version }: UpstreamFolder): Pin {
  return {
    component,
    renovate: `datasource=github-tags depName=${repository.replace('https://github.com/', '')}`,
    version,
  };
}
