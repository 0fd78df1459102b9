/** What Flux says of a cluster: whether it can fetch the fleet's repository, at which commits the components are, and how each is. */
import { textAt } from '../../data/fields.ts';
import type { JsonObject } from '../../data/json.ts';
import { ROOT } from '../../engines/names.ts';
import { commitIn } from '../commit.ts';
import type { ClusterProblem, ReadCluster, Wanted } from '../model.ts';
import { fluxAdvice } from './advice.ts';
import { fluxComponent } from './component.ts';
import { finder } from './flux-objects.ts';
import { judge } from './judge-object.ts';

export interface FluxRequest {
  /** Of the cluster in the repository, which Flux is bootstrapped with. */
  readonly folder: string;
  readonly wanted: readonly Wanted[];
  /** That Flux is installed in. */
  readonly namespace: string;
  readonly objects: readonly JsonObject[];
  /** Of the kubeconfig, for commands that are proposed. */
  readonly context: string;
}

export function readFlux({ folder, wanted, namespace, objects, context }: FluxRequest): ReadCluster {
  const find = finder(objects);
  const source = find('GitRepository', namespace, ROOT);
  const root = find('Kustomization', namespace, ROOT);
  if (source === undefined && root === undefined)
    return {
      components: [],
      commits: [],
      problems: [
        ...bootstrapProblems(folder, objects, context),
        {
          problem: `Flux does not know the fleet: there is no GitRepository ${namespace}/${ROOT}`,
          advice: `bootstrap Flux with the path ${folder} of the repository`,
        },
      ],
    };
  const fetched = commitIn(textAt(source, 'status', 'artifact', 'revision'));
  const components = wanted.map((one) => fluxComponent(one, { find, namespace, fetched, context }));
  const applied = [textAt(root, 'status', 'lastAppliedRevision')].map(commitIn);
  const commits = [...applied, ...components.map(({ commit }) => commit)].filter((one) => one !== undefined);
  return {
    components,
    commits: [...new Set(commits)],
    problems: [
      ...bootstrapProblems(folder, objects, context),
      ...[source, root].flatMap((object) => (object === undefined ? [] : problemOf(object, context))),
    ],
  };
}

/** Of the Kustomization with which somebody has bootstrapped the cluster, whatever it is called, and of its source. */
function bootstrapProblems(folder: string, objects: readonly JsonObject[], context: string): readonly ClusterProblem[] {
  const isThere = (path: string): boolean => `/${path.replace(/\/$/, '')}`.endsWith(`/${folder}`);
  const found = objects.filter(
    (object) => textAt(object, 'kind') === 'Kustomization' && isThere(textAt(object, 'spec', 'path')),
  );
  const sources = found.map((object) => textAt(object, 'spec', 'sourceRef', 'name'));
  const fetched = objects.filter(
    (object) => textAt(object, 'kind') === 'GitRepository' && sources.includes(textAt(object, 'metadata', 'name')),
  );
  return [...fetched, ...found].flatMap((object) => problemOf(object, context));
}

function problemOf(object: JsonObject, context: string): readonly ClusterProblem[] {
  const judged = judge(object);
  return judged.state === 'failed' || judged.state === 'suspended'
    ? [{ problem: `${judged.place}: ${judged.text}`, advice: fluxAdvice(judged, context) }]
    : [];
}
