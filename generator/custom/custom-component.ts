/** A component from its definition. From here on nothing tells it from one of ours. */
import type { CommonSettings } from '../fleet/model.ts';
import { PARTIES } from '../fleet/schema/custom-components.ts';
import { CUSTOM_SETTINGS } from '../fleet/schema/custom-settings.ts';
import type { Component, Flow, Peer, Stack } from '../stack/component.ts';
import type { Handle, Namespace, Workload } from '../stack/handle.ts';
import type { Definition } from './definitions.ts';

/** Components by name: that of a definition knows those that it refers to when it is asked, because they may know it too. */
type Known = ReadonlyMap<string, Component>;

export function customComponent(definition: Definition, known: Known): Component {
  const { name, description, chart, folder, requires, flows, clusterKinds, readiness } = definition;
  const handle: Handle = {
    name,
    namespace: namespaceOf(definition),
    workloads: Object.fromEntries(
      Object.entries(definition.workloads).map(([workload, { selector }]): [string, Workload] => [
        workload,
        { component: name, name: workload, podLabels: selector },
      ]),
    ),
    probes: {},
  };
  return {
    handle,
    name,
    namespace: handle.namespace,
    description,
    ...(chart === undefined ? {} : { chart }),
    ...(folder === undefined ? {} : { includes: [folder] }),
    ...CUSTOM_SETTINGS,
    clusterKinds,
    readiness,
    requires: () => requires.map((required) => componentIn(known, required).handle),
    flows: (_, stack) => flows.flatMap((flow) => flowOf(flow, name, known, stack)),
  };
}

function namespaceOf({ namespace: { name, podSecurity } }: Definition): Namespace {
  return { name, podSecurity: podSecurity ?? { level: 'restricted' } };
}

type FlowDefinition = Definition['flows'][number];

/** None where a workload of a component is not there with its settings: then nobody connects. */
function flowOf(
  { from, to, ports, protocol }: FlowDefinition,
  owner: string,
  known: Known,
  stack: Stack,
): readonly Flow[] {
  const [one, other] = [from, to].map((end) => peerOf(end, known, stack));
  if (one === undefined || other === undefined) return [];
  return [{ from: one, to: other, ports, protocol, purpose: `flow of ${owner}` }];
}

function peerOf(end: FlowDefinition['from'], known: Known, stack: Stack): Peer | undefined {
  if (typeof end === 'string') {
    if (end === 'applications') return { outside: end, except: [] };
    const party = PARTIES.filter((one) => one !== 'applications').find((one) => one === end);
    return party === undefined ? presentWorkload(end, known, stack) : { outside: party };
  }
  if ('cidr' in end) return { outside: 'addresses', cidr: end.cidr };
  const { namespaces, selector } = end;
  return { outside: 'namespaces', names: namespaces, ...(selector === undefined ? {} : { podLabels: selector }) };
}

function presentWorkload(text: string, known: Known, stack: Stack): Workload | undefined {
  const [component = '', name = ''] = text.split('.');
  const { handle, workloads } = componentIn(known, component);
  const present = workloads?.(stack.of<CommonSettings>(handle), stack) ?? {};
  return present[name] === false ? undefined : handle.workloads[name];
}

function componentIn(known: Known, name: string): Component {
  const component = known.get(name);
  if (component === undefined) throw new Error(`refers to ${name}, which is no component`);
  return component;
}
