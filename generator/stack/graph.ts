/**
 * The components of one level as a graph: what is deployed, in which order, with which namespaces, secrets and flows.
 * Everything that concerns more than one component is derived here, once, from `requires`, `secrets`, `workloads` and `flows`.
 */

import { namespaces } from '../components/namespaces/handle.ts';
import { keepsMetrics, metricsElsewhere, prometheus } from '../components/prometheus/handle.ts';
import { prometheusCrds } from '../components/prometheus-crds/handle.ts';
import type { CommonSettings, Level, Mode } from '../fleet/model.ts';
import { STACK_NAMESPACE } from '../kubernetes/metadata.ts';
import { type Component, type Flow, isOutside, type NeededSecret, type Outside, type Stack } from './component.ts';
import type { Handle, Namespace, PodLabels, Workload } from './handle.ts';
import { type Members, membersOf } from './members.ts';
import { withProxyFlows } from './proxy.ts';
import { namespacesOfPods, storedPullSecrets } from './pull-secrets.ts';

/** A workload with the labels of its pods and the namespace that they run in. */
export interface PlacedWorkload extends Pick<Workload, 'component' | 'name'> {
  readonly podLabels: PodLabels;
  readonly namespace: string;
}

export interface LevelGraph {
  readonly stack: Stack;
  /** Deployed components, in the order of the registry. */
  readonly deployed: readonly Component[];
  /** Names of the deployed components that must be ready before this one. */
  dependenciesOf(component: Component): readonly string[];
  /** Names of the components that a component requires, deployed by the stack or not. */
  requirementsOf(component: Component): readonly string[];
  modeOf(component: string): Mode;
  /** The namespace of a component in mode existing, from the input. */
  namespaceOf(component: string): string | undefined;
  /** By which a Prometheus of somebody else selects monitors and rules; undefined where Prometheus is ours, or there is none. */
  monitorLabels(): Readonly<Record<string, string>> | undefined;
  /** Where the pods of a component in mode external connect from; undefined where none do. */
  connectsFrom(component: string): Outside | undefined;
  readonly workloads: ReadonlyMap<string, readonly PlacedWorkload[]>;
  /** Flows of components that the stack deploys and of existing ones: an existing operator connects to the same databases. */
  readonly flows: readonly Flow[];
}

/** Builds the graph of a level. Pure: the same level gives the same graph. */
export function buildGraph(fleet: Stack['fleet'], level: Level, registry: readonly Component[]): LevelGraph {
  const settingsOf = (component: Component): CommonSettings => settingsAt(level, component.handle);
  const members = membersOf(registry);
  const deployedNames = new Set<string>();
  const declared: { -readonly [Field in 'namespaces' | 'occupied' | 'secrets']: Stack[Field] } = {
    namespaces: [],
    occupied: [],
    secrets: [],
  };
  const stack: Stack = {
    fleet,
    size: level.size,
    secretsProvider: level.secrets,
    kubernetesApi: level.kubernetesApi,
    clusterDns: level.clusterDns,
    get hostPolicies() {
      return level.hostPolicies;
    },
    get storageClass() {
      return level.storageClass;
    },
    registry: level.registry,
    placement: level.placement,
    commonMetadata: level.commonMetadata,
    get trust() {
      return level.trust;
    },
    proxy: level.proxy,
    taken: level.taken,
    standby: level.standby,
    of: (component) => {
      members.handle(component, 'reads the settings of');
      return settingsAt(level, component);
    },
    deploys: (component) => deployedNames.has(members.handle(component, 'asks for').name),
    get namespaces() {
      return declared.namespaces;
    },
    get occupied() {
      return declared.occupied;
    },
    get secrets() {
      return declared.secrets;
    },
  };
  const watched = keepsMetrics(settingsAt(level, prometheus));
  const requirementsOf = memoize((component) => {
    const own = asked(component, () => component.requires?.(settingsOf(component), stack)) ?? [];
    // Its alerts are a custom resource, so the definition must exist.
    const all = component.alerts === undefined || !watched ? own : [...own, prometheusCrds];
    return [...new Set(all.map((required) => members.handle(required, `${component.name} requires`).name))];
  });
  for (const name of closure(registry, settingsOf, requirementsOf)) deployedNames.add(name);
  const deployed = registry.filter((component) => deployedNames.has(component.name));
  declared.namespaces = namespacesOf(deployed);
  declared.occupied = [...new Set(deployed.map(({ namespace }) => namespace.name))].sort();
  const needed = new Set(deployed.flatMap((component) => requirementsOf(component)));
  const isUsed = (component: Component, mode: Mode): boolean =>
    needed.has(component.name) && settingsOf(component).mode === mode;
  // Credentials of external components are needed as well.
  const withSecrets = registry.filter(
    (component) => deployedNames.has(component.name) || isUsed(component, 'external'),
  );
  const workloads = new Map(
    deployed.map((component) => [component.name, placedWorkloads(component, settingsOf(component), stack)]),
  );
  declared.secrets = [
    ...secretsOf(withSecrets, settingsOf, stack),
    ...storedPullSecrets(level, namespacesOfPods(workloads.values())),
  ].sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    stack,
    deployed,
    requirementsOf,
    modeOf: (name) => level.settings.get(name)?.mode ?? 'disabled',
    namespaceOf: (name) => level.settings.get(name)?.namespace,
    monitorLabels: () => metricsElsewhere(settingsAt(level, prometheus))?.monitorLabels,
    connectsFrom: (name) => {
      const component = registry.find((one) => one.name === name);
      const settings = component === undefined ? undefined : settingsOf(component);
      return settings?.mode === 'external' ? component?.connectsFrom?.(settings) : undefined;
    },
    dependenciesOf: memoize((component) => dependencies(component, requirementsOf(component), deployedNames)),
    workloads,
    flows: withProxyFlows(
      registry
        .filter((component) => deployedNames.has(component.name) || isUsed(component, 'existing'))
        .flatMap((component) =>
          (asked(component, () => component.flows?.(settingsOf(component), stack)) ?? []).map((flow) =>
            withKnownEnds(flow, component, members),
          ),
        ),
      level,
    ),
  };
}

