/** What each engine syncs, and in which order. */
import { grouped } from '../../layers/selector.ts';
import { type DeployedCluster, ENGINE_ITSELF } from '../deployed/deployed.ts';
import type { PlannedWave, Step } from '../plan.ts';
import type { ComparedComponent } from './component.ts';
import { nameOf, type ObjectChange } from './objects.ts';

/** A component of a cluster that differs. */
interface Differing {
  readonly cluster: DeployedCluster;
  readonly component: string;
  readonly compared: Pick<ComparedComponent, 'steps'>;
}

/** By wave, cluster and the order on it. */
export function steps(differences: readonly Differing[], waves: readonly PlannedWave[]): readonly Step[] {
  const position = new Map(waves.map(({ name }, index) => [name, index]));
  return grouped(differences, ({ cluster }) => `${cluster.engine} ${cluster.name}`)
    .flatMap(clusterSteps)
    .sort((a, b) => (position.get(a.wave) ?? 0) - (position.get(b.wave) ?? 0));
}

function clusterSteps(own: readonly [Differing, ...Differing[]]): readonly Step[] {
  const [{ cluster }] = own;
  const syncs = inOrder(own).map(({ component, compared }) => ({ component, steps: compared.steps }));
  const root = rootSyncs(
    cluster,
    syncs.flatMap(({ steps }) => steps),
  );
  const ofEngine = syncs.filter(({ component }) => component === ENGINE_ITSELF).flatMap(({ steps }) => steps);
  return [
    { component: ENGINE_ITSELF, steps: [...root, ...ofEngine] },
    ...syncs.filter(({ component }) => component !== ENGINE_ITSELF),
  ]
    .filter(({ steps }) => steps.length > 0)
    .flatMap(({ component, steps }, index) =>
      steps.map((step) => ({ wave: cluster.wave, cluster: cluster.name, component, order: index + 1, ...step })),
    );
}

/** Each after those that it depends on, also through others that are the same as before. */
function inOrder(own: readonly [Differing, ...Differing[]]): readonly Differing[] {
  const [{ cluster }] = own;
  const differing = new Map(own.map((difference) => [difference.component, difference]));
  const ordered = new Set<string>();
  const visited = new Set<string>();
  const visit = (name: string): void => {
    if (visited.has(name)) return;
    visited.add(name);
    cluster.components.get(name)?.dependsOn.forEach(visit);
    ordered.add(name);
  };
  for (const { component } of own) visit(component);
  return [...ordered].flatMap((name) => differing.get(name) ?? []);
}

/** A cluster's root Kustomization applies those of its components: it syncs where one of them is new, another or gone. */
function rootSyncs({ components }: DeployedCluster, syncs: readonly ObjectChange[]): readonly ObjectChange[] {
  const isApplied = syncs.some(
    ({ kind, fate, fields }) => kind === KUSTOMIZATION && (fate !== 'changed' || fields.length > 0),
  );
  const known = new Set(syncs.filter(({ kind }) => kind === KUSTOMIZATION).map(({ name }) => name));
  const roots = isApplied ? (components.get(ENGINE_ITSELF)?.content().engineObjects ?? []) : [];
  return roots
    .filter(({ kind, metadata }) => kind === KUSTOMIZATION && !known.has(metadata.name))
    .map((root) => ({ fate: 'changed', ...nameOf(root), fields: [] }));
}

const KUSTOMIZATION = 'Kustomization';
