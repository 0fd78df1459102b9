/** The source of a component: its chart or upstream's folder, with the version that a level pins, in the mirror of the level. */
import type { Level, Registry } from '../fleet/model.ts';
import type { Chart, Component, UpstreamFolder } from '../stack/component.ts';

export interface Source {
  readonly chart: Chart | undefined;
  readonly upstream: UpstreamFolder | undefined;
}

export function sourceAt(
  { name, chart, upstream }: Component,
  { settings, registry }: Pick<Level, 'settings' | 'registry'>,
): Source {
  const version = settings.get(name)?.version;
  return { chart: mirrored(pinned(chart, version), registry), upstream: pinned(upstream, version) };
}

/** Charts have different names, so they need no folders of their own: `helm push` puts them there, and an index of a repository has no folders. */
function mirrored(chart: Chart | undefined, { charts }: Registry): Chart | undefined {
  if (chart === undefined || charts === undefined) return chart;
  return {
    ...chart,
    repository: charts.url,
    // Only Flux reads it: a setting that nobody reads has no effect, and is refused.
    get secretName() {
      return charts.secretName;
    },
  };
}

function pinned<S extends { readonly version: string }>(
  source: S | undefined,
  version: string | undefined,
): S | undefined {
  return source === undefined || version === undefined ? source : { ...source, version };
}
