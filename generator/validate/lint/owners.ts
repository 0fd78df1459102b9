/** Every object and every release of a cluster has one owner. */
import { asText, isObject } from '../../data/json.ts';
import { identityOf } from '../../kubernetes/manifest.ts';
import type { Finding } from '../finding.ts';
import type { Rule } from './rule.ts';
import { type PlacedComponent, subject } from './tree.ts';

export const duplicateObjects: Rule = ({ clusters }) =>
  clusters.flatMap(({ components }) => {
    const owners = new Map<string, PlacedComponent>();
    return components.flatMap((placed) =>
      (placed.objects ?? []).flatMap((object): readonly Finding[] => {
        const owner = owners.get(identityOf(object));
        owners.set(identityOf(object), owner ?? placed);
        if (owner === undefined) return [];
        return [
          {
            code: 'duplicate-object',
            file: placed.folder,
            object: subject(object),
            message: `is also in ${owner.folder}`,
          },
        ];
      }),
    );
  });

/** A cluster that changed its engine must have no files of the former one, or both would reconcile it. */
export const twoEngines: Rule = ({ clusters }) => {
  const flux = new Map(clusters.filter(({ engine }) => engine === 'flux').map((view) => [view.name, view]));
  return clusters
    .filter(({ engine }) => engine === 'argocd')
    .flatMap(({ name, components }) => {
      const other = flux.get(name)?.components[0];
      return other === undefined
        ? []
        : [
            {
              code: 'two-engines',
              file: components[0]?.file ?? '',
              message: `${other.file} belongs to the same cluster`,
            },
          ];
    });
};

/** Argo CD's release has the component's name in the component's namespace, so only Flux can have another name. */
export const duplicateReleases: Rule = ({ clusters }) =>
  clusters.flatMap(({ components }) => {
    const first = new Map<string, string>();
    return components.flatMap(({ objects, folder }) =>
      (objects ?? [])
        .filter(({ kind }) => kind === 'HelmRelease')
        .flatMap((release): readonly Finding[] => {
          const name = `${asText(release.metadata.namespace)}/${isObject(release.spec) ? asText(release.spec.releaseName) : ''}`;
          const other = first.get(name);
          first.set(name, other ?? folder);
          if (other === undefined) return [];
          return [
            {
              code: 'duplicate-release',
              file: folder,
              object: subject(release),
              message: `${other} also has a release ${name}`,
            },
          ];
        }),
    );
  });
