/** Versions in the input, each with the comment by which Renovate knows where newer ones are. */
import type { Chart, Component, UpstreamFolder } from '../stack/component.ts';

export interface Pin {
  readonly component: string;
  /** Without the `renovate:` that the comment begins with. */
  readonly renovate: string;
  /** The version unless somebody says otherwise. */
  readonly version: string;
}

/** Of every component that has a version, by name. */
export function pins(components: readonly Component[]): readonly Pin[] {
  return components
    .flatMap(({ name, chart, upstream }) => {
      if (chart !== undefined) return [pinned(name, chart)];
      return upstream === undefined ? [] : [tagged(name, upstream)];
    })
    .sort((a, b) => (a.component < b.component ? -1 : 1));
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
