/**
 * Alertmanager's configuration. No credential is in it: each is a file that a Secret is mounted as.
 * What a set of receivers may leave out is in lists alone, because Helm replaces lists and cannot un-set a key of a map.
 */
import type { JsonObject } from '../../data/json.ts';
import { CLUSTER_DOWN, WATCHDOG } from '../../telemetry/alert-names.ts';
import { fileOf } from './credentials.ts';
import { QUIET, timeIntervals } from './quiet-times.ts';
import { receiverName, receiversOf } from './receiver-configs.ts';
import { kindsOf, type ReceiverSet, SEVERITIES, type Severity } from './receivers.ts';
import type { Alerting } from './settings.ts';

const NOBODY = 'none';

/** The value `alertmanager.config` of the chart. */
export function alertmanagerConfig(alerting: Alerting): JsonObject {
  const { grouping } = alerting;
  return {
    global: { resolve_timeout: '5m' },
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

const INHIBITIONS: readonly JsonObject[] = [
  // A lesser alert of the same name about the same thing.
  inhibition(['severity="critical"'], ['severity=~"warning|info"'], ['alertname', 'cluster', 'namespace', 'slo']),
  inhibition(['severity="warning"'], ['severity="info"'], ['alertname', 'cluster', 'namespace', 'slo']),
  // Whatever else a dead cluster shows follows from its death.
  inhibition([`alertname="${CLUSTER_DOWN}"`], [`alertname!~"${CLUSTER_DOWN}|${WATCHDOG}"`], ['cluster']),
];

function inhibition(source: readonly string[], target: readonly string[], equal: readonly string[]): JsonObject {
  return { source_matchers: source, target_matchers: target, equal };
}

/** It always fires, so nobody but the switch is to hear it. */
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

/** Nobody is told of what a route takes and its own receivers do not want. */
function routeOf(route: Route, alerting: Alerting): JsonObject {
  const matchers = Object.entries(route.match).map(([label, value]) => matcher(label, [value].flat()));
  return { matchers, receiver: NOBODY, routes: branches(route.name, route, alerting) };
}

/** One branch for each receiver, each of which hands on to the next; two where quiet times hold back what is not critical. */
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
