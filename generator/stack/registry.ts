/**
 * Checks across components that types cannot make: duplicate names, and references to components that are not registered.
 * They run when the registry is built, so that the program never runs with a wrong registry.
 */
import { DEFAULT_ENGINE_INSTALLS } from '../fleet/engine-installs.ts';
import { type CommonSettings, DEFAULT_CLUSTER_DNS, DEFAULT_KUBERNETES_API, type Level } from '../fleet/model.ts';
import { settingsSchema } from '../fleet/schema/component-input.ts';
import type { Alert } from '../telemetry/alert.ts';
import { NAMED_ALERTS } from '../telemetry/alert-names.ts';
import { DASHBOARD_NAMES } from '../telemetry/dashboard-names.ts';
import { unknownJob } from '../telemetry/jobs.ts';
import type { Avoidance, Component } from './component.ts';
import { findCycle } from './cycle.ts';
import { buildGraph } from './graph.ts';
import { type Members, membersOf } from './members.ts';
import { networkPolicies } from './network-policies.ts';

/** The components unchanged; throws if one is wrong, with its name and what to write instead. */
export function defineRegistry(components: readonly Component[]): readonly Component[] {
  refuseTwice(components, ({ name }) => [name], 'name', 'rename one of them in its handle');
  refuseTwice(components, jobsOf, 'job', 'define the job in one handle, and refer to it from the other component');
  refuseTwice(components, alertsOf, 'alert', 'each alert has its own runbook: rename one of them');
  const members = membersOf(components);
  for (const component of components) {
    for (const avoidance of component.avoidedBy ?? []) checkAvoidance(avoidance, component, components, members);
    checkAlerts(component, members, components.flatMap(jobsOf));
  }
  checkNamedAlerts(components);
  tryLevel(everything(components), components);
  return components;
}

function jobsOf({ handle: { probes } }: Component): readonly string[] {
  return Object.values(probes);
}

function alertsOf({ alerts = [] }: Component): readonly string[] {
  return alerts.map(({ name }) => name);
}

function refuseTwice(
  components: readonly Component[],
  namesOf: (component: Component) => readonly string[],
  what: string,
  remedy: string,
): void {
  const owners = new Map<string, string>();
  for (const component of components)
    for (const name of namesOf(component)) {
      const other = owners.get(name);
      if (other !== undefined)
        throw new Error(`components ${other} and ${component.name} have the same ${what}, ${name}: ${remedy}`);
      owners.set(name, component.name);
    }
}

/** Hints suggest the setting to users, so it must exist. */
function checkAvoidance(
  { component: handle, path, value }: Avoidance,
  { name }: Component,
  components: readonly Component[],
  members: Members,
): void {
  members.handle(handle, `${name} is avoided by a setting of`);
  const other = components.find((one) => one.handle === handle);
  const said = path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
  if (other === undefined || settingsSchema(other).safeParse(said).success) return;
  throw new Error(
    `${name} is avoided by ${path.join('.')}: ${String(value)} of ${other.name}, which has no such setting: use one of its schema in avoidedBy`,
  );
}

function checkAlerts({ name, alerts = [] }: Component, members: Members, jobs: readonly string[]): void {
  for (const alert of alerts) {
    const who = `alert ${alert.name} of ${name}`;
    for (const needed of alert.needs ?? []) members.handle(needed, `${who} needs`);
    if (!DASHBOARD_NAMES.includes(alert.dashboard))
      throw new Error(
        `${who} names the dashboard ${alert.dashboard}, which does not exist: use one of ${DASHBOARD_NAMES.join(', ')}`,
      );
    for (const query of queriesOf(alert)) {
      const unknown = unknownJob(query, jobs);
      if (unknown !== undefined)
        throw new Error(`${who} queries ${unknown}, which no handle has: use a job of a handle's probes`);
    }
  }
}

function queriesOf({ rules, runbook: { diagnosis } }: Alert): readonly string[] {
  const steps = diagnosis.flatMap((step) => ('query' in step ? [step.query.text] : []));
  return [...rules.map(({ expression }) => expression.text), ...steps];
}

function checkNamedAlerts(components: readonly Component[]): void {
  const known = new Set(components.flatMap(alertsOf));
  const lost = NAMED_ALERTS.find((name) => !known.has(name));
  if (lost === undefined) return;
  throw new Error(
    `no component has the alert ${lost}, which others refer to: add it to the alerts of one, or remove it from generator/telemetry/alert-names.ts`,
  );
}

/** The order of the registry is that in which plans and pages tell components: it must not contradict the graph. */
function refuseEarly(requirements: ReadonlyMap<string, readonly string[]>): void {
  const before = new Set<string>();
  for (const [name, required] of requirements) {
    before.add(name);
    const later = required.find((one) => !before.has(one));
    if (later !== undefined)
      throw new Error(`${name} requires ${later}, which comes after it: move ${later} before ${name} in the registry`);
  }
}

/** A large stack of all components that can be deployed: references between components depend on settings. */
function everything(components: readonly Component[]): Level {
  const size = 'large';
  return {
    size,
    secrets: { provider: 'generated' },
    kubernetesApi: DEFAULT_KUBERNETES_API,
    clusterDns: DEFAULT_CLUSTER_DNS,
    registry: {},
    placement: {},
    proxy: {},
    commonMetadata: { labels: {}, annotations: {} },
    settings: new Map(
      components.map(({ name, modes, settings, sizes }): [string, CommonSettings] => {
        const mode = modes.includes('managed') ? 'managed' : modes[0];
        return [name, { ...settings.parse(sizes?.[size] ?? {}), mode }];
      }),
    ),
    values: new Map(),
    additions: new Map(),
  };
}

const TRIAL: Parameters<typeof buildGraph>[0] = {
  name: 'trial',
  domain: 'trial.invalid',
  repository: { url: 'https://git.invalid/trial.git', branch: 'main', path: '.' },
  engines: DEFAULT_ENGINE_INSTALLS,
};

/** The graph rejects requirements and flows of unknown components; the policies reject unknown workloads. */
function tryLevel(level: Level, components: readonly Component[]): void {
  const graph = buildGraph(TRIAL, level, components);
  const requirements = new Map(components.map((component) => [component.name, graph.requirementsOf(component)]));
  const cycle = findCycle([...requirements.keys()], (name) => requirements.get(name) ?? []);
  if (cycle !== undefined)
    throw new Error(`components require each other, ${cycle.join(' → ')}: remove one of these from requires`);
  refuseEarly(requirements);
  for (const component of graph.deployed) networkPolicies(component, graph);
}
