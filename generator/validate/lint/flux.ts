/** Rules for Flux: sources, values and order of the Kustomizations of each cluster. */

import { asText, isList, isObject, type Json, type JsonObject } from '../../data/json.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { findCycle } from '../../stack/cycle.ts';
import { pathOf, placeOf } from '../../tree/layout.ts';
import type { Finding } from '../finding.ts';
import type { Rule } from './rule.ts';
import { type LintTree, type PlacedComponent, subject } from './tree.ts';

function spec(manifest: JsonObject): JsonObject {
  return isObject(manifest.spec) ? manifest.spec : {};
}

function fluxComponents({ clusters }: LintTree): readonly PlacedComponent[] {
  return clusters.filter(({ engine }) => engine === 'flux').flatMap(({ components }) => components);
}

/** The objects in the folder that `flux bootstrap` applies, by cluster. */
export function bootstrapObjects({ files }: LintTree): ReadonlyMap<string, readonly Manifest[]> {
  const byCluster = new Map<string, readonly Manifest[]>();
  for (const [path, objects] of files) {
    const { cluster } = placeOf(path)?.names ?? {};
    if (cluster !== undefined && path.startsWith(pathOf('fluxBootstrap', { cluster })))
      byCluster.set(cluster, [...(byCluster.get(cluster) ?? []), ...objects]);
  }
  return byCluster;
}

export const fluxSources: Rule = (tree) => {
  const bootstrap = bootstrapObjects(tree);
  return fluxComponents(tree).flatMap((placed) => {
    const candidates = bootstrap.get(placed.cluster) ?? [];
    const own = missingSource(placed.entry, candidates, placed.file, placed.object);
    const objects = placed.objects ?? [];
    return [...own, ...objects.flatMap((object) => releaseFindings(object, objects, placed))];
  });
};

function releaseFindings(
  object: Manifest,
  objects: readonly Manifest[],
  { folder }: PlacedComponent,
): readonly Finding[] {
  const sources = missingSource(object, objects, folder, subject(object));
  const from = spec(object).valuesFrom;
  if (object.kind !== 'HelmRelease' || !isList(from)) return sources;
  const missing = from
    .filter(isObject)
    .filter(({ kind, name, optional }) => kind === 'ConfigMap' && optional !== true && !has(objects, kind, name));
  return [
    ...sources,
    ...missing.map(({ name }) => ({
      code: 'unknown-values',
      file: folder,
      object: subject(object),
      message: `ConfigMap ${asText(name)} does not exist`,
    })),
  ];
}

function missingSource(
  object: JsonObject,
  candidates: readonly Manifest[],
  file: string,
  subject: string | undefined,
): readonly Finding[] {
  const { sourceRef, chartRef, chart } = spec(object);
  const inChart = isObject(chart) && isObject(chart.spec) ? chart.spec.sourceRef : undefined;
  return [sourceRef, chartRef, inChart].filter(isObject).flatMap((reference) =>
    has(candidates, reference.kind, reference.name)
      ? []
      : [
          {
            code: 'unknown-source',
            file,
            object: subject,
            message: `${asText(reference.kind)} ${asText(reference.name)} does not exist`,
          },
        ],
  );
}

function has(objects: readonly Manifest[], kind: Json | undefined, name: Json | undefined): boolean {
  return objects.some((object) => isNamed(object, kind, name));
}

function isNamed({ kind, metadata }: Manifest, wantedKind: Json | undefined, name: Json | undefined): boolean {
  return kind === wantedKind && metadata.name === name;
}

export const dependencies: Rule = (tree) =>
  tree.clusters
    .filter(({ engine }) => engine === 'flux')
    .flatMap(({ components }) => {
      const needs = new Map(components.map(({ entry }) => [nameOf(entry), dependsOn(entry)]));
      const unknown = components.flatMap(({ entry, file, object }) =>
        dependsOn(entry)
          .filter((name) => !needs.has(name))
          .map((name) => ({
            code: 'unknown-dependency',
            file,
            object,
            message: `Kustomization ${name} does not exist on the cluster`,
          })),
      );
      const cycle = findCycle([...needs.keys()], (name) => needs.get(name) ?? []);
      const file = components[0]?.file ?? '';
      return cycle === undefined
        ? unknown
        : [...unknown, { code: 'dependency-cycle', file, message: cycle.join(' depends on ') }];
    });

function nameOf(entry: JsonObject): string {
  return isObject(entry.metadata) ? asText(entry.metadata.name) : '';
}

function dependsOn(entry: JsonObject): readonly string[] {
  const names = spec(entry).dependsOn;
  return isList(names) ? names.filter(isObject).map(({ name }) => asText(name)) : [];
}

export const substitutions: Rule = ({ newObjects }) =>
  [...newObjects]
    .filter(([object]) => object.kind === 'Kustomization' && spec(object).postBuild !== undefined)
    .map(([object, file]) => ({
      code: 'flux-substitution',
      file,
      object: subject(object),
      message: 'has postBuild, which is not supported here',
    }));
