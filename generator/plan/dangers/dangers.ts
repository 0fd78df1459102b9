/** The table of all dangers, and what of them a change has. Codes never change once they are released. */

import { changedInstances, narrowedProjects, shrunkSets } from './argocd.ts';
import { autoscaledReplicas } from './autoscaling.ts';
import { changedClusters } from './clusters.ts';
import type { ComponentRule, ComponentView, Finding, FleetFinding, FleetRule, FleetView } from './danger.ts';
import { openedHosts } from './host-policies.ts';
import { changedHosts } from './hosts.ts';
import { immutableFields } from './immutable.ts';
import { openedNetwork } from './network.ts';
import { droppedProtection } from './protection.ts';
import { leftQueues } from './queues.ts';
import { renamedReleases } from './renaming.ts';
import { restoredData } from './restores.ts';
import { changedSecrets } from './secrets.ts';
import { shrunkStorage } from './storage.ts';
import { removedStores } from './stores.ts';
import { versionSteps } from './versions.ts';

interface Entry<Rule> {
  readonly rule: Rule;
  readonly codes: Readonly<Record<string, string>>;
}

const COMPONENT_RULES: readonly Entry<ComponentRule>[] = [
  {
    rule: removedStores,
    codes: {
      'store-removed': 'An object that holds data is removed from the cluster, and the data with it.',
      'store-left':
        'An object that holds data is no longer in Git. It stays on the cluster with its data, but what used it does not find it any more.',
    },
  },
  {
    rule: leftQueues,
    codes: {
      'queue-left':
        'Replicas of a collector go whose queues are on volumes. What waits there stays on the claims, and nobody sends it.',
    },
  },
  {
    rule: restoredData,
    codes: {
      'data-restored':
        'A database is replaced by one that is made from backups, or its tables are: what was written after their time is not in it.',
      'standby-promoted':
        'The database of a standby takes writes. It does not follow its source any more, and what the source still writes is lost.',
      'standby-demoted': 'A database with data of its own is told to follow another one.',
      'standby-left-behind':
        'A standby is told to follow another archive than the one that it was made from, mostly because its source is restored. It cannot, and has to be made anew.',
      'restore-ignored': 'A restore is asked for of a database that is there already. Nothing happens.',
    },
  },
  { rule: shrunkStorage, codes: { 'storage-shrunk': 'A volume becomes smaller. Kubernetes cannot shrink volumes.' } },
  {
    rule: immutableFields,
    codes: {
      'immutable-field':
        'A field changes that Kubernetes or an operator refuses to change. The engine fails until somebody deletes the object.',
    },
  },
  {
    rule: renamedReleases,
    codes: {
      'release-renamed':
        'A Helm release gets another name or namespace: it is uninstalled, and another one is installed.',
      'namespace-renamed':
        'Objects move to another namespace: they are removed, and created again without what they held.',
    },
  },
  {
    rule: versionSteps,
    codes: {
      'version-downgraded': 'A chart, upstream manifests or an image go back to an earlier version.',
      'major-skipped': 'A version goes past a major version, whose migrations do not run.',
    },
  },
  {
    rule: changedSecrets,
    codes: {
      'secret-contract': 'A Secret gets other keys, reads other entries of the store, is new or goes.',
    },
  },
  {
    rule: (component) => [...openedNetwork(component), ...openedHosts(component)],
    codes: { 'network-opened': 'A network policy allows more than before.' },
  },
  { rule: changedHosts, codes: { 'public-host-changed': 'No route serves a public host name any more.' } },
  {
    rule: autoscaledReplicas,
    codes: { 'replicas-autoscaled': 'A number of replicas is set that an autoscaler sets too.' },
  },
  {
    rule: droppedProtection,
    codes: {
      'protection-dropped':
        'A mark that keeps an object, a policy that keeps data, a PodDisruptionBudget or a Pod Security level is taken away.',
    },
  },
];

const FLEET_RULES: readonly Entry<FleetRule>[] = [
  {
    rule: changedClusters,
    codes: {
      'cluster-removed': 'A cluster leaves the fleet, and the engine deletes what it made there.',
      'engine-changed': 'A cluster changes its engine: the former one deletes what the new one creates.',
      'wave-skipped':
        'A cluster follows another Git ref: it gets everything between the two refs at once, whatever the waves before it have shown.',
    },
  },
  {
    rule: changedInstances,
    codes: {
      'instance-changed':
        'Another Argo CD gets a cluster: the former one deletes what it deployed there, unless it preserves that.',
    },
  },
  {
    rule: shrunkSets,
    codes: {
      'set-shrinks':
        'An ApplicationSet, or the root Kustomization of a cluster, loses more than a quarter of what it made.',
    },
  },
  {
    rule: narrowedProjects,
    codes: { 'project-narrowed': 'An AppProject no longer allows what an Application of it has deployed.' },
  },
];

/** What each code means, the worst first. */
export const DANGERS: Readonly<Record<string, string>> = Object.assign(
  {},
  ...[...FLEET_RULES, ...COMPONENT_RULES].map(({ codes }) => codes),
);

const RANKS = new Map(Object.keys(DANGERS).map((code, rank) => [code, rank]));

/** The worst first: a short list shows only the first few. Those of the same kind stay in their order. */
export function worstFirst<F extends Pick<Finding, 'code'>>(findings: readonly F[]): readonly F[] {
  const rank = ({ code }: F): number => RANKS.get(code) ?? RANKS.size;
  return [...findings].sort((a, b) => rank(a) - rank(b));
}

export function componentDangers(view: ComponentView): readonly Finding[] {
  return COMPONENT_RULES.flatMap(({ rule }) => rule(view));
}

export function fleetDangers(view: FleetView): readonly FleetFinding[] {
  return FLEET_RULES.flatMap(({ rule }) => rule(view));
}
