/** The source of a component: its chart or upstream's folder, with the version that a level pins. */
import type { Level } from '../fleet/model.ts';
import type { Chart, Component, UpstreamFolder } from '../stack/component.ts';

export interface Source {
  readonly chart: Chart | undefined;
  readonly upstream: UpstreamFolder | undefined;
}

export function sourceAt({ name, chart, upstream }: Component, { settings }: Pick<Level, 'settings'>): Source {
  const version = settings.get(name)?.version;
  return { chart: pinned(chart, version), upstream: pinned(upstream, version) };
}

function pinned<S extends { readonly version: string }>(
  source: S | undefined,
  version: string | undefined,
): S | undefined {
  return source === undefined || version === undefined ? source : { ...source, version };
}
