/** ResourceQuotas and LimitRanges that refuse pods of the stack: their controllers only tell in an event. */
import { namespaces as ownNamespaces } from '../components/namespaces/handle.ts';
import type { JsonObject } from '../data/json.ts';
import { amountOf, isQuantity } from '../data/quantity.ts';
import type { Path } from '../fleet/parse/path.ts';
import type { ContainerLimits } from '../live/facts/facts.ts';
import { type Finding, mapsWithin, plainSettings, type Subject } from './finding.ts';

export function limitFindings(subject: Subject): readonly Finding[] {
  return [...quotas(subject), ...containers(subject), ...podSecurity(subject)];
}

/** Containers have a limit of memory and none of processors, which would throttle them. */
const WITHOUT_LIMIT = 'cpu';

function quotas({ namespaces, facts }: Subject): readonly Finding[] {
  const counting = facts.quotas.filter(({ namespace, counts }) => {
    const hasDefault = facts.containerLimits.some(
      (limits) => limits.namespace === namespace && limits.defaults.includes(WITHOUT_LIMIT),
    );
    return counts.includes(`limits.${WITHOUT_LIMIT}`) && !hasDefault;
  });
  return counting.flatMap(({ namespace, name }) => {
    const component = [...namespaces].find(([, own]) => own.name === namespace)?.[0];
    if (component === undefined) return [];
    return [
      {
        name: 'quota-refuses' as const,
        component,
        path: [],
        message: `the ResourceQuota ${name} of its namespace ${namespace} counts limits.${WITHOUT_LIMIT}, so it refuses pods without a limit of processors, which those of the stack are`,
        hint: `take limits.${WITHOUT_LIMIT} out of the quota, or give the namespace a LimitRange with a default`,
      },
    ];
  });
}

/** `requests` may not be below the minimum, and nothing above the maximum. */
function containers({ cluster, namespaces, facts }: Subject): readonly Finding[] {
  return [...namespaces].flatMap(([component, { name: namespace }]) => {
    const ranges = facts.containerLimits.filter((range) => range.namespace === namespace);
    if (ranges.length === 0) return [];
    return mapsWithin(plainSettings(cluster, component))
      .filter(([path]) => ['requests', 'limits'].includes(String(path.at(-1))))
      .flatMap(([path, amounts]) =>
        ranges.flatMap((range) => outside(amounts, range).map((found) => ({ component, ...atField(path, found) }))),
      );
  });
}

interface Outside {
  readonly name: 'above-limit-range' | 'below-limit-range';
  readonly resource: string;
  readonly message: string;
  readonly hint: string;
}

function atField(path: Path, { resource, ...told }: Outside): Omit<Finding, 'component'> {
  return { ...told, path: [...path, resource] };
}

function outside(amounts: JsonObject, { namespace, name, max, min }: ContainerLimits): readonly Outside[] {
  const range = `the LimitRange ${name} of its namespace ${namespace}`;
  return Object.entries(amounts).flatMap(([resource, amount]): readonly Outside[] => {
    const [most, least] = [max[resource], min[resource]];
    if (isMore(amount, most))
      return [
        {
          name: 'above-limit-range',
          resource,
          message: `${range} allows a container at most ${most}`,
          hint: `ask for at most ${most}, or raise it`,
        },
      ];
    if (isMore(least, amount))
      return [
        {
          name: 'below-limit-range',
          resource,
          message: `${range} wants at least ${least}`,
          hint: `ask for at least ${least}, or lower it`,
        },
      ];
    return [];
  });
}

function isMore(one: unknown, other: unknown): boolean {
  return isQuantity(one) && isQuantity(other) && amountOf(one) > amountOf(other);
}

/** The strictest last. */
const LEVELS = ['privileged', 'baseline', 'restricted'] as const;
const levels: readonly string[] = LEVELS;

/** Of namespaces that somebody else has made: the labels of those that the stack makes are right. One for each. */
function podSecurity({ deployed, namespaces, facts }: Subject): readonly Finding[] {
  if (deployed.includes(ownNamespaces.name)) return [];
  return facts.podSecurity.flatMap(({ namespace, enforced }) => {
    const [component, needed] =
      [...namespaces]
        .filter(([, { name }]) => name === namespace)
        .map(([name, own]) => [name, own.podSecurity.level] as const)
        .sort(([, a], [, b]) => LEVELS.indexOf(a) - LEVELS.indexOf(b))[0] ?? [];
    if (component === undefined || needed === undefined) return [];
    if (levels.indexOf(enforced) <= LEVELS.indexOf(needed)) return [];
    return [
      {
        name: 'pod-security-refuses' as const,
        component,
        path: [],
        message: `its namespace ${namespace} enforces Pod Security ${enforced}, which refuses its pods: they need ${needed}`,
        hint: `kubectl label namespace ${namespace} --overwrite pod-security.kubernetes.io/enforce=${needed}`,
      },
    ];
  });
}
