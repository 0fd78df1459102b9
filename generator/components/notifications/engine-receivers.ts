/** Who hears of what the engines themselves tell: those who would hear of an alert with the same labels. */
import type { Cluster, Engine } from '../../fleet/model.ts';
import { KINDS, kindsOf, type ReceiverKind, type ReceiverSet, SEVERITIES, type Severity } from './receivers.ts';
import type { Alerting } from './settings.ts';

/** What runs goes on running when a change cannot be brought out: nobody is woken, unless a receiver asks for warnings. */
const SEVERITY: Severity = 'warning';

/** What an engine can tell. Flux sends no e-mail, and takes PagerDuty's key from the Provider itself, where it would be in Git for all to read. */
const TOLD_BY: Readonly<Record<Engine, readonly ReceiverKind[]>> = {
  argocd: KINDS,
  flux: ['slack', 'teams', 'opsgenie', 'webhook'],
};

export interface EngineReceivers {
  readonly set: ReceiverSet;
  /** Those of the set that want to hear of it. */
  readonly kinds: readonly ReceiverKind[];
  /** The Secret that a receiver names; none where the secrets provider brings its credential. */
  secretName(kind: ReceiverKind): string | undefined;
}

/** As Alertmanager does: the first route that matches decides. Quiet times are Alertmanager's alone. */
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
