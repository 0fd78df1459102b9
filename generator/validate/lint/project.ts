/** Finds objects that Argo CD would refuse to apply, because the AppProject of the cluster does not allow them. */
import { isList, isObject, type Json, type JsonObject } from '../../data/json.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { clusterScopedKinds, groupKindOf, isClusterScoped } from '../../kubernetes/scope.ts';
import { engineOf } from '../../tree/layout.ts';
import type { Rule } from './rule.ts';
import { type LintTree, subject } from './tree.ts';

export const forbiddenByProject: Rule = (tree) =>
  tree.clusters
    .filter(({ engine }) => engine === 'argocd')
    .flatMap(({ name, components }) => {
      const project = projectOf(tree, name);
      if (project === undefined) return [];
      const objects = components.flatMap(({ folder, objects: built = [] }) =>
        built.map((object) => ({ file: folder, object })),
      );
      const defined = clusterScopedKinds(objects.map(({ object }) => object));
      return objects
        .map(({ file, object }) => ({ file, object, forbidden: forbidden(object, project, defined) }))
        .flatMap(({ file, object, forbidden: what }) =>
          what === undefined
            ? []
            : [
                {
                  code: 'project-forbids',
                  file,
                  object: subject(object),
                  message: `the AppProject of cluster ${name} does not allow ${what}`,
                  hint: 'objects that your own kustomization generates are not known before the build: write them as manifests',
                },
              ],
        );
    });

/** The AppProject whose destinations are on the cluster. */
function projectOf({ files }: LintTree, cluster: string): JsonObject | undefined {
  for (const [path, objects] of files)
    for (const { kind, spec } of engineOf(path) === 'argocd' ? objects : [])
      if (kind === 'AppProject' && isObject(spec) && items(spec.destinations).some(({ name }) => name === cluster))
        return spec;
  return undefined;
}

function forbidden(object: Manifest, project: JsonObject, defined: ReadonlySet<string>): string | undefined {
  if (isClusterScoped(object, defined)) {
    const own = groupKindOf(object);
    const isAllowed = items(project.clusterResourceWhitelist).some(({ group, kind }) => `${group}/${kind}` === own);
    return isAllowed ? undefined : `${object.kind}`;
  }
  const { namespace } = object.metadata;
  if (namespace === undefined) return undefined;
  return items(project.destinations).some((destination) => destination.namespace === namespace)
    ? undefined
    : `objects in namespace ${String(namespace)}`;
}

function items(value: Json | undefined): readonly JsonObject[] {
  return value !== undefined && isList(value) ? value.filter(isObject) : [];
}
