/** Helm values of kube-prometheus-stack. */

import type { JsonObject } from '../../data/json.ts';
import { amountOf } from '../../data/quantity.ts';
import type { ClusterFacts } from '../../fleet/model.ts';
import { STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import { topologySpread } from '../../kubernetes/placement.ts';
import { resourceRequirements } from '../../kubernetes/resources.ts';
import { resources as usage } from '../../kubernetes/security.ts';
import type { Stack } from '../../stack/component.ts';
import { gateway, publicHost } from '../gateway/handle.ts';
import { grafana } from '../grafana/handle.ts';
import { alertmanagerConfig } from '../notifications/alertmanager.ts';
import { mountedSecrets } from '../notifications/credentials.ts';
import { linkTemplates, MESSAGE_TEMPLATES } from '../notifications/messages.ts';
import type { Alerting } from '../notifications/settings.ts';
import { FLUX_STATE } from './flux-state.ts';
import { PARTS, PREFIX } from './parts.ts';
import { remoteWriteAccount, remoteWriteValues } from './remote-write.ts';
import type { PrometheusSettings } from './settings.ts';

/** Off, because a managed control plane has no metrics for them, or because they would create objects in kube-system. */
const UNSEEN = ['coreDns', 'kubeControllerManager', 'kubeDns', 'kubeEtcd', 'kubeProxy', 'kubeScheduler'] as const;

/** Values at every level; those that only a cluster has are merged over them. */
export function prometheusValues(
  s: PrometheusSettings,
  notifications: Alerting,
  stack: Pick<Stack, 'fleet' | 'occupied' | 'of' | 'proxy' | 'taken'>,
): JsonObject {
  const { fleet, occupied } = stack;
  return {
    fullnameOverride: PREFIX,
    cleanPrometheusOperatorObjectNames: true,
    crds: { enabled: false },
    grafana: { enabled: false, forceDeployDashboards: false },
    // Needs the host's network, processes and files, which Pod Security restricted refuses.
    nodeExporter: { enabled: false },
    windowsMonitoring: { enabled: false },
    ...Object.fromEntries(UNSEEN.map((name) => [name, { enabled: false }])),
    defaultRules: {
      create: true,
      rules: {
        etcd: false,
        kubeControllerManager: false,
        kubeProxy: false,
        kubeSchedulerAlerting: false,
        kubeSchedulerRecording: false,
        nodeExporterAlerting: false,
        nodeExporterRecording: false,
        windows: false,
      },
      // Replaced by alerts of our own, which link to our runbooks and which the routing of Alertmanager knows.
      disabled: { Watchdog: true, InfoInhibitor: true, KubeAPIDown: true, KubePersistentVolumeFillingUp: true },
    },
    prometheusOperator: {
      // From cert-manager: the chart itself uses a Job in a Helm hook.
      // Helm creates the rules of the release after the webhooks and does not wait for the operator that serves them:
      // with Fail, the chart's default without the Job, they are rejected at the first installation and while the operator is down.
      admissionWebhooks: {
        enabled: true,
        failurePolicy: 'Ignore',
        patch: { enabled: false },
        certManager: { enabled: true },
      },
      resources: usage('50m', '128Mi', '256Mi'),
      // Beside Prometheus and Alertmanager, and before them as an init container.
      prometheusConfigReloader: { resources: usage('10m', '48Mi', '128Mi') },
    },
    'kube-state-metrics': { resources: usage('20m', '128Mi', '256Mi'), ...FLUX_STATE },
    alertmanager: {
      // It does not use the Kubernetes API.
      serviceAccount: { automountServiceAccountToken: false },
      config: alertmanagerConfig(notifications, stack),
      templateFiles: {
        'messages.tmpl': MESSAGE_TEMPLATES,
        'links.tmpl': linkTemplates(grafanaUrl(stack, fleet.domain)),
      },
      podDisruptionBudget: { enabled: s.alertmanagerReplicas > 1, minAvailable: 1 },
      alertmanagerSpec: {
        replicas: s.alertmanagerReplicas,
        secrets: mountedSecrets(notifications),
        automountServiceAccountToken: false,
        // An AlertmanagerConfig could send every alert elsewhere.
        alertmanagerConfigNamespaceSelector: named([STACK_NAMESPACE]),
        alertmanagerConfigMatcherStrategy: { type: 'None' },
        resources: usage('20m', '128Mi', '256Mi'),
        topologySpreadConstraints: topologySpread(PARTS.alertmanager.podLabels),
        storage: claim({ accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '2Gi' } } }),
      },
    },
    prometheus: {
      podDisruptionBudget: { enabled: s.replicas > 1, minAvailable: 1 },
      // Replicas scrape at different offsets: graphs would change with the replica that responds.
      service: { sessionAffinity: 'ClientIP' },
      prometheusSpec: {
        replicas: s.replicas,
        retention: s.retention,
        retentionSize: retentionSize(s.storage),
        resources: resourceRequirements(s.resources),
        topologySpreadConstraints: topologySpread(PARTS.prometheus.podLabels),
        storageSpec: claim({ accessModes: ['ReadWriteOnce'], resources: { requests: { storage: s.storage } } }),
        remoteWrite: remoteWriteValues(s.remoteWrite, stack),
        enableRemoteWriteReceiver: true,
        enableOTLPReceiver: true,
        // Prometheus 3 asks for names as they are, and the collector then says `otel.signal` where every query says `otel_signal`.
        nameEscapingScheme: 'Underscores',
        // Two collectors may deliver samples of one series out of order.
        tsdb: { outOfOrderTimeWindow: '10m' },
        ...everythingIn([...occupied, ...s.namespaces]),
      },
    },
  };
}

