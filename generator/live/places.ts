/** Where the state of each cluster is read: in the cluster itself, or in the one where Argo CD runs. Pure: nothing is asked yet. */
import type { ArgocdInstance } from '../fleet/engine-installs.ts';
import type { Cluster, Fleet } from '../fleet/model.ts';
import { didYouMean, namesIn } from '../text/did-you-mean.ts';
import { ANY_ARGOCD, type ContextMap } from './clusters/contexts.ts';
import type { ClusterProblem } from './model.ts';

/** The context that leads to a place, or why there is none. */
export type Way = { readonly context: string } | { readonly none: ClusterProblem };

export interface Ways {
  /** To each Argo CD that a cluster has, by `keyOf`. */
  readonly argocd: ReadonlyMap<string, Way>;
  /** To each cluster that Flux runs in, by name. */
  readonly flux: ReadonlyMap<string, Way>;
}

/** An Argo CD among those of a fleet. */
export function keyOf({ name }: ArgocdInstance): string {
  return name ?? ANY_ARGOCD;
}

export interface WayMistake {
  readonly mistake: string;
}

/** A context that somebody has named must be there; one that nobody has named is called like the cluster. */
export function waysTo(
  clusters: readonly Cluster[],
  known: readonly string[],
  map: ContextMap,
  fleet: Pick<Fleet, 'clusters' | 'engines'>,
): Ways | WayMistake {
  const fleetClusters = fleet.clusters.map(({ name }) => name);
  const instances = fleet.engines.argocd.map(keyOf);
  const stranger = [...map.clusters.keys()].find((name) => !fleetClusters.includes(name));
  if (stranger !== undefined)
    return {
      mistake: `--context-map: the fleet has no cluster ${stranger}\n  hint: ${closest(stranger, fleetClusters, 'clusters')}`,
    };
  const other = [...map.argocd.keys()].find((name) => name !== ANY_ARGOCD && !instances.includes(name));
  if (other !== undefined)
    return {
      mistake: `--context-map: the fleet has no Argo CD ${other}\n  hint: ${closest(
        other,
        instances.filter((name) => name !== ANY_ARGOCD),
        'instances',
      )}`,
    };
  const named = [...map.clusters.values(), ...map.argocd.values()];
  const unknown = named.find((context) => !known.includes(context));
  if (unknown !== undefined)
    return { mistake: `the kubeconfig has no context ${unknown}\n  hint: ${closest(unknown, known, 'contexts')}` };
  const flux = clusters.filter(({ engine }) => engine === 'flux');
  return {
    argocd: new Map(
      clusters
        .filter(({ engine }) => engine === 'argocd')
        .map(({ argocd: { instance } }) => [keyOf(instance), wayToArgocd(keyOf(instance), map, known)]),
    ),
    flux: new Map(flux.map(({ name }) => [name, wayToCluster(name, map, known)])),
  };
}

function closest(name: string, known: readonly string[], what: string): string {
  if (known.length === 0) return `it has no ${what} at all`;
  return didYouMean(name, known) ?? namesIn(what, known);
}

function wayToArgocd(instance: string, { argocd }: ContextMap, known: readonly string[]): Way {
  const context = argocd.get(instance) ?? argocd.get(ANY_ARGOCD);
  if (context !== undefined) return { context };
  return known.includes('argocd')
    ? { context: 'argocd' }
    : {
        none: {
          problem: `nobody has said which context leads to the cluster where Argo CD${instance === ANY_ARGOCD ? '' : ` ${instance}`} runs`,
          advice: `name it with --argocd-context ${instance === ANY_ARGOCD ? '' : `${instance}=`}CONTEXT`,
        },
      };
}

function wayToCluster(name: string, { clusters }: ContextMap, known: readonly string[]): Way {
  const context = clusters.get(name) ?? (known.includes(name) ? name : undefined);
  if (context !== undefined) return { context };
  return {
    none: {
      problem: 'the kubeconfig has no context of that name',
      advice: `name it with --context-map ${name}=CONTEXT, or all of them in a file`,
    },
  };
}
