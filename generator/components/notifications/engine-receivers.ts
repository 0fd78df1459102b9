/** The receivers of the engines' own notifications: those that would receive an alert with the same labels. */
import type { Cluster, Engine } from '../../fleet/model.ts';
import { KINDS, kindsOf, type ReceiverKind, type ReceiverSet, SEVERITIES, type Severity } from './receivers.ts';
import type { Alerting } from './settings.ts';

/** Workloads continue to run when a change cannot be deployed, so this is only a warning. */
const SEVERITY: Severity = 'warning';

/** The kinds of receivers that an engine supports. Flux cannot send e-mail, and reads PagerDuty's key from the Provider itself, where it would be in Git. */
const TOLD_BY: Readonly<Record<Engine, readonly ReceiverKind[]>> = {
  argocd: KINDS,
  flux: ['slack', 'teams', 'opsgenie', 'webhook'],
};

export interface EngineReceivers {
  readonly set: ReceiverSet;
  /** The receivers of the set that accept the severity. */
  readonly kinds: readonly ReceiverKind[];
  /** The Secret that a receiver names; undefined if the secrets provider provides its credential. */
  secretName(kind: ReceiverKind): string | undefined;
}

/** As in Alertmanager, the first route that matches is used. Quiet times apply to Alertmanager only. */
export function engineReceivers(
  alerting: Alerting,
  { name, environment, engine }: Pick<Cluster, 'name' | 'environment' | 'engine'>,
): EngineReceivers {
  const labels = new Map([
    ['cluster', name],
    ['environment', environment],
    ['severity', SEVERITY],
  ]);
  const set = alerting.routes.find(({ match }) => matches(match, labels)) ?? alerting;
  return {
    set,
    kinds: kindsOf(set).filter((kind) => TOLD_BY[engine].includes(kind) && wants(set[kind]?.severity)),
    secretName: (kind) => secretNameOf(kind, set) ?? secretNameOf(kind, alerting),
  };
}

function matches(match: Alerting['routes'][number]['match'], labels: ReadonlyMap<string, string>): boolean {
  return Object.entries(match).every(([label, values]) => [values].flat().includes(labels.get(label) ?? ''));
}

function wants(least: Severity = 'critical'): boolean {
  return SEVERITIES.indexOf(SEVERITY) <= SEVERITIES.indexOf(least);
}

function secretNameOf(kind: ReceiverKind, set: ReceiverSet): string | undefined {
  return kind === 'email' ? undefined : set[kind]?.secretName;
}
