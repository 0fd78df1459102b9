/** What the graph of a cluster says about its input: a required component that is disabled, or whose namespace is unknown. */

import { secretStores } from '../components/secret-stores/handle.ts';
import type { Cluster, Fleet } from '../fleet/model.ts';
import { settingText, withChanges } from '../fleet/resolve/change.ts';
import { oncePerFingerprint } from '../fleet/resolve/fingerprint.ts';
import { STACK_NAMESPACE } from '../kubernetes/metadata.ts';
import { type Component, isOutside, type Peer } from './component.ts';
import { buildGraph, type LevelGraph } from './graph.ts';
import { alternatives, changesText, type IsMended, modeChange, waysOut } from './ways-out.ts';

/** A finding about a component's settings on a cluster, at a path below the component. */
export interface RequirementFinding {
  readonly cluster: string;
  readonly component: string;
  readonly code:
    | 'required-component-disabled'
    | 'foreign-namespace'
    | 'external-incomplete'
    | 'invalid-value'
    | 'missing-field'
    | 'secret-unknown';
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly hint: string;
}

type Finding = Omit<RequirementFinding, 'cluster'>;

/** Findings that need the graph; clusters that are the same to every component are checked once. */
export function checkRequirements(fleet: Fleet, registry: readonly Component[]): readonly RequirementFinding[] {
  const judged = oncePerFingerprint((cluster: Cluster) => judge(fleet, cluster, registry));
  return fleet.clusters.flatMap((cluster) => {
    const { graph, findings } = judged(cluster);
    return [...findings, ...ownMistakes(graph, cluster), ...withoutRegion(cluster)].map((finding) => ({
      cluster: cluster.name,
      ...finding,
    }));
  });
}

interface Judged {
  readonly graph: LevelGraph;
  readonly findings: readonly Finding[];
}

function judge(fleet: Fleet, cluster: Cluster, registry: readonly Component[]): Judged {
  const graph = buildGraph(fleet, cluster, registry);
  const missing = disabledAndNeeded(graph, registry);
  const isMended = (component: Component): IsMended => {
    return (changes) => {
      const after = disabledAndNeeded(buildGraph(fleet, withChanges(cluster, changes), registry), registry);
      return after.every((other) => other !== component && missing.includes(other));
    };
  };
  const beside = besideExisting(graph, registry);
  const findings = [
    missing.map((component) => disabled(component, graph, isMended(component))),
    beside,
    // A component that becomes managed needs no connection.
    unplaced(graph, registry).filter(({ component }) => !beside.some((other) => other.component === component)),
    unknowable(graph, registry),
    notGiven(graph),
  ];
  return { graph, findings: findings.flat() };
}

/** Mistakes that components report, which may depend on the cluster's name. */
function ownMistakes({ deployed, stack }: LevelGraph, cluster: Cluster): readonly Finding[] {
  return deployed.flatMap((component) =>
    (component.mistakes?.(stack.of(component.handle), stack, cluster) ?? []).map((mistake) => ({
      component: component.name,
      ...mistake,
    })),
  );
}

/** AWS Secrets Manager is regional, and only a cluster on AWS has a default region for it. */
function withoutRegion({ secrets, provider }: Cluster): readonly Finding[] {
  if (secrets.provider !== 'aws-secrets-manager' || secrets.region !== undefined) return [];
  if (provider.name === 'aws' && provider.region !== undefined) return [];
  return [
    {
      component: secretStores.name,
      code: 'missing-field',
      path: [],
      message: 'the region of AWS Secrets Manager is not set',
      hint: 'set secrets.region, or provider.region of a cluster whose provider is aws',
    },
  ];
}

/** Components that are disabled but required by a deployed one. */
function disabledAndNeeded(graph: LevelGraph, registry: readonly Component[]): readonly Component[] {
  return registry.filter(({ name }) => graph.modeOf(name) === 'disabled' && usersOf(name, graph).length > 0);
}

function usersOf(name: string, { deployed, requirementsOf }: LevelGraph): readonly Component[] {
  return deployed.filter((user) => requirementsOf(user).includes(name));
}

