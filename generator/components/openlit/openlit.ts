/**
 * OpenLIT's platform: a second view of the same telemetry, for those who want its dashboards, evaluations, prompts or agents. The
 * collectors send it what they send to Langfuse and Prometheus, through a queue of its own.
 *
 * Telemetry goes to OpenLIT's own collector and not directly into ClickHouse: that collector makes the tables, in the form that this
 * version of the UI reads.
 */

import { podsAt } from '../../kubernetes/pod-places.ts';
import { resources as usage } from '../../kubernetes/security.ts';
import { silentServiceAccount } from '../../kubernetes/service-account.ts';
import { defineComponent, type Flow, type Stack } from '../../stack/component.ts';
import { CHARTS } from '../charts.ts';
import { clickhouse } from '../clickhouse/handle.ts';
import { credentials } from '../credentials/handle.ts';
import { egressFlows } from '../egress.ts';
import { gateway, publicHost } from '../gateway/handle.ts';
import { objectStore } from '../object-store/handle.ts';
import { otelGateway } from '../otel-gateway/handle.ts';
import { otelSampler } from '../otel-sampler/handle.ts';
import { OPENLIT_ALERTS } from './alerts.ts';
import { OPENLIT_BACKUP_ALERTS } from './backup-alerts.ts';
import { backupJob, backupManifests } from './backup-job.ts';
import { makesBackups } from './backup-names.ts';
import { openlit } from './handle.ts';
import { clickhouseMistakes, NATIVE_PORT, oauthMistakes } from './mistakes.ts';
import { ownerGuard } from './owner.ts';
import { OPENLIT_RESTORE } from './restore.ts';
import { restoreJob } from './restore-job.ts';
import { isPublic, routeFlows, routeRequirements, routes, solvesChallenges } from './routes.ts';
import { CORE, databaseSecret, OWNER_SECRET, oauthSecret } from './secrets.ts';
import { settings } from './settings.ts';
import { openlitValues } from './values.ts';

/** The limits of its parts are constants: 1500 MiB of the collector inside, 512 MiB of the UI's heap. */
const RESOURCES = { requests: { cpu: '250m', memory: '1Gi' }, limits: { memory: '3Gi' } };

/** Of the Job that backs up or restores. */
const JOB = usage('20m', '96Mi', '512Mi');

export const openlitComponent = defineComponent(openlit, {
  description: "OpenLIT's platform: a second view of the telemetry, beside Langfuse and Grafana.",
  chart: CHARTS[openlit.name],
  // It keeps all telemetry a second time, so only where somebody asks for it.
  pods: podsAt([''], { priorityClassName: [] }),
  modes: ['disabled', 'managed'],
  settings,
  sizes: {
    small: { resources: RESOURCES, backup: { enabled: false, resources: JOB } },
    medium: { resources: RESOURCES, backup: { enabled: true, resources: JOB } },
    large: {
      resources: { ...RESOURCES, requests: { cpu: '1', memory: '2Gi' } },
      backup: { enabled: true, resources: JOB },
    },
  },
  exceptions: [
    {
      what: 'the pod runs as root, with a root file system that can be written, and without a seccomp profile',
      reason: 'the image has no other user, and the chart has no setting for the security context of its pod',
    },
    {
      what: 'the pod that restores runs as root, without any capability',
      reason: 'the files on the volume are those of root',
    },
  ],
  clusterOnly: ['recovery'],
  restore: OPENLIT_RESTORE,
  alerts: [...OPENLIT_ALERTS, ...OPENLIT_BACKUP_ALERTS],
  requires: (s, stack) => [
    credentials,
    clickhouse,
    otelGateway,
    ...(makesBackups(s) ? [objectStore] : []),
    ...routeRequirements(s, stack),
  ],
  secrets: (s) => [CORE, OWNER_SECRET, ...oauthSecret(s)],
  mistakes: (s, stack) => [...clickhouseMistakes(stack), ...oauthMistakes(s, stack)],
  workloads: (s, stack) => ({ backup: makesBackups(s), 'http01-solver': solvesChallenges(s, stack) }),
  flows: (s, stack) => [
    ...[otelGateway, ...(stack.deploys(otelSampler) ? [otelSampler] : [])].map(({ collector }) => ({
      from: collector,
      to: openlit.server,
      ports: [openlit.connection.otlpPort],
      purpose: 'telemetry of applications',
    })),
    {
      from: openlit.server,
      to: clickhouse.server,
      ports: [clickhouse.connection(stack.of(clickhouse)).httpPort, NATIVE_PORT],
      purpose: 'its database',
    },
    { from: openlit.owner, to: openlit.server, ports: [openlit.connection.port], purpose: 'the password of its owner' },
    ...(makesBackups(s) ? [backupFlow(stack)] : []),
    ...routeFlows(s, stack),
    ...egressFlows([openlit.server], s.egress),
    ...(s.oauth !== undefined || s.internet
      ? [
          {
            from: openlit.server,
            to: { outside: 'anywhere' as const },
            ports: [443],
            purpose: 'single sign-on, models and their prices',
          },
        ]
      : []),
  ],
  values: openlitValues,
  manifests: (s, stack) => [
    // The chart has no setting for the account: its pod has that of the namespace.
    silentServiceAccount('default', openlit.namespace.name, openlit.name),
    ...databaseSecret(stack),
    ownerGuard(s),
    ...backupManifests(s, stack),
    ...backupJob(s, stack, '<cluster>'),
    ...routes(s, stack),
  ],
  perCluster: (s, stack, { name, domain }) => {
    const jobs = [...backupJob(s, stack, name), ...restoreJob(s, stack, name)];
    if (!isPublic(s, stack)) return { manifests: jobs };
    const host = publicHost(stack.of(gateway), openlit.name, domain);
    return {
      values: s.oauth === undefined ? {} : { config: { nextauthUrl: `https://${host}` } },
      manifests: [...jobs, ...routes(s, stack, host)],
    };
  },
});

function backupFlow(stack: Stack): Flow {
  const { ports } = objectStore.connection(stack.of(objectStore));
  return { from: openlit.backup, to: objectStore.s3, ports, purpose: 'backups of its own state' };
}
