/** What Argo CD says of a cluster: of the root Application, which brings the rest, and of each component's Application. */
import { listAt, mapAt, textAt } from '../../data/fields.ts';
import type { JsonObject } from '../../data/json.ts';
import { rootFile } from '../../engines/argocd/instances.ts';
import { nameInFleet, rootName, scopeOf } from '../../engines/argocd/names.ts';
import { LABELS } from '../../engines/names.ts';
import type { ArgocdInstance } from '../../fleet/engine-installs.ts';
import { shellWord } from '../../text/shell.ts';
import { cleaned } from '../clean.ts';
import type { ClusterProblem, Observed, ReadCluster, Wanted } from '../model.ts';
import { argocdComponent, type SyncPolicy } from './application.ts';
import type { ArgocdObjects } from './argocd-objects.ts';

export interface ArgocdRequest {
  readonly cluster: string;
  readonly fleet: string;
  /** The Argo CD of the cluster. */
  readonly instance: ArgocdInstance;
  /** The address of the fleet's repository. */
  readonly url: string;
  readonly sync: SyncPolicy;
  readonly wanted: readonly Wanted[];
  readonly objects: ArgocdObjects;
  /** The context of Argo CD's cluster, for commands that are proposed. */
  readonly context: string;
}

export function readArgocd(request: ArgocdRequest): ReadCluster {
  const { cluster, wanted, objects } = request;
  const own = new Map(
    objects.applications.flatMap((application) => {
      const labels = mapAt(application, 'metadata', 'labels');
      return labels[LABELS.cluster] === cluster ? [[String(labels[LABELS.component]), application] as const] : [];
    }),
  );
  const components = wanted.map((one) => {
    const application = own.get(one.component);
    if (application === undefined) return missing(one, request);
    const observed = argocdComponent(one, application, request);
    return { ...observed, advice: adviceFor(observed, application, request) };
  });
  const commits = components.flatMap(({ commit }) => commit ?? []);
  return { components, commits: [...new Set(commits)], problems: rootProblems(request) };
}

/** The errors of its ApplicationSet say why. */
function missing({ component, version }: Wanted, request: ArgocdRequest): Observed {
  const { cluster, fleet, instance, objects } = request;
  const name = nameInFleet(scopeOf(fleet, instance), component);
  const set = objects.applicationSets.find((one) => textAt(one, 'metadata', 'name') === name);
  const error =
    set === undefined
      ? `and no ApplicationSet ${name}`
      : listAt(set, 'status', 'conditions').find(
          (one) => textAt(one, 'type') === 'ErrorOccurred' && textAt(one, 'status') === 'True',
        );
  const why = error === undefined ? '' : typeof error === 'string' ? `, ${error}` : `: ${textAt(error, 'message')}`;
  return {
    component,
    state: 'missing',
    wanted: version,
    running: undefined,
    commit: undefined,
    isSynced: false,
    isHealthy: false,
    hasDrift: undefined,
    isSuspended: false,
    since: undefined,
    problem: cleaned(`there is no Application ${cluster}-${component}${why}`),
    advice: set === undefined ? undefined : `${kubectl(request)} describe applicationset ${shellWord(name)}`,
  };
}

function adviceFor({ state, isSynced }: Observed, application: JsonObject, request: ArgocdRequest): string | undefined {
  const name = shellWord(textAt(application, 'metadata', 'name'));
  switch (state) {
    case 'broken':
    case 'suspended':
      return `${kubectl(request)} describe application ${name}`;
    case 'drifted':
      return `argocd --kube-context ${shellWord(request.context)} app diff ${request.instance.namespace}/${name}`;
    case 'progressing':
      return request.sync === 'manual' && !isSynced
        ? `argocd --kube-context ${shellWord(request.context)} app sync ${request.instance.namespace}/${name}`
        : undefined;
    default:
      return undefined;
  }
}

function kubectl({ context, instance }: ArgocdRequest): string {
  return `kubectl --context ${shellWord(context)} -n ${instance.namespace}`;
}

/** Of the root Application: nothing new reaches Argo CD without it. */
function rootProblems(request: ArgocdRequest): readonly ClusterProblem[] {
  const { fleet, instance, url, objects } = request;
  const name = rootName(scopeOf(fleet, instance));
  const root = objects.applications.find((one) => textAt(one, 'metadata', 'name') === name);
  if (root === undefined)
    return [
      {
        problem: `Argo CD does not know the fleet: there is no Application ${name}`,
        advice: `${kubectl(request)} apply -f ${rootFile(instance)}`,
      },
    ];
  const asComponent: Wanted = {
    component: name,
    namespace: instance.namespace,
    version: undefined,
    source: 'manifests',
    dependsOn: [],
  };
  const { state, problem } = argocdComponent(asComponent, root, { url, sync: 'automatic' });
  return state === 'broken' || state === 'suspended'
    ? [
        {
          problem: `Application ${name}: ${problem ?? state}`,
          advice: `${kubectl(request)} describe application ${shellWord(name)}`,
        },
      ]
    : [];
}
