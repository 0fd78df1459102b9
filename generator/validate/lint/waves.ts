/** All components of a cluster are in one wave, and follow its ref. */

import { asText, isObject, type Json, type JsonObject } from '../../data/json.ts';
import { LABELS } from '../../engines/names.ts';
import type { Fleet } from '../../fleet/model.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { pathOf } from '../../tree/layout.ts';
import type { Finding } from '../finding.ts';
import { bootstrapObjects } from './flux.ts';
import type { Rule } from './rule.ts';
import { type ClusterView, labelsOf, type PlacedComponent } from './tree.ts';

export const mixedWaves: Rule = (tree, fleet) => {
  const bootstrap = bootstrapObjects(tree);
  return tree.clusters.flatMap((view) => {
    const first = view.components[0];
    if (first === undefined) return [];
    const own = view.engine === 'flux' ? sourceFindings(first, bootstrap.get(view.name) ?? [], fleet) : [];
    return [...own, ...strays(view, first)];
  });
};

function strays({ components, engine, name }: ClusterView, first: PlacedComponent): readonly Finding[] {
  const waveOf = ({ entry }: PlacedComponent): string =>
    asText(engine === 'argocd' ? entry.wave : labelsOf(entry)[LABELS.wave]);
  return components
    .filter((placed) => waveOf(placed) !== waveOf(first))
    .map((placed) => ({
      code: 'wave-mixed',
      file: placed.file,
      object: placed.object,
      message: `is in wave ${waveOf(placed)}, but ${first.component} of cluster ${name} is in wave ${waveOf(first)}`,
    }));
}

/** Argo CD's clusters get their ref from the generator that matches their wave; Flux's from their own GitRepository. */
function sourceFindings({ cluster, entry }: PlacedComponent, bootstrap: readonly Manifest[], fleet: Fleet): Finding[] {
  const { name } = map(map(entry.spec).sourceRef);
  const source = bootstrap.find(({ kind, metadata }) => kind === 'GitRepository' && metadata.name === name);
  if (source === undefined) return [];
  const wave = labelsOf(source)[LABELS.wave];
  const ref = fleet.waves.find((candidate) => candidate.name === wave)?.ref;
  const followed = map(map(source.spec).ref).name;
  const file = pathOf('fluxSource', { cluster });
  const messages = [
    ...(wave === labelsOf(entry)[LABELS.wave]
      ? []
      : [`is in wave ${asText(wave)}, but the cluster is in wave ${asText(labelsOf(entry)[LABELS.wave])}`]),
    ...(ref === followed ? [] : [`follows ${asText(followed)}, but wave ${asText(wave)} follows ${asText(ref)}`]),
  ];
  return messages.map((message) => ({ code: 'wave-mixed', file, message }));
}

function map(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}
