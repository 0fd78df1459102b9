/** Classes that the input names, and those that it relies on without naming them. */
import { gateway, hasProxyPods, isExposed } from '../components/gateway/handle.ts';
import type { Choice } from '../live/facts/facts.ts';
import { named } from '../plan/render/lines.ts';
import { settingsAt } from '../stack/graph.ts';
import { type Finding, mapsWithin, plainSettings, type Subject } from './finding.ts';

export function classFindings(subject: Subject): readonly Finding[] {
  return [...storageClasses(subject), ...gatewayClass(subject), ...priorityClasses(subject)];
}

function storageClasses(subject: Subject): readonly Finding[] {
  const { cluster, facts } = subject;
  const known = facts.storageClasses.map(({ name }) => name);
  const missing = (name: string): Pick<Finding, 'name' | 'message' | 'hint'> => ({
    name: 'storage-class-missing',
    message: `the cluster has no StorageClass ${name}`,
    hint: `it has ${listed(known)}`,
  });
  const named = inSettings(subject, 'storageClass').filter(({ value }) => !known.includes(value));
  return [
    ...(cluster.storageClass === undefined || known.includes(cluster.storageClass)
      ? []
      : [{ path: ['storageClass'], ...missing(cluster.storageClass) }]),
    ...named.map(({ component, path, value }) => ({ component, path, ...missing(value) })),
    ...(cluster.storageClass === undefined && !facts.storageClasses.some(({ isDefault }) => isDefault)
      ? [
          {
            name: 'default-storage-class-missing' as const,
            path: ['storageClass'],
            message: 'the cluster has no default StorageClass, so volumes without a class wait for ever',
            hint:
              known.length === 0 ? 'install a provisioner of volumes' : `set storageClass to one of ${listed(known)}`,
          },
        ]
      : []),
  ];
}

function gatewayClass({ cluster, facts, deployed }: Subject): readonly Finding[] {
  const settings = settingsAt(cluster, gateway);
  // NGINX Gateway Fabric brings its class.
  if (!isExposed(settings) || (hasProxyPods(settings) && deployed.includes('nginx-gateway'))) return [];
  const isGateway = settings.kind === 'gateway-api';
  const known: readonly Choice[] = isGateway ? facts.gatewayClasses : facts.ingressClasses;
  const names = known.map(({ name }) => name);
  if (names.includes(settings.className)) return [];
  const kind = isGateway ? 'GatewayClass' : 'IngressClass';
  return [
    {
      name: 'gateway-class-missing',
      component: gateway.name,
      path: ['className'],
      message: `the cluster has no ${kind} ${settings.className}${isGateway ? ' that a controller has accepted' : ''}`,
      hint: `it has ${listed(names)}`,
    },
  ];
}

function priorityClasses(subject: Subject): readonly Finding[] {
  const { cluster, facts } = subject;
  const missing = (name: string): Pick<Finding, 'name' | 'message' | 'hint'> => ({
    name: 'priority-class-missing',
    message: `the cluster has no PriorityClass ${name}, so its pods are refused`,
    hint: `it has ${listed(facts.priorityClasses)}`,
  });
  const { priorityClassName } = cluster.placement;
  const isKnown = (name: string): boolean => facts.priorityClasses.includes(name);
  return [
    ...(priorityClassName === undefined || isKnown(priorityClassName)
      ? []
      : [{ path: ['placement', 'priorityClassName'], ...missing(priorityClassName) }]),
    ...inSettings(subject, 'priorityClassName')
      .filter(({ value }) => !isKnown(value))
      .map(({ component, path, value }) => ({ component, path, ...missing(value) })),
  ];
}

/** Texts with this key in the settings of deployed components. */
function inSettings({ cluster, deployed }: Subject, key: string) {
  return deployed.flatMap((component) =>
    mapsWithin(plainSettings(cluster, component)).flatMap(([path, map]) => {
      const value = map[key];
      return typeof value === 'string' ? [{ component, path: [...path, key], value }] : [];
    }),
  );
}

const MOST_NAMES = 6;

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'none' : named(names, MOST_NAMES);
}
