/** Finds objects that Argo CD would refuse to apply, because the AppProject of the cluster does not allow them. */
import { isList, isObject, type Json, type JsonObject } from '../../data/json.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { clusterScopedKinds, groupKindOf, isClusterScoped } from '../../kubernetes/scope.ts';
import { placeOf } from '../../tree/layout.ts';
import type { Rule } from './rule.ts';
import { type LintTree, subject } from './tree.ts';

export const forbiddenByProject: Rule = (tree) => {
  const projects = projectsByCluster(tree);
  return tree.clusters
    .filter(({ engine }) => engine === 'argocd')
    .flatMap(({ name, components }) => {
      const project = projects.get(name);
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
};

/** The AppProject of each cluster. */
function projectsByCluster({ files }: LintTree): ReadonlyMap<string, JsonObject> {
  return new Map(
    [...files].flatMap(([path, objects]) => {
      const { kind, names: { cluster = '' } = {} } = placeOf(path) ?? {};
      const spec = objects.find((object) => object.kind === 'AppProject')?.spec;
      return kind === 'argocdProject' && isObject(spec) ? [[cluster, spec] as const] : [];
    }),
  );
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
