/** Rules for Argo CD: ApplicationSets are expanded with the parameter files, as the controller does. */

import { fieldAt, mapAt } from '../../data/fields.ts';
import { asText, type Json, type JsonObject } from '../../data/json.ts';
import { oncePerArgument } from '../../data/once.ts';
import { scopeOf } from '../../engines/argocd/names.ts';
import { PARAMETER, type Selection, selectionsOf, selects } from '../../engines/argocd/selection.ts';
import type { Fleet } from '../../fleet/model.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { engineOf, inGit, layerFolder, pathOf, valuesFile } from '../../tree/layout.ts';
import type { Finding } from '../finding.ts';
import type { Rule } from './rule.ts';
import type { LintTree, PlacedComponent } from './tree.ts';

function argocdComponents({ clusters }: LintTree): readonly PlacedComponent[] {
  return clusters.filter(({ engine }) => engine === 'argocd').flatMap(({ components }) => components);
}

/** Where the ApplicationSet of a placed component is: in the instance of Argo CD of its cluster. */
type SetPath = (placed: PlacedComponent) => string;

function setPaths(fleet: Fleet): SetPath {
  const [first = { name: undefined }] = fleet.engines.argocd;
  const instances = new Map(fleet.clusters.map(({ name, argocd }) => [name, argocd.instance]));
  return ({ cluster, component }) =>
    pathOf('argocdApplicationSet', { fleet: scopeOf(fleet.name, instances.get(cluster) ?? first), component });
}

/** An ApplicationSet, with what all its clusters share. */
interface KnownSet {
  readonly set: Manifest;
  readonly selections: readonly Selection[];
  /** What its template takes. */
  readonly parameters: readonly string[];
}

/** Reads each ApplicationSet once. */
function setReader(tree: LintTree, pathOfSet: SetPath): (placed: PlacedComponent) => KnownSet | undefined {
  const read = oncePerArgument((path: string): KnownSet | undefined => {
    const set = tree.files.get(path)?.[0];
    return set && { set, selections: selectionsOf(set), parameters: parametersOfTemplate(set) };
  });
  return (placed) => read(pathOfSet(placed));
}

function templateOf(applicationSet: Manifest): JsonObject {
  return mapAt(applicationSet, 'spec', 'template');
}

/** The parameters of the file, and those that the generator adds. */
function parametersFor(entry: JsonObject, git: JsonObject): JsonObject {
  return { values: mapAt(git, 'values'), ...entry };
}

function parameter(parameters: JsonObject, path: string): Json | undefined {
  return fieldAt(parameters, ...path.split('.'));
}

function fill(template: Json | undefined, { entry }: PlacedComponent): string {
  const parameters = parametersFor(entry, {});
  return asText(template).replaceAll(PARAMETER, (_, path: string) => asText(parameter(parameters, path)));
}

export const missingParts: Rule = (tree, fleet) => {
  const projects = new Set(
    [...tree.files]
      .filter(([path]) => engineOf(path) === 'argocd')
      .flatMap(([, objects]) => objects.filter(({ kind }) => kind === 'AppProject'))
      .map(({ metadata }) => metadata.name),
  );
  const pathOfSet = setPaths(fleet);
  const setOf = setReader(tree, pathOfSet);
  return tree.clusters.flatMap(({ components, engine }) =>
    components.flatMap((placed) => [
      ...missingFolder(tree, placed, fleet),
      ...(engine === 'argocd' ? missingApplicationParts(tree, placed, { projects, setOf, pathOfSet }) : []),
    ]),
  );
};

interface ApplicationContext {
  readonly projects: ReadonlySet<string>;
  readonly setOf: (placed: PlacedComponent) => KnownSet | undefined;
  readonly pathOfSet: SetPath;
}

function parametersOfTemplate(set: Manifest): readonly string[] {
  return [...new Set([...JSON.stringify(templateOf(set)).matchAll(PARAMETER)].map(([, path = '']) => path))];
}

function missingApplicationParts(
  tree: LintTree,
  placed: PlacedComponent,
  { projects, setOf, pathOfSet }: ApplicationContext,
): readonly Finding[] {
  const { file, component, entry } = placed;
  const known = setOf(placed);
  if (known === undefined) {
    const message = `${pathOfSet(placed)} does not exist`;
    return [{ code: 'unknown-application-set', file, message }];
  }
  const findings: Finding[] = [];
  const project = fill(fieldAt(templateOf(known.set), 'spec', 'project'), placed);
  if (!projects.has(project))
    findings.push({ code: 'unknown-project', file, message: `AppProject ${project} does not exist` });
  const values = valuesFile(layerFolder({ layer: 'base' }, component));
  if (entry.chart !== undefined && !tree.paths.has(values))
    findings.push({ code: 'missing-value-file', file, message: `${values} does not exist` });
  return [...findings, ...missingParameters(known, placed)];
}

function missingFolder(
  { kustomizations }: LintTree,
  { file, object, folder }: PlacedComponent,
  { repository }: Fleet,
): readonly Finding[] {
  if (kustomizations.has(folder)) return [];
  return [{ code: 'missing-folder', file, object, message: `${inGit(repository, folder)} has no kustomization.yaml` }];
}

/** With `missingkey=error`, a missing parameter prevents the Application. */
function missingParameters(
  { set, selections, parameters: needed }: KnownSet,
  { file, entry }: PlacedComponent,
): readonly Finding[] {
  const found = selections.find(({ selector }) => selects(selector, entry));
  // Without a generator there is no Application; another rule reports the wave.
  if (found === undefined) return [];
  const parameters = parametersFor(entry, found.git);
  return needed
    .filter((path) => parameter(parameters, path) === undefined)
    .map((path) => ({ code: 'missing-parameter', file, message: `${set.metadata.name} needs the parameter ${path}` }));
}

export const unmatchedWaves: Rule = (tree, fleet) => {
  const setOf = setReader(tree, setPaths(fleet));
  return argocdComponents(tree).flatMap((placed) => {
    const known = setOf(placed);
    if (known === undefined) return [];
    const { set, selections } = known;
    const ref = fleet.waves.find(({ name }) => name === placed.entry.wave)?.ref;
    const refs = selections
      .filter(({ selector }) => selects(selector, placed.entry))
      .map(({ git }) => asText(git.revision));
    if (refs.length === 1 && refs[0] === ref) return [];
    const found = refs.length === 0 ? 'with no generator' : `at ${refs.join(' and at ')}`;
    const message = `wave ${asText(placed.entry.wave)} follows ${asText(ref)}, but ${set.metadata.name} selects the cluster ${found}`;
    return [{ code: 'wave-unmatched', file: placed.file, message }];
  });
};

export const duplicateApplications: Rule = (tree, fleet) => {
  const setOf = setReader(tree, setPaths(fleet));
  const first = new Map<string, string>();
  return argocdComponents(tree).flatMap((placed) => {
    const known = setOf(placed);
    if (known === undefined) return [];
    const name = fill(fieldAt(templateOf(known.set), 'metadata', 'name'), placed);
    const other = first.get(name);
    first.set(name, other ?? placed.file);
    return other === undefined
      ? []
      : [
          {
            code: 'duplicate-application',
            file: placed.file,
            message: `Application ${name} is also generated from ${other}`,
          },
        ];
  });
};
