/** Mistakes in the definitions of a fleet's own components that only show beside ours, beside each other and beside the engines. */
import { REGISTRY } from '../components/registry.ts';
import { isList, isObject } from '../data/json.ts';
import type { Diagnostic } from '../fleet/diagnostic.ts';
import { DEFAULT_ENGINE_INSTALLS } from '../fleet/engine-installs.ts';
import type { InputDocument } from '../fleet/parse/input-document.ts';
import type { Path } from '../fleet/parse/path.ts';
import { valueAt } from '../fleet/resolve/said.ts';
import { SECTIONS_COMPONENT } from '../fleet/schema/sections.ts';
import type { Chart } from '../stack/component.ts';
import { findCycle } from '../stack/cycle.ts';
import { didYouMean, namesIn } from '../text/did-you-mean.ts';
import { DEFINITIONS, type Definition, type Definitions } from './definitions.ts';

export function wrongDefinitions(document: InputDocument, { valid, invalid }: Definitions): readonly Diagnostic[] {
  const ofEngines = engineNamespaces(document);
  const found = [
    ...[...valid.map(({ name }) => name), ...invalid.keys()].flatMap(takenName),
    ...valid.flatMap((definition) => [
      ...takenNamespace(definition, ofEngines),
      ...otherPodSecurity(definition, valid),
      ...takenChart(definition, valid),
      ...unknownRequirements(definition, [...valid.map(({ name }) => name), ...invalid.keys()]),
      ...wrongFlows(definition, valid, invalid),
    ]),
    ...cycle(valid),
  ];
  return found.map(({ at, path, message, hint }) =>
    document.diagnose(at, [...DEFINITIONS, ...path], 'invalid-component', message, hint),
  );
}

interface Wrong {
  readonly at: 'key' | 'value';
  /** Below the map of definitions. */
  readonly path: Path;
  readonly message: string;
  readonly hint: string;
}

const OURS = new Map(REGISTRY.map((component) => [component.name, component]));

function takenName(name: string): readonly Wrong[] {
  if (!OURS.has(name)) return [];
  const hint =
    name === SECTIONS_COMPONENT
      ? 'choose another name'
      : `choose another name; what is said of ours is below components.${name}`;
  return [{ at: 'key', path: [name], message: `${name} is a component of ours`, hint }];
}

/** Kubernetes has its own in those that begin with kube-, and anybody may use default. */
const OF_KUBERNETES = /^(default|kube-.*)$/;

/** Namespaces of our components, with those of pods that an operator starts elsewhere. */
const NAMESPACES_OF_OURS: ReadonlySet<string> = new Set(
  REGISTRY.flatMap(({ handle, namespace }) => [
    namespace.name,
    ...Object.values(handle.workloads).flatMap((workload) => workload.namespace ?? []),
  ]),
);

/** Where the engines run; what nobody says has its default. */
function engineNamespaces(document: InputDocument): ReadonlySet<string> {
  const { argocd, flux } = DEFAULT_ENGINE_INSTALLS;
  const instances = valueAt(document.value, ['spec', 'argocd', 'instances']) ?? [];
  const said = [
    valueAt(document.value, ['spec', 'argocd', 'namespace']) ?? argocd[0].namespace,
    valueAt(document.value, ['spec', 'flux', 'namespace']) ?? flux.namespace,
    ...(isList(instances) ? instances : []).flatMap((one) => (isObject(one) ? (one.namespace ?? []) : [])),
  ];
  return new Set(said.filter((name) => typeof name === 'string'));
}

function takenNamespace({ name, namespace }: Definition, ofEngines: ReadonlySet<string>): readonly Wrong[] {
  const owner = NAMESPACES_OF_OURS.has(namespace.name)
    ? 'components of ours'
    : ofEngines.has(namespace.name)
      ? 'an engine'
      : OF_KUBERNETES.test(namespace.name)
        ? 'Kubernetes'
        : undefined;
  if (owner === undefined) return [];
  const message = `${namespace.name} is the namespace of ${owner}`;
  return [{ at: 'value', path: [name, 'namespace', 'name'], message, hint: 'give it a namespace of its own' }];
}

/** A namespace has one level. */
function otherPodSecurity(definition: Definition, all: readonly Definition[]): readonly Wrong[] {
  const { name, namespace } = definition;
  const levelOf = ({ namespace: { podSecurity } }: Definition): string => podSecurity?.level ?? 'restricted';
  const [first] = all.filter((other) => other.namespace.name === namespace.name);
  const own = levelOf(definition);
  if (first === undefined || levelOf(first) === own) return [];
  return [
    {
      at: 'value',
      path: [name, 'namespace', ...(namespace.podSecurity === undefined ? ['name'] : ['podSecurity', 'level'])],
      message: `${first.name} has Pod Security level ${levelOf(first)} for the same namespace, and ${name} ${own}`,
      hint: 'say the same of both, or give each a namespace of its own',
    },
  ];
}

