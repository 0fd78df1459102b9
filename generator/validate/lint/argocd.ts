/** Argo CD: ApplicationSets are expanded as the controller would, over the parameter files. */
import { isList, isObject, type JsonObject } from '../../json.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import type { Finding } from '../validate-repository.ts';
import type { Rule } from './lint.ts';
import type { LintTree, PlacedComponent } from './tree.ts';

function argocdComponents({ clusters }: LintTree): readonly PlacedComponent[] {
  return clusters.filter(({ engine }) => engine === 'argocd').flatMap(({ components }) => components);
}

function applicationSetOf(tree: LintTree, component: string): Manifest | undefined {
  return tree.files.get(`argocd/applicationsets/${component}.yaml`)?.[0];
}

function fill(template: unknown, { entry }: PlacedComponent): string {
  return String(template).replaceAll(/\{\{ \.(\w+) \}\}/g, (_, name: string) => String(entry[name]));
}

function templateOf(applicationSet: Manifest): JsonObject {
  const spec = isObject(applicationSet.spec) ? applicationSet.spec : {};
  return isObject(spec.template) ? spec.template : {};
}

export const missingParts: Rule = (tree) => [
  ...argocdComponents(tree).flatMap((placed) => missingApplicationParts(tree, placed)),
  ...tree.clusters
    .filter(({ engine }) => engine === 'flux')
    .flatMap(({ components }) => components)
    .flatMap((placed) => missingFolder(tree, placed)),
];

function missingApplicationParts(tree: LintTree, placed: PlacedComponent): readonly Finding[] {
  const { file, component, entry, valuesFolders } = placed;
  const set = applicationSetOf(tree, component);
  if (set === undefined)
    return [{ code: 'unknown-application-set', file, message: `there is no argocd/applicationsets/${component}.yaml` }];
  const spec = templateOf(set).spec;
  const project = fill(isObject(spec) ? spec.project : '', placed);
  const projects = [...tree.files]
    .filter(([path]) => path.startsWith('argocd/projects/'))
    .flatMap(([, objects]) => objects);
  const values = `${valuesFolders[0]}/values.yaml`;
  return [
    ...(projects.some(({ metadata }) => metadata.name === project)
      ? []
      : [{ code: 'unknown-project', file, message: `there is no AppProject ${project}` }]),
    ...missingFolder(tree, placed),
    ...(entry.chart === undefined || tree.paths.has(values)
      ? []
      : [{ code: 'missing-value-file', file, message: `${values} is not there` }]),
  ];
}

function missingFolder({ references }: LintTree, { file, folder }: PlacedComponent): readonly Finding[] {
  return references.has(folder)
    ? []
    : [{ code: 'missing-folder', file, message: `${folder} has no kustomization.yaml` }];
}

export const unmatchedWaves: Rule = (tree) =>
  argocdComponents(tree).flatMap((placed) => {
    const set = applicationSetOf(tree, placed.component);
    const spec = set !== undefined && isObject(set.spec) ? set.spec : {};
    const generators = isList(spec.generators) ? spec.generators : [];
    const matching = generators.filter((generator) => selects(generator, placed.entry)).length;
    if (set === undefined || matching === 1) return [];
    return [
      {
        code: 'wave-unmatched',
        file: placed.file,
        message: `wave ${String(placed.entry.wave)} is matched by ${matching} generators of ${set.metadata.name}`,
      },
    ];
  });

function selects(generator: unknown, entry: JsonObject): boolean {
  const selector = isObject(generator) && isObject(generator.selector) ? generator.selector : {};
  const expressions = isList(selector.matchExpressions) ? selector.matchExpressions : [];
  return expressions.every((expression) => {
    if (!isObject(expression) || !isList(expression.values)) return false;
    return expression.values.includes(entry[String(expression.key)] ?? null);
  });
}

export const duplicateApplications: Rule = (tree) => {
  const first = new Map<string, string>();
  return argocdComponents(tree).flatMap((placed) => {
    const set = applicationSetOf(tree, placed.component);
    const metadata = set === undefined ? undefined : templateOf(set).metadata;
    const name = fill(isObject(metadata) ? metadata.name : '', placed);
    const other = first.get(name);
    first.set(name, other ?? placed.file);
    return other === undefined
      ? []
      : [{ code: 'duplicate-application', file: placed.file, message: `Application ${name} comes from ${other} too` }];
  });
};
