/**
 * Argo CD's notifications about a cluster: annotations of its AppProject, which Argo CD's notifications controller
 * reads as if every Application of the project had them. The services themselves are configured in the hub.
 */

import { alerting } from '../../components/alerting/handle.ts';
import { type EngineReceivers, engineReceivers } from '../../components/notifications/engine-receivers.ts';
import type { ReceiverKind } from '../../components/notifications/receivers.ts';
import type { Cluster, Fleet } from '../../fleet/model.ts';
import { settingsAt } from '../../stack/graph.ts';
import { ROOT } from '../names.ts';

/**
 * Triggers of Argo CD's catalogue. A failed sync is retried without limit, so an Application is seldom reported as failed:
 * a rendering error is reported as unknown, and a workload that does not start as degraded.
 */
const TRIGGERS = ['on-health-degraded', 'on-sync-failed', 'on-sync-status-unknown'] as const;

/** Argo CD's name of the service; a webhook has the name that the hub's configuration gives it. */
const SERVICES: Readonly<Record<ReceiverKind, string>> = {
  slack: 'slack',
  pagerduty: 'pagerdutyv2',
  email: 'email',
  teams: 'teams-workflows',
  opsgenie: 'opsgenie',
  webhook: ROOT,
};

/** Annotations by name; empty without receivers. */
export function subscriptions(cluster: Cluster, fleet: Fleet): Readonly<Record<string, string>> {
  const receivers = engineReceivers(settingsAt(cluster, alerting).alerting, cluster);
  const entry = entryName(cluster, fleet);
  return Object.fromEntries(
    TRIGGERS.flatMap((trigger) =>
      receivers.kinds.map((kind) => [
        `notifications.argoproj.io/subscribe.${trigger}.${SERVICES[kind]}`,
        recipients(kind, receivers, entry),
      ]),
    ),
  );
}

/**
 * What the hub's configuration calls the credentials from the store of the cluster's environment: other fleets may have an environment of
 * that name too. A name of the service could not say it, being part of the annotation's, which holds 63 characters.
 */
function entryName({ environment }: Cluster, fleet: Fleet): string {
  return `${fleet.name}.${environment}`;
}

/** A name for the credential if the recipient depends on it: that of its Secret, or of the environment whose store has it. */
function recipients(kind: ReceiverKind, { set, secretName }: EngineReceivers, entry: string): string {
  switch (kind) {
    case 'slack':
      return set.slack?.channel ?? '';
    case 'email':
      return (set.email?.to ?? []).join(';');
    default:
      return secretName(kind) ?? entry;
  }
}

/** Names that the hub's configuration must use for credentials without a Secret in the input. */
export function entryNames(fleet: Fleet): readonly string[] {
  const named = fleet.clusters.filter((cluster) => {
    const entry = entryName(cluster, fleet);
    return cluster.engine === 'argocd' && Object.values(subscriptions(cluster, fleet)).includes(entry);
  });
  return [...new Set(named.map((cluster) => entryName(cluster, fleet)))];
}
