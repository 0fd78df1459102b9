/**
 * What Argo CD tells people of a cluster: annotations of its AppProject, which Argo CD's notifications controller
 * reads as if every Application of the project had them. How a service is reached is the hub's own configuration.
 */

import { alerting } from '../../components/alerting/handle.ts';
import { type EngineReceivers, engineReceivers } from '../../components/notifications/engine-receivers.ts';
import type { ReceiverKind } from '../../components/notifications/receivers.ts';
import type { Cluster, Fleet } from '../../fleet/model.ts';
import { settingsAt } from '../../stack/graph.ts';
import { ROOT } from '../names.ts';

/**
 * Of Argo CD's catalogue. An Application whose sync fails is tried again without end, so it seldom ends as failed:
 * what cannot be rendered is told as unknown, and what does not come to run as degraded.
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

/** Annotations by name; none where nobody is to be told. */
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

/** A name for the credential where it says who is told: its Secret's, or that of the environment whose store has it. */
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

/** What the hub's configuration must call the credentials that no Secret of the input names. */
export function entryNames(fleet: Fleet): readonly string[] {
  const named = fleet.clusters.filter((cluster) => {
    const entry = entryName(cluster, fleet);
    return cluster.engine === 'argocd' && Object.values(subscriptions(cluster, fleet)).includes(entry);
  });
  return [...new Set(named.map((cluster) => entryName(cluster, fleet)))];
}