/** A mirror has one place for each name of a chart, and what is known of charts is known by their names. */
function takenChart({ name, chart }: Definition, all: readonly Definition[]): readonly Wrong[] {
  if (chart === undefined) return [];
  const others: readonly (readonly [string, Chart | undefined])[] = [...OURS.values(), ...all].map((one) => [
    one.name,
    one.chart,
  ]);
  const other = others.find(([, one]) => one?.name === chart.name);
  if (other === undefined || other[1]?.repository === chart.repository) return [];
  return [
    {
      at: 'value',
      path: [name, 'chart', 'name'],
      message: `${other[0]} has another chart of this name, from ${other[1]?.repository}`,
      hint: 'charts of two repositories need two names: a mirror has one place for each name',
    },
  ];
}

function unknownRequirements({ name, requires }: Definition, own: readonly string[]): readonly Wrong[] {
  const names = namesWith(own);
  return requires.flatMap((required, index) =>
    names.includes(required)
      ? []
      : [
          {
            at: 'value',
            path: [name, 'requires', index],
            ...noComponent(required, names),
          },
        ],
  );
}

function noComponent(name: string, names: readonly string[]): Pick<Wrong, 'message' | 'hint'> {
  return {
    message: `there is no component ${name}`,
    hint: didYouMean(name, names) ?? namesIn('components', names),
  };
}

/** Of all components that the input can name. */
function namesWith(own: readonly string[]): readonly string[] {
  return [...OURS.keys(), ...own].filter((one) => one !== SECTIONS_COMPONENT);
}

/** Only the first: all of them are the same mistake. */
function cycle(definitions: readonly Definition[]): readonly Wrong[] {
  const byName = new Map(definitions.map((definition) => [definition.name, definition]));
  const requirementsOf = (name: string): readonly string[] =>
    (byName.get(name)?.requires ?? []).filter((one) => byName.has(one));
  const found = findCycle([...byName.keys()], requirementsOf);
  const [first, second] = found ?? [];
  if (found === undefined || first === undefined || second === undefined) return [];
  return [
    {
      at: 'value',
      path: [first, 'requires', byName.get(first)?.requires.indexOf(second) ?? 0],
      message: `components require each other, ${found.join(' → ')}: none of them would be the first`,
      hint: 'remove one of these from requires',
    },
  ];
}

function wrongFlows(
  { name, flows, workloads }: Definition,
  all: readonly Definition[],
  invalid: Definitions['invalid'],
): readonly Wrong[] {
  return flows.flatMap(({ from, to }, index): readonly Wrong[] => {
    const path = [name, 'flows', index];
    const ends = { from: workloadIn(from), to: workloadIn(to) };
    const lost = (['from', 'to'] as const).flatMap((side): readonly Wrong[] => {
      const wrong = ends[side] === undefined ? undefined : unknownWorkload(ends[side], all, invalid);
      return wrong === undefined ? [] : [{ at: 'value', path: [...path, side], ...wrong }];
    });
    const isOwn = Object.values(ends).some((workload) => workload?.split('.')[0] === name);
    if (isOwn || lost.length > 0) return lost;
    const [some] = Object.keys(workloads);
    const hint =
      some === undefined ? 'name its pods in workloads, and one of them here' : `name ${name}.${some} in from or in to`;
    return [{ at: 'value', path, message: `neither end is a workload of ${name}`, hint }];
  });
}

/** Undefined for a party outside the stack. */
function workloadIn(end: Definition['flows'][number]['from']): string | undefined {
  return typeof end === 'string' && end.includes('.') ? end : undefined;
}

/** What a definition has that the schema refuses is told once. */
function unknownWorkload(
  text: string,
  all: readonly Definition[],
  invalid: Definitions['invalid'],
): Pick<Wrong, 'message' | 'hint'> | undefined {
  const [component = '', workload = ''] = text.split('.');
  if (invalid.has(component)) return undefined;
  const own = all.find((one) => one.name === component);
  const workloads = OURS.get(component)?.handle.workloads ?? own?.workloads;
  if (workloads === undefined) {
    const names = namesWith([...all.map((one) => one.name), ...invalid.keys()]);
    return noComponent(component, names);
  }
  if (Object.hasOwn(workloads, workload)) return undefined;
  const names = Object.keys(workloads);
  return {
    message: `${component} has no workload ${workload}`,
    hint:
      names.length === 0
        ? `${component} has no workloads`
        : (didYouMean(workload, names) ?? namesIn('workloads', names)),
  };
}
