/** What makes Applications and Kustomizations, and what limits them. */

import { fieldAt, listAt, textAt } from '../../data/fields.ts';
import { isEqual, type Json, type JsonList } from '../../data/json.ts';
import { clusterOfProject, INSTANCE_LABEL } from '../../engines/argocd/names.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { groupKindOf } from '../../kubernetes/scope.ts';
import { grouped } from '../../layers/selector.ts';
import { type DeployedCluster, type DeployedFleet, ENGINE_ITSELF } from '../deployed/deployed.ts';
import type { FleetFinding, FleetRule, FleetView } from './danger.ts';

/** Of what one object made. */
const MOST_LOST = 0.25;

export const shrunkSets: FleetRule = (view) => [...shrunkApplicationSets(view), ...shrunkKustomizations(view)];

/** The clusters of an ApplicationSet, which is one for each component. */
function shrunkApplicationSets({ before, after }: FleetView): readonly FleetFinding[] {
  const [old, now] = [before, after].map(applicationsBySet);
  const losses = [...(old ?? [])].flatMap(([component, clusters]) => {
    const lost = clusters.filter((cluster) => now?.get(component)?.includes(cluster) !== true);
    return lost.length > clusters.length * MOST_LOST ? [{ component, lost, of: clusters.length }] : [];
  });
  // Taking a cluster away takes one Application of each.
  return grouped(losses, ({ lost, of }) => `${of} ${lost.join(' ')}`).map((group) => {
    const [{ lost, of }] = group;
    const sets = group.map(({ component }) => component);
    const message = `${sets.length === 1 ? 'the ApplicationSet' : `${sets.length} ApplicationSets`} of ${sets.join(', ')} ${sets.length === 1 ? 'loses' : 'lose'} ${lost.length} of ${of} Applications`;
    return { code: 'set-shrinks', clusters: lost, message };
  });
}

function applicationsBySet({ clusters }: DeployedFleet): ReadonlyMap<string, readonly string[]> {
  const sets = new Map<string, string[]>();
  for (const { name, engine, components } of clusters.values())
    if (engine === 'argocd')
      for (const component of components.keys()) sets.set(component, [...(sets.get(component) ?? []), name]);
  return sets;
}

function shrunkKustomizations({ before, after }: FleetView): readonly FleetFinding[] {
  return [...before.clusters.values()].flatMap((old) => {
    const now = after.clusters.get(old.name);
    if (old.engine !== 'flux' || now?.engine !== 'flux') return [];
    const had = [...old.components.keys()].filter((name) => name !== ENGINE_ITSELF);
    const lost = had.filter((name) => !now.components.has(name));
    if (lost.length <= had.length * MOST_LOST) return [];
    const message = `the root Kustomization of ${old.name} loses ${lost.length} of ${had.length} Kustomizations`;
    return [{ code: 'set-shrinks', clusters: [old.name], message }];
  });
}

/** An AppProject follows the branch, and the Applications in it their waves: what is deployed now must still be allowed. */
export const narrowedProjects: FleetRule = ({ before, after }) => {
  const [old, now] = [before, after].map(projectsOf);
  return [...before.clusters.values()].flatMap((cluster) => {
    if (cluster.engine !== 'argocd' || after.clusters.get(cluster.name)?.engine !== 'argocd') return [];
    const applications = applicationsOf(cluster, (name) => isNarrowed(old?.get(name), now?.get(name)));
    const refused = applications.flatMap((one) => {
      const former = refusals(old?.get(one.project), one);
      return refusals(now?.get(one.project), one)
        .filter((what) => !former.includes(what))
        .map((what) => `AppProject ${one.project} no longer allows ${what}`);
    });
    return [...new Set(refused)].map((message) => ({ code: 'project-narrowed', clusters: [cluster.name], message }));
  });
};

function projectsOf({ hub }: DeployedFleet): ReadonlyMap<string, Manifest> {
  return new Map(hub.filter(({ kind }) => kind === 'AppProject').map((project) => [project.metadata.name, project]));
}

