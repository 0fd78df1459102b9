/** What the graph of a cluster says about its input: a required component that is switched off, and cycles. */
import type { Component } from '../components/component.ts';
import type { Cluster, Fleet, Mode } from '../fleet/model.ts';
import { buildGraph, type LevelGraph } from './stack.ts';

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

/** What only the graph can tell of the input; clusters that share settings are judged once. */
export function checkRequirements(fleet: Fleet, registry: readonly Component[]): readonly RequirementFinding[] {
  const seen = new Map<unknown, Judged>();
  return fleet.clusters.flatMap((cluster) => {
    const judged = seen.get(cluster.settings) ?? judge(buildGraph(fleet, cluster, registry), registry);
    seen.set(cluster.settings, judged);
    const { graph, findings } = judged;
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

function judge(graph: LevelGraph, registry: readonly Component[]): Judged {
  const findings = [
    disabled(graph, registry),
    besideExisting(graph, registry),
    unknowable(graph, registry),
    notGiven(graph),
  ];
  return { graph, findings: findings.flat() };
}

/** What components say themselves, which may depend on the cluster's name. */
function ownMistakes({ deployed, stack }: LevelGraph, cluster: Cluster): readonly Finding[] {
  return deployed.flatMap((component) =>
    (component.mistakes?.(stack.of(component), stack, cluster) ?? []).map((mistake) => ({
      component: component.name,
      ...mistake,
    })),
  );
}

/** AWS Secrets Manager is one per region, and only a cluster on AWS has one of its own. */
function withoutRegion({ secrets, provider }: Cluster): readonly Finding[] {
  if (secrets.provider !== 'aws-secrets-manager' || secrets.region !== undefined) return [];
  if (provider.name === 'aws' && provider.region !== undefined) return [];
  return [
    {
      component: 'secret-stores',
      code: 'missing-field',
      path: [],
      message: 'nothing says in which region AWS Secrets Manager is',
      hint: 'set region in secrets, or the region of the provider where that is aws',
    },
  ];
}

/** A component that is disabled while something deployed needs it. */
function disabled(graph: LevelGraph, registry: readonly Component[]): readonly Finding[] {
  return registry
    .filter(({ name }) => graph.modeOf(name) === 'disabled')
    .flatMap((component): readonly Finding[] => {
      const { name } = component;
      const users = graph.deployed.filter((user) => graph.requirementsOf(user).includes(name));
      if (users.length === 0) return [];
      const names = users.map((user) => user.name).join(', ');
      return [
        {
          component: name,
          code: 'required-component-disabled',
          path: ['mode'],
          message: `${name} is disabled, but ${names} ${users.length === 1 ? 'needs' : 'need'} it`,
          hint: waysOut(component, users),
        },
      ];
    });
}

/** Only what the modes of both sides offer. */
function waysOut({ name, modes, avoidedBy }: Component, users: readonly Component[]): string {
  const ways = [
    ...WAYS.flatMap(([mode, way]) => (modes.includes(mode) ? [way(name)] : [])),
    ...(avoidedBy === undefined ? withoutUsers(users) : [avoidedBy]),
  ];
  return `${ways.slice(0, -1).join(', ')}${ways.length > 1 ? ', or ' : ''}${ways.at(-1) ?? ''}`;
}

const WAYS: readonly (readonly [Mode, (name: string) => string])[] = [
  ['managed', (name) => `leave ${name} managed`],
  ['existing', () => 'set mode: existing if somebody else has installed it'],
  ['external', (name) => `say with components.${name}.external where else it is`],
];

/** Nothing, unless every user can be done without. */
function withoutUsers(users: readonly Component[]): readonly string[] {
  const able = (mode: Mode): readonly string[] =>
    users.filter(({ modes }) => modes.includes(mode)).map(({ name }) => name);
  const external = able('external');
  const disabled = able('disabled').filter((name) => !external.includes(name));
  if (disabled.length + external.length < users.length) return [];
  const parts = [
    ...(disabled.length > 0 ? [`disable ${disabled.join(', ')} too`] : []),
    ...(external.length > 0 ? [`let ${external.join(', ')} be external`] : []),
  ];
  return [parts.join(' and ')];
}

/**
 * A plugin goes where its operator is. Where that was before us the namespace is not ours: we would deny all traffic in it,
 * and may not even know its name.
 */
function besideExisting({ deployed, modeOf }: LevelGraph, registry: readonly Component[]): readonly Finding[] {
  const existing = registry.filter(({ name, chart }) => chart !== undefined && modeOf(name) === 'existing');
  return deployed.flatMap(({ name, chart, namespace }): readonly Finding[] => {
    const host = chart && existing.find((other) => other.namespace.name === namespace.name);
    if (host === undefined) return [];
    return [
      {
        component: name,
        code: 'foreign-namespace',
        path: [],
        message: `${name} runs beside ${host.name}, which was there before`,
        hint: `install ${name} there too and set components.${name}.mode: existing, or leave ${host.name} managed`,
      },
    ];
  });
}

/** The password of a server outside cannot be one that is made up inside the cluster. */
function unknowable(graph: LevelGraph, registry: readonly Component[]): readonly Finding[] {
  if (graph.stack.secretsProvider.provider !== 'generated') return [];
  const external = registry.filter((component) => graph.modeOf(component.name) === 'external');
  return external
    .filter((component) => (component.secrets?.(graph.stack.of(component), graph.stack) ?? []).length > 0)
    .map(({ name }) => ({
      component: name,
      code: 'external-incomplete',
      path: ['external'],
      message: `${name} is external, and generated secrets cannot hold its credentials`,
      hint: `name a Secret that does with components.${name}.external.secretName, or use a secrets provider with a store`,
    }));
}

/** What only people can know cannot be made up inside the cluster either. */
function notGiven({ stack, deployed }: LevelGraph): readonly Finding[] {
  if (stack.secretsProvider.provider !== 'generated') return [];
  return deployed.flatMap((component) =>
    (component.secrets?.(stack.of(component), stack) ?? []).flatMap(({ keys }) =>
      Object.values(keys).flatMap((key): readonly Finding[] =>
        'given' in key
          ? [
              {
                component: component.name,
                code: 'secret-unknown',
                path: key.setting,
                message: `generated secrets cannot hold the ${key.given}`,
                hint: `name a Secret that does with ${key.setting.join('.')}, or use a secrets provider with a store`,
              },
            ]
          : [],
      ),
    ),
  );
}

/** The first cycle among `requires`, as names in order; undefined when there is none. Linear in the number of edges. */
export function findCycle(
  names: readonly string[],
  requirementsOf: (name: string) => readonly string[],
): readonly string[] | undefined {
  const state = new Map<string, 'open' | 'done'>();
  const path: string[] = [];
  const visit = (name: string): readonly string[] | undefined => {
    if (state.get(name) === 'done') return undefined;
    if (state.get(name) === 'open') return [...path.slice(path.indexOf(name)), name];
    state.set(name, 'open');
    path.push(name);
    for (const next of requirementsOf(name)) {
      const cycle = visit(next);
      if (cycle !== undefined) return cycle;
    }
    path.pop();
    state.set(name, 'done');
    return undefined;
  };
  for (const name of names) {
    const cycle = visit(name);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}
