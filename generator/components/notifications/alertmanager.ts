/**
 * Alertmanager's configuration. No credential is in it: each is a file that a Secret is mounted as.
 * Optional parts are only in lists, because Helm replaces lists and cannot unset a key of a map.
 */
import type { JsonObject } from '../../data/json.ts';
import type { Stack } from '../../stack/component.ts';
import { hasProxy } from '../../stack/proxy.ts';
import { CLUSTER_DOWN, WATCHDOG } from '../../telemetry/alert-names.ts';
import { fileOf } from './credentials.ts';
import { QUIET, timeIntervals } from './quiet-times.ts';
import { receiverName, receiversOf } from './receiver-configs.ts';
import { kindsOf, type ReceiverSet, SEVERITIES, type Severity } from './receivers.ts';
import type { Alerting } from './settings.ts';

const NOBODY = 'none';

/** The value `alertmanager.config` of the chart. */
export function alertmanagerConfig(alerting: Alerting, stack: Pick<Stack, 'proxy' | 'taken'>): JsonObject {
  const { grouping } = alerting;
  return {
    global: { resolve_timeout: '5m', ...proxied(stack) },
    templates: ['/etc/alertmanager/config/*.tmpl'],
    time_intervals: timeIntervals(alerting),
    route: {
      receiver: NOBODY,
      group_by: grouping.by,
      group_wait: grouping.wait,
      group_interval: grouping.interval,
      repeat_interval: grouping.repeat,
      routes: [
        watchdogRoute(alerting),
        ...alerting.routes.map((set) => routeOf(set, alerting)),
        ...branches('', alerting, alerting),
      ],
    },
    inhibit_rules: INHIBITIONS,
    receivers: [
      { name: NOBODY },
      ...(alerting.watchdog === undefined ? [] : [watchdogReceiver(alerting.watchdog)]),
      ...receiversOf('', alerting, alerting),
      ...alerting.routes.flatMap((set) => receiversOf(set.name, set, alerting)),
    ],
  };
}

/** The default of every receiver that speaks HTTP. Below a layer with a proxy it is said where there is none. */
function proxied(stack: Pick<Stack, 'proxy' | 'taken'>): JsonObject {
  const isProxied = hasProxy(stack);
  return isProxied || stack.taken?.includes('proxy') === true
    ? { http_config: { proxy_from_environment: isProxied } }
    : {};
}

const INHIBITIONS: readonly JsonObject[] = [
  // An alert of lower severity with the same name and labels.
  inhibition(['severity="critical"'], ['severity=~"warning|info"'], ['alertname', 'cluster', 'namespace', 'slo']),
  inhibition(['severity="warning"'], ['severity="info"'], ['alertname', 'cluster', 'namespace', 'slo']),
  // All other alerts of a cluster that is down follow from that.
  inhibition([`alertname="${CLUSTER_DOWN}"`], [`alertname!~"${CLUSTER_DOWN}|${WATCHDOG}"`], ['cluster']),
];

function inhibition(source: readonly string[], target: readonly string[], equal: readonly string[]): JsonObject {
  return { source_matchers: source, target_matchers: target, equal };
}

/** It always fires, so only the dead man's switch receives it. */
function watchdogRoute({ watchdog }: Alerting): JsonObject {
  const matchers = [`alertname="${WATCHDOG}"`];
  if (watchdog === undefined) return { matchers, receiver: NOBODY };
  const { interval } = watchdog;
  return { matchers, receiver: 'watchdog', group_wait: '0s', group_interval: interval, repeat_interval: interval };
}

function watchdogReceiver(watchdog: NonNullable<Alerting['watchdog']>): JsonObject {
  return {
    name: 'watchdog',
    webhook_configs: [{ url_file: fileOf('watchdog', watchdog.secretName), send_resolved: false }],
  };
}

type Route = Alerting['routes'][number];

/** A route with its receivers as children. An alert that none of them accepts goes to a receiver that sends nothing. */
function routeOf(route: Route, alerting: Alerting): JsonObject {
  const matchers = Object.entries(route.match).map(([label, value]) => matcher(label, [value].flat()));
  return { matchers, receiver: NOBODY, routes: branches(route.name, route, alerting) };
}

/** One child route for each receiver, each with `continue`; two if quiet times mute alerts that are not critical. */
function branches(name: string, set: ReceiverSet, { quietTimes }: Alerting): readonly JsonObject[] {
  return kindsOf(set).flatMap((kind) => {
    const wanted = SEVERITIES.slice(0, SEVERITIES.indexOf(set[kind]?.severity ?? 'critical') + 1);
    const branch = (severities: readonly Severity[], quiet: boolean): readonly JsonObject[] =>
      severities.length === 0
        ? []
        : [
            {
              matchers: [matcher('severity', severities)],
              receiver: receiverName(name, kind),
              continue: true,
              ...(quiet ? { mute_time_intervals: [QUIET] } : {}),
            },
          ];
    if (quietTimes.length === 0) return branch(wanted, false);
    return [...branch(wanted.slice(0, 1), false), ...branch(wanted.slice(1), true)];
  });
}

function matcher(label: string, values: readonly string[]): string {
  const [only] = values;
  if (values.length === 1 && only !== undefined) return `${label}=${JSON.stringify(only)}`;
  return `${label}=~${JSON.stringify(values.map((value) => value.replaceAll(/[\\^$.|?*+()[\]{}]/g, '\\$&')).join('|'))}`;
}