const LISTS = ['sourceRepos', 'destinations', 'clusterResourceWhitelist'] as const;

/** Whether a project that stays allows less; what becomes of one that goes is decided by whoever is in it. */
function isNarrowed(before: Manifest | undefined, after: Manifest | undefined): boolean {
  if (before === undefined || after === undefined) return false;
  return LISTS.some((list) => {
    const allowed = listAt(after, 'spec', list);
    return listAt(before, 'spec', list).some((entry) => !includes(allowed, entry));
  });
}

function includes(list: JsonList, entry: Json): boolean {
  return list.some((one) => isEqual(one, entry));
}

interface InProject {
  readonly project: string;
  readonly application: Manifest;
  /** `group/Kind` of its manifests. */
  readonly kinds: readonly string[];
}

/** Contents are read only for projects that matter. */
function applicationsOf({ components }: DeployedCluster, matters: (project: string) => boolean): readonly InProject[] {
  const found: InProject[] = [];
  for (const component of components.values()) {
    const { engineObjects, objects } = component.content();
    const [application] = engineObjects;
    const project = textAt(application, 'spec', 'project');
    // A cluster has one.
    if (application === undefined || !matters(project)) return [];
    const ofCluster = objects.filter(({ metadata }) => metadata.namespace === undefined);
    found.push({ project, application, kinds: [...new Set(ofCluster.map(groupKindOf))] });
  }
  return found;
}

function refusals(project: Manifest | undefined, { application, kinds }: InProject): readonly string[] {
  const repositories = listAt(project, 'spec', 'sourceRepos');
  const sources = listAt(application, 'spec', 'sources').map((source) => textAt(source, 'repoURL'));
  const namespace = textAt(application, 'spec', 'destination', 'namespace');
  const isThere = listAt(project, 'spec', 'destinations').some((one) => fieldAt(one, 'namespace') === namespace);
  const allowed = listAt(project, 'spec', 'clusterResourceWhitelist').map(
    (one) => `${textAt(one, 'group')}/${textAt(one, 'kind')}`,
  );
  return [
    ...sources.filter((source) => !repositories.includes(source)).map((source) => `the source ${source}`),
    ...(isThere ? [] : [`the namespace ${namespace}`]),
    ...kinds.filter((kind) => !allowed.includes(kind)).map((kind) => `the kind ${kind}`),
  ];
}

/** Of a cluster, by its AppProject: an instance is known by its namespace, and by its name where it has one. */
export const changedInstances: FleetRule = ({ before, after }) => {
  const [old, now] = [before, after].map(instancesByCluster);
  return [...(old ?? [])].flatMap(([cluster, from]) => {
    const to = now?.get(cluster);
    const isSame = to === undefined || (from.namespace === to.namespace && (from.name === '' || from.name === to.name));
    if (isSame || !deletesOnLeave(before.clusters.get(cluster))) return [];
    const message = `cluster ${cluster} changes from ${nameOf(from)} to ${nameOf(to)}, and the former deletes what it deployed there`;
    return [{ code: 'instance-changed', clusters: [cluster], message }];
  });
};

interface InstanceOf {
  readonly namespace: string;
  /** Empty where the fleet names none. */
  readonly name: string;
}

function nameOf({ namespace, name }: InstanceOf): string {
  return `the Argo CD ${name === '' ? '' : `${name} `}in ${namespace}`;
}

function instancesByCluster({ hub }: DeployedFleet): ReadonlyMap<string, InstanceOf> {
  return new Map(
    hub.flatMap((object): readonly (readonly [string, InstanceOf])[] => {
      const cluster = clusterOfProject(object);
      const namespace = textAt(object, 'metadata', 'namespace');
      const name = textAt(object, 'metadata', 'labels', INSTANCE_LABEL);
      return cluster === undefined ? [] : [[cluster, { namespace, name }]];
    }),
  );
}

function deletesOnLeave(cluster: DeployedCluster | undefined): boolean {
  return [...(cluster?.components.values() ?? [])].some((component) => component.content().deletes);
}
