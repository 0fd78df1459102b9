/** What is left to do by hand for clusters that an engine no longer has, as lines for a shell. */
import { parseDocument } from '../data/documents.ts';
import { fieldAt, textAt } from '../data/fields.ts';
import { isObject, type Json } from '../data/json.ts';
import { FLEET_LABEL, INSTANCE_LABEL, nameInFleet, scopeOf } from '../engines/argocd/names.ts';
import { LABELS } from '../engines/names.ts';
import type { ArgocdInstance } from '../fleet/engine-installs.ts';
import type { Fleet } from '../fleet/model.ts';
import { shellWord } from '../text/shell.ts';
import { pathOf, placeOf } from '../tree/layout.ts';
import type { Comparison } from '../tree/reconcile.ts';

/** Further clusters need the same steps. */
const MOST_CLUSTERS = 5;

export function leavingSteps(comparison: Comparison, fleet: Fleet): readonly string[] {
  const left = leaving(comparison, 'argocdEntry').map((cluster) => formerCluster(cluster, comparison, fleet));
  const flux = leaving(comparison, 'fluxSource').map(
    (cluster) =>
      `# keep ${pathOf('fluxSystem', { cluster })}/ until Flux has removed everything else from ${cluster}, then delete it`,
  );
  const emptied = fleet.engines.argocd.filter(
    ({ name }) =>
      left.some(({ instance }) => instance.name === name) &&
      !fleet.clusters.some(({ engine, argocd }) => engine === 'argocd' && argocd.instance.name === name),
  );
  return [
    ...left.flatMap((one) => leavesArgocd(one, fleet)),
    ...emptied.flatMap((instance) => leavesLast(instance, fleet)),
    ...flux,
  ];
}

function leaving({ removed }: Comparison, kind: 'argocdEntry' | 'fluxSource'): readonly string[] {
  return removed
    .map(placeOf)
    .flatMap((place) => (place?.kind === kind ? (place.names.cluster ?? []) : []))
    .slice(0, MOST_CLUSTERS);
}

/** A cluster that the input no longer describes. */
interface FormerCluster {
  readonly name: string;
  readonly instance: ArgocdInstance;
  /** What Argo CD knows it by. */
  readonly registered: string;
}

/** Its entry says what only the input knew. */
function formerCluster(name: string, { former }: Comparison, { engines }: Fleet): FormerCluster {
  const entry = parseDocument(former.get(pathOf('argocdEntry', { cluster: name })) ?? '');
  const said: Json = isObject(entry) ? entry : {};
  const destination = fieldAt(said, 'application', 'spec', 'destination');
  const registered = textAt(destination, 'server') || textAt(destination, 'name') || name;
  const [first, ...others] = engines.argocd;
  if (first === undefined) throw new Error('a fleet has no Argo CD');
  return { name, registered, instance: others.find((one) => one.name === textAt(said, 'instance')) ?? first };
}

/** The AppProject must stay as long as an Application names it. */
function leavesArgocd({ name, instance, registered }: FormerCluster, fleet: Fleet): readonly string[] {
  const kubectl = `kubectl -n ${instance.namespace}`;
  const project = nameInFleet(scopeOf(fleet.name, instance), name);
  return [
    `# when what is pushed has reached Argo CD, and it has deleted the Applications of ${name}:`,
    `${kubectl} wait application --for=delete -l ${LABELS.cluster}=${name} --timeout=1h &&`,
    `  ${kubectl} delete appproject ${project} && argocd cluster rm ${shellWord(registered)}`,
  ];
}

function leavesLast({ name, namespace }: ArgocdInstance, fleet: Fleet): readonly string[] {
  const selector = [`${FLEET_LABEL}=${fleet.name}`, ...(name === undefined ? [] : [`${INSTANCE_LABEL}=${name}`])];
  return [
    `# it was the last cluster of ${name === undefined ? 'Argo CD' : `the Argo CD ${name}`}; after that:`,
    `kubectl -n ${namespace} delete application,applicationset,appproject -l ${selector.join(',')}`,
  ];
}