function disabled(component: Component, graph: LevelGraph, isMended: IsMended): Finding {
  const { name } = component;
  const users = usersOf(name, graph);
  const names = users.map((user) => user.name).join(', ');
  return {
    component: name,
    code: 'required-component-disabled',
    path: ['mode'],
    message: `${name} is disabled, but ${names} ${users.length === 1 ? 'needs' : 'need'} it`,
    hint: waysOut(component, users, isMended),
  };
}

/**
 * A plugin must be in the namespace of its operator. The namespace of an existing operator is not ours: we would deny all traffic in it,
 * and may not even know its name. The namespace of the stack is ours, whatever else is in it.
 */
function besideExisting({ deployed, modeOf }: LevelGraph, registry: readonly Component[]): readonly Finding[] {
  const hosts = registry.filter(
    ({ name, chart, namespace }) =>
      chart !== undefined && namespace.name !== STACK_NAMESPACE && modeOf(name) === 'existing',
  );
  return hosts.flatMap((host): readonly Finding[] => {
    const beside = deployed.filter(
      ({ chart, namespace }) => chart !== undefined && namespace.name === host.namespace.name,
    );
    if (beside.length === 0) return [];
    const names = beside.map(({ name }) => name);
    return [
      {
        component: host.name,
        code: 'foreign-namespace',
        path: ['mode'],
        message: `${host.name} is managed by somebody else, and ${names.join(', ')} would be deployed into its namespace`,
        hint: alternatives([
          ...(beside.every(({ modes }) => modes.includes('existing'))
            ? [
                `install ${names.join(', ')} there yourself and set ${changesText(names.map((name) => modeChange(name, 'existing')))}`,
              ]
            : []),
          `set ${changesText([modeChange(host.name, 'managed')])}`,
        ]),
      },
    ];
  });
}

/** Network policies allow an operator from its namespace. The input must name the namespace of an existing one. */
function unplaced(
  { flows, modeOf, namespaceOf, workloads }: LevelGraph,
  registry: readonly Component[],
): readonly Finding[] {
  const isHere = (peer: Peer): boolean => !isOutside(peer) && workloads.has(peer.component);
  const calling = new Set(flows.flatMap(({ from, to }) => (isHere(to) && !isOutside(from) ? [from.component] : [])));
  return registry
    .filter(({ name }) => calling.has(name) && modeOf(name) === 'existing' && namespaceOf(name) === undefined)
    .map(({ name }) => ({
      component: name,
      code: 'missing-field',
      path: ['namespace'],
      message: `${name} is managed by somebody else, and its namespace is not set: network policies cannot allow traffic from it`,
      hint: `set components.${name}.namespace to the namespace that it runs in`,
    }));
}

/** The password of an external server cannot be generated inside the cluster. */
function unknowable(graph: LevelGraph, registry: readonly Component[]): readonly Finding[] {
  if (graph.stack.secretsProvider.provider !== 'generated') return [];
  const external = registry.filter(({ name }) => graph.modeOf(name) === 'external' && usersOf(name, graph).length > 0);
  return external.flatMap((component): readonly Finding[] => {
    const secrets = component.secrets?.(graph.stack.of(component.handle), graph.stack) ?? [];
    if (secrets.length === 0) return [];
    const settings = secrets.map(({ setting = EXTERNAL_SECRET }) => settingText(component.name, setting));
    return [
      {
        component: component.name,
        code: 'external-incomplete',
        path: ['external'],
        message: `${component.name} is external, and secrets.provider: generated cannot create its credentials`,
        hint: `set ${settings.join(' and ')}${settings.length > 1 ? ', each' : ''} to an existing Secret, or use another secrets provider`,
      },
    ];
  });
}

const EXTERNAL_SECRET = ['external', 'secretName'];

/** Values that only people know cannot be generated inside the cluster either. */
function notGiven({ stack, deployed }: LevelGraph): readonly Finding[] {
  if (stack.secretsProvider.provider !== 'generated') return [];
  return deployed.flatMap((component) =>
    (component.secrets?.(stack.of(component.handle), stack) ?? []).flatMap(({ keys }) =>
      Object.values(keys).flatMap((key): readonly Finding[] =>
        'given' in key
          ? [
              {
                component: component.name,
                code: 'secret-unknown',
                path: key.setting,
                message: `secrets.provider: generated cannot create the ${key.given}`,
                hint: `set ${settingText(component.name, key.setting)} to an existing Secret, or use another secrets provider`,
              },
            ]
          : [],
      ),
    ),
  );
}
