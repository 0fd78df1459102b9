/** What Argo CD says of a cluster: of the root Application, which brings the rest, and of each component's Application. */
import { listAt, mapAt, textAt } from '../../data/fields.ts';
import type { JsonObject } from '../../data/json.ts';
import { ARGOCD_NAMESPACE } from '../../engines/argocd/application-set.ts';
import { nameInFleet, rootName } from '../../engines/argocd/names.ts';
import { LABELS } from '../../engines/names.ts';
import { shellWord } from '../../text/shell.ts';
import { cleaned } from '../clean.ts';
import type { ClusterProblem, Observed, ReadCluster, Wanted } from '../model.ts';
import { argocdComponent } from './application.ts';
import type { ArgocdObjects } from './argocd-objects.ts';

export interface ArgocdRequest {
  readonly cluster: string;
  readonly fleet: string;
  /** The address of the fleet's repository. */
  readonly url: string;
  readonly wanted: readonly Wanted[];
  readonly objects: ArgocdObjects;
  /** The context of Argo CD's cluster, for commands that are proposed. */
  readonly context: string;
}

export function readArgocd(request: ArgocdRequest): ReadCluster {
  const { cluster, wanted, objects, url } = request;
  const own = new Map(
    objects.applications.flatMap((application) => {
      const labels = mapAt(application, 'metadata', 'labels');
      return labels[LABELS.cluster] === cluster ? [[String(labels[LABELS.component]), application] as const] : [];
    }),
  );
  const components = wanted.map((one) => {
    const application = own.get(one.component);
    if (application === undefined) return missing(one, request);
    const observed = argocdComponent(one, application, url);
    return { ...observed, advice: adviceFor(observed, application, request) };
  });
  const commits = components.flatMap(({ commit }) => commit ?? []);
  return { components, commits: [...new Set(commits)], problems: rootProblems(request) };
}

/** The errors of its ApplicationSet say why. */
function missing({ component, version }: Wanted, { cluster, fleet, objects, context }: ArgocdRequest): Observed {
  const name = nameInFleet(fleet, component);
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
    advice: set === undefined ? undefined : `${kubectl(context)} describe applicationset ${shellWord(name)}`,
  };
}

function adviceFor({ state }: Observed, application: JsonObject, { context }: ArgocdRequest): string | undefined {
  const name = shellWord(textAt(application, 'metadata', 'name'));
  switch (state) {
    case 'broken':
    case 'suspended':
      return `${kubectl(context)} describe application ${name}`;
    case 'drifted':
      return `argocd --kube-context ${shellWord(context)} app diff ${ARGOCD_NAMESPACE}/${name}`;
    default:
      return undefined;
  }
}

function kubectl(context: string): string {
  return `kubectl --context ${shellWord(context)} -n ${ARGOCD_NAMESPACE}`;
}

/** Of the root Application: nothing new reaches Argo CD without it. */
function rootProblems({ fleet, url, objects, context }: ArgocdRequest): readonly ClusterProblem[] {
  const name = rootName(fleet);
  const root = objects.applications.find((one) => textAt(one, 'metadata', 'name') === name);
  if (root === undefined)
    return [
      {
        problem: `Argo CD does not know the fleet: there is no Application ${name}`,
        advice: `${kubectl(context)} apply -f argocd/root.yaml`,
      },
    ];
  const asComponent: Wanted = {
    component: name,
    namespace: ARGOCD_NAMESPACE,
    version: undefined,
    source: 'manifests',
    dependsOn: [],
  };
  const { state, problem } = argocdComponent(asComponent, root, url);
  return state === 'broken' || state === 'suspended'
    ? [
        {
          problem: `Application ${name}: ${problem ?? state}`,
          advice: `${kubectl(context)} describe application ${shellWord(name)}`,
        },
      ]
    : [];
}
