/** The HTTP proxy of a level: variables of programs that connect to the outside, and the way to it. */
import type { HttpProxy, Level } from '../fleet/model.ts';
import { portOf } from '../fleet/schema/quantities.ts';
import type { Variable } from '../kubernetes/variable.ts';
import { type Flow, isOutside, type Stack } from './component.ts';
import { partyAt } from './party-at.ts';

/**
 * What is never reached through a proxy: the pod itself, what gives identities and facts on nodes of the clouds, Services by their names,
 * and private addresses, which those of pods and Services are. A name counts by its text and not by its address, so a server of the
 * company with a private address is still reached through the proxy.
 */
const INSIDE = [
  'localhost',
  '127.0.0.0/8',
  '::1',
  '169.254.0.0/16',
  // Once more by itself: programs of Node.js know no ranges (googleapis/gaxios:src/gaxios.ts, urlMayUseProxy).
  '169.254.169.254',
  'metadata.google.internal',
  '.svc',
  '.cluster.local',
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  'fc00::/7',
] as const;

export function hasProxy({ proxy }: Pick<Stack, 'proxy'>): boolean {
  return proxy.http !== undefined || proxy.https !== undefined;
}

/** None without a proxy. Go, Python and Node.js read them in capital letters. */
export function proxyVariables(stack: Pick<Stack, 'proxy' | 'kubernetesApi' | 'fleet'>): readonly Variable[] {
  const { http, https } = stack.proxy;
  if (!hasProxy(stack)) return [];
  return [
    ...(http === undefined ? [] : [{ name: 'HTTP_PROXY', value: http }]),
    ...(https === undefined ? [] : [{ name: 'HTTPS_PROXY', value: https }]),
    { name: 'NO_PROXY', value: withoutProxy(stack).join(',') },
  ];
}

function withoutProxy({ proxy, kubernetesApi, fleet }: Pick<Stack, 'proxy' | 'kubernetesApi' | 'fleet'>) {
  return [...new Set([...INSIDE, ...kubernetesApi.cidrs, `.${fleet.domain}`, ...(proxy.noProxy ?? [])])];
}

/**
 * The flows, and for each workload that connects to any address or to a component elsewhere one to the proxies. The ways without a proxy
 * stay: what `noProxy` names, and what is not HTTP, is reached on them.
 */
export function withProxyFlows(
  flows: readonly Flow[],
  { proxy, settings }: Pick<Level, 'proxy' | 'settings'>,
): readonly Flow[] {
  const users = new Set(
    flows.flatMap(({ from, to }) => {
      const leads = isOutside(to)
        ? to.outside === 'anywhere' || to.outside === 'host'
        : settings.get(to.component)?.mode === 'external';
      return leads && !isOutside(from) ? [from] : [];
    }),
  );
  // Asked last: a proxy that nobody uses has no effect.
  const ways = users.size === 0 ? [] : addressesOf(proxy);
  if (ways.length === 0) return flows;
  return [
    ...flows,
    ...[...users].flatMap((from) =>
      ways.map((address) => ({ from, to: partyAt(address), ports: [portOf(address)], purpose: 'the HTTP proxy' })),
    ),
  ];
}

function addressesOf({ http, https }: HttpProxy): readonly string[] {
  return [...new Set([http, https].filter((address) => address !== undefined))];
}