/**
 * Values that only a cluster has. The StorageClass is one of them, because Helm cannot take a key away that a layer above has said, and
 * without a class the claim has no such key: an empty one would mean no class at all.
 */
export function valuesOfCluster(
  s: PrometheusSettings,
  { name, environment, labels: { team }, domain }: ClusterFacts,
  stack: Pick<Stack, 'of' | 'storageClass'>,
): JsonObject {
  const storageClassName = s.storageClass ?? stack.storageClass;
  const classed = storageClassName === undefined ? undefined : claim({ storageClassName });
  return {
    // Every alert has these labels too: what routes match.
    prometheus: {
      ...remoteWriteAccount(s.remoteWrite),
      prometheusSpec: {
        externalLabels: { cluster: name, environment, ...(team === undefined ? {} : { team }) },
        scrapeClasses: [placeOfTargets(name, environment)],
        ...(classed && { storageSpec: classed }),
      },
    },
    alertmanager: {
      templateFiles: { 'links.tmpl': linkTemplates(grafanaUrl(stack, domain)) },
      ...(classed && { alertmanagerSpec: { storage: classed } }),
    },
  };
}

/** External labels are only added to outgoing data: this also adds them to scraped series, as telemetry of applications has them. */
function placeOfTargets(cluster: string, environment: string): JsonObject {
  return {
    name: 'place',
    default: true,
    relabelings: [
      { targetLabel: 'cluster', replacement: cluster },
      { targetLabel: 'environment', replacement: environment },
    ],
  };
}

function grafanaUrl(stack: Pick<Stack, 'of'>, domain: string): string {
  return `https://${publicHost(stack.of(gateway), grafana.name, domain)}`;
}

/** Room for the write-ahead log and for a compaction is left: a full volume stops Prometheus for good. */
function retentionSize(storage: string): string {
  return `${Math.floor((amountOf(storage) * 0.8) / 2 ** 20)}MiB`;
}

function claim(spec: JsonObject): JsonObject {
  return { volumeClaimTemplate: { spec } };
}

const READ = ['serviceMonitor', 'podMonitor', 'rule', 'probe', 'scrapeConfig'] as const;

/**
 * Monitors and rules of every component, whatever their labels, but of no other namespace: with a monitor its author can make Prometheus send
 * its own token to any address, and with a rule create any alert.
 */
function everythingIn(namespaces: readonly string[]): JsonObject {
  return Object.fromEntries(
    READ.flatMap((kind) => [
      [`${kind}SelectorNilUsesHelmValues`, false],
      [`${kind}NamespaceSelector`, named(namespaces)],
    ]),
  );
}

function named(namespaces: readonly string[]): JsonObject {
  const values = [...new Set(namespaces)].sort();
  return { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values }] };
}
