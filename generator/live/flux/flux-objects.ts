/** The objects of Flux that status reads in a cluster, and how one is found among them. */
import { mapAt, textAt } from '../../data/fields.ts';
import type { JsonObject } from '../../data/json.ts';
import type { Wanted } from '../model.ts';
import type { Listing, Resource } from '../resource.ts';

/** By kind. Versions as the generator writes them. */
export const FLUX_RESOURCES = {
  Kustomization: resource('kustomize.toolkit.fluxcd.io', 'v1', 'kustomizations', 'Kustomization'),
  GitRepository: resource('source.toolkit.fluxcd.io', 'v1', 'gitrepositories', 'GitRepository'),
  HelmRelease: resource('helm.toolkit.fluxcd.io', 'v2', 'helmreleases', 'HelmRelease'),
  OCIRepository: resource('source.toolkit.fluxcd.io', 'v1', 'ocirepositories', 'OCIRepository'),
  HelmRepository: resource('source.toolkit.fluxcd.io', 'v1', 'helmrepositories', 'HelmRepository'),
  HelmChart: resource('source.toolkit.fluxcd.io', 'v1', 'helmcharts', 'HelmChart'),
} as const;

function resource(group: string, version: string, plural: string, kind: string): Resource {
  return { group, version, plural, kind };
}

/** What has to be listed to know the state of these components: nothing of other namespaces. */
export function fluxListings(wanted: readonly Wanted[], fluxNamespace: string): readonly Listing[] {
  const { Kustomization, GitRepository, HelmRelease, ...sources } = FLUX_RESOURCES;
  const charts = wanted.filter(({ source }) => source === 'chart').map(({ namespace }) => namespace);
  const own = [...new Set(charts)].sort();
  const inEach = (resources: readonly Resource[], namespaces: readonly string[]): readonly Listing[] =>
    namespaces.flatMap((namespace) => resources.map((one) => ({ resource: one, namespace })));
  return [
    ...inEach([Kustomization, GitRepository], [fluxNamespace]),
    ...inEach([HelmRelease], own),
    // Sources that need a Secret of a mirror are where Flux is.
    ...inEach(Object.values(sources), [...new Set([...own, fluxNamespace])]),
  ];
}

/** Finds by kind, namespace and name. */
export type Find = (kind: string, namespace: string, name: string) => JsonObject | undefined;

export function finder(objects: readonly JsonObject[]): Find {
  const byKey = new Map(
    objects.map((object) => {
      const { namespace, name } = mapAt(object, 'metadata');
      return [`${textAt(object, 'kind')}/${String(namespace)}/${String(name)}`, object];
    }),
  );
  return (kind, namespace, name) => byKey.get(`${kind}/${namespace}/${name}`);
}