/** Settings of a component at a level. */
export function settingsAt<S extends CommonSettings>(level: Pick<Level, 'settings'>, component: Handle<S>): S {
  const settings = level.settings.get(component.name);
  if (settings === undefined) throw new Error(`component ${component.name} has no settings: is it in the registry?`);
  // Resolution parsed these settings with this component's own schema: the map loses the type, and only here.
  return settings as S;
}

/** Managed components, and the on-demand ones that a deployed component requires, directly or indirectly. */
function closure(
  registry: readonly Component[],
  settingsOf: (component: Component) => CommonSettings,
  requirementsOf: (component: Component) => readonly string[],
): ReadonlySet<string> {
  const byName = new Map(registry.map((component) => [component.name, component]));
  const reached = new Set<string>();
  const waiting = registry.filter((component) => settingsOf(component).mode === 'managed');
  for (let component = waiting.pop(); component !== undefined; component = waiting.pop()) {
    if (reached.has(component.name)) continue;
    reached.add(component.name);
    for (const name of requirementsOf(component)) {
      const required = byName.get(name);
      if (required !== undefined && isOurs(settingsOf(required))) waiting.push(required);
    }
  }
  return reached;
}

/** Whether the stack deploys a component if it is required. */
function isOurs({ mode }: CommonSettings): boolean {
  return mode === 'managed' || mode === 'on-demand';
}

/** Everything waits for the namespaces; a component that waits for another one does so through it. */
function dependencies(
  component: Component,
  requirements: readonly string[],
  deployed: ReadonlySet<string>,
): readonly string[] {
  const direct = requirements.filter((name) => deployed.has(name)).sort();
  if (direct.length > 0) return direct;
  return component.name !== namespaces.name && deployed.has(namespaces.name) ? [namespaces.name] : [];
}

/**
 * The namespaces that the stack creates. A namespace with objects of ours for an existing installation only
 * (a ClusterIssuer's secret beside an existing cert-manager) belongs to that installation.
 */
function namespacesOf(deployed: readonly Component[]): readonly Namespace[] {
  const byName = new Map<string, Namespace>();
  for (const component of deployed) {
    const { namespace, chart, includes } = component;
    if (chart === undefined && includes === undefined && namespace.name !== STACK_NAMESPACE) continue;
    const other = byName.get(namespace.name);
    if (other !== undefined && other.podSecurity.level !== namespace.podSecurity.level)
      throw new Error(`components disagree on the Pod Security level of namespace ${namespace.name}`);
    byName.set(namespace.name, namespace);
  }
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function secretsOf(
  components: readonly Component[],
  settingsOf: (component: Component) => CommonSettings,
  stack: Stack,
): Stack['secrets'] {
  const found: NeededSecret[] = [];
  for (const component of components) {
    const settings = settingsOf(component);
    for (const secret of asked(component, () => component.secrets?.(settings, stack)) ?? [])
      found.push({ ...secret, namespace: component.namespace.name, elsewhere: settings.mode === 'external' });
  }
  return found;
}

function placedWorkloads(component: Component, settings: CommonSettings, stack: Stack): readonly PlacedWorkload[] {
  const present = asked(component, () => component.workloads?.(settings, stack)) ?? {};
  return Object.values(component.handle.workloads)
    .filter(({ name }) => present[name] !== false)
    .map(({ name, podLabels, namespace = component.namespace.name }) => ({
      component: component.name,
      name,
      podLabels: typeof podLabels === 'function' ? podLabels(settings) : podLabels,
      namespace,
    }));
}

/** The flow; throws if an end of it is an unknown workload, because its rules would silently be missing. */
function withKnownEnds(flow: Flow, { name }: Component, members: Members): Flow {
  for (const end of [flow.from, flow.to])
    if (!isOutside(end)) members.workload(end, `flow "${flow.purpose}" of ${name} ends at`);
  return flow;
}

/** The result of a component's function. An error names the component, which the stack that it called does not know. */
function asked<R>({ name }: Component, answer: () => R): R {
  try {
    return answer();
  } catch (error) {
    throw new Error(`${name} ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

function memoize<R>(compute: (component: Component) => R): (component: Component) => R {
  const known = new Map<string, R>();
  return (component) => {
    const before = known.get(component.name);
    if (before !== undefined) return before;
    const result = compute(component);
    known.set(component.name, result);
    return result;
  };
}
