/** Prometheus and Alertmanager by the kube-prometheus-stack chart, without its Grafana. */

import * as z from 'zod';
import { bytes, duration, resources } from '../fleet/quantities.ts';
import type { JsonObject } from '../json.ts';
import { STACK_NAMESPACE } from '../kubernetes/metadata.ts';
import { resourceRequirements } from '../kubernetes/resources.ts';
import { topologySpread, resources as usage } from '../kubernetes/security.ts';
import { amountOf } from '../quantity.ts';
import { PROMETHEUS_ALERTS } from '../telemetry/alerts/platform.ts';
import { alertmanagerConfig } from './alerting/alertmanager.ts';
import { mountedSecrets, outgoingPorts } from './alerting/credentials.ts';
import { linkTemplates, MESSAGE_TEMPLATES } from './alerting/messages.ts';
import type { Alerting } from './alerting/settings.ts';
import { alerting } from './alerting.ts';
import { CATALOGUE } from './catalogue.ts';
import { defineComponent, type Stack } from './component.ts';
import { PUBLIC_HOSTS } from './gateway.ts';
import { STACK } from './namespaces.ts';
import { ENGINE_FLOW, engineMonitors, FLUX_STATE } from './prometheus/engines.ts';
import { remoteWrite, remoteWriteFlows, remoteWriteSecrets, remoteWriteValues } from './prometheus/remote-write.ts';

const NAME = 'prometheus';
/** Prefix of the chart's objects; with the release's own name the Service would be `prometheus-prometheus`. */
const PREFIX = 'kps';

/** Where to ask. The Service takes any replica: never write through it, see `prometheusReplicaUrls`. */
export const PROMETHEUS = { url: `http://${PREFIX}-prometheus.${STACK_NAMESPACE}.svc:9090` } as const;

const MOST_REPLICAS = 4;

/**
 * Each replica by its own name, as many as there can be. Replicas share nothing: what is scraped, each scrapes for itself,
 * but what is pushed must be pushed to each, or every one of them has holes where the Service chose another.
 */
export function prometheusReplicaUrls(): readonly string[] {
  return Array.from(
    { length: MOST_REPLICAS },
    (_, index) => `http://prometheus-${PREFIX}-${index}.prometheus-operated.${STACK_NAMESPACE}.svc:9090`,
  );
}

const labels = (name: string): Readonly<Record<string, string>> => ({
  'app.kubernetes.io/name': name,
  'app.kubernetes.io/instance': PREFIX,
});
const PROMETHEUS_LABELS = labels('prometheus');
const ALERTMANAGER_LABELS = labels('alertmanager');
const STATE_METRICS_LABELS = { 'app.kubernetes.io/name': 'kube-state-metrics', 'app.kubernetes.io/instance': NAME };
const OPERATOR_LABELS = { app: 'kube-prometheus-stack-operator', release: NAME };

/** Where a managed control plane shows no metrics, and what would put objects into kube-system. */
const UNSEEN = ['coreDns', 'kubeControllerManager', 'kubeDns', 'kubeEtcd', 'kubeProxy', 'kubeScheduler'] as const;

export const prometheus = defineComponent({
  name: NAME,
  description: 'Prometheus, Alertmanager and kube-state-metrics.',
  namespace: STACK,
  chart: CATALOGUE[NAME],
  modes: ['managed', 'disabled'],
  settings: z.strictObject({
    replicas: z.int().min(1).max(MOST_REPLICAS).default(2).describe('Replicas of Prometheus; each scrapes everything.'),
    alertmanagerReplicas: z.int().min(1).max(5).default(2).describe('Replicas of Alertmanager.'),
    retention: duration.default('15d').describe('How long samples are kept.'),
    storage: bytes.default('50Gi').describe('Volume of each Prometheus.'),
    storageClass: z.string().optional().describe("StorageClass of the volumes; the cluster's default when absent."),
    resources: resources.prefault({}),
    remoteWrite,
  }),
  sizes: {
    small: {
      replicas: 1,
      alertmanagerReplicas: 1,
      retention: '7d',
      storage: '20Gi',
      resources: { requests: { cpu: '100m', memory: '512Mi' }, limits: { memory: '2Gi' } },
    },
    medium: {
      replicas: 2,
      alertmanagerReplicas: 2,
      retention: '15d',
      storage: '50Gi',
      resources: { requests: { cpu: '500m', memory: '2Gi' }, limits: { memory: '4Gi' } },
    },
    large: {
      replicas: 2,
      alertmanagerReplicas: 3,
      retention: '30d',
      storage: '200Gi',
      resources: { requests: { cpu: '2', memory: '8Gi' }, limits: { memory: '16Gi' } },
    },
  },
  clusterKinds: [
    'admissionregistration.k8s.io/MutatingWebhookConfiguration',
    'admissionregistration.k8s.io/ValidatingWebhookConfiguration',
    'rbac.authorization.k8s.io/ClusterRole',
    'rbac.authorization.k8s.io/ClusterRoleBinding',
  ],
  alerts: PROMETHEUS_ALERTS,
  requires: (s) => [
    'prometheus-crds',
    'cert-manager',
    'alerting',
    ...(remoteWriteSecrets(s.remoteWrite).length > 0 ? ['credentials'] : []),
  ],
  secrets: (s) => remoteWriteSecrets(s.remoteWrite),
  workloads: () => [
    { name: 'prometheus', podLabels: PROMETHEUS_LABELS },
    { name: 'alertmanager', podLabels: ALERTMANAGER_LABELS },
    { name: 'operator', podLabels: OPERATOR_LABELS },
    { name: 'kube-state-metrics', podLabels: STATE_METRICS_LABELS },
  ],
  flows: (s, stack) => [
    ...remoteWriteFlows(s.remoteWrite),
    ENGINE_FLOW,
    { from: 'prometheus/prometheus', to: 'prometheus/prometheus', ports: [8080, 9090], purpose: 'its own metrics' },
    {
      from: 'prometheus/prometheus',
      to: 'prometheus/alertmanager',
      ports: [8080, 9093],
      purpose: 'alerts and metrics',
    },
    { from: 'prometheus/prometheus', to: 'prometheus/operator', ports: [10250], purpose: 'metrics of the operator' },
    {
      from: 'prometheus/prometheus',
      to: 'prometheus/kube-state-metrics',
      ports: [8080, 8081],
      purpose: 'state of Kubernetes objects',
    },
    {
      from: 'prometheus/prometheus',
      to: { outside: 'nodes' },
      ports: [10250],
      purpose: 'metrics of kubelets and containers',
    },
    ...['prometheus', 'operator', 'kube-state-metrics'].map((workload) => ({
      from: `prometheus/${workload}`,
      to: { outside: 'kubernetes-api' as const },
      ports: [443, 6443],
      purpose: 'what there is to scrape and to run',
    })),
    { from: 'prometheus/alertmanager', to: 'prometheus/alertmanager', ports: [9094], purpose: 'gossip among replicas' },
    {
      from: 'prometheus/alertmanager',
      to: 'prometheus/alertmanager',
      ports: [9094],
      protocol: 'UDP',
      purpose: 'gossip among replicas',
    },
    { from: { outside: 'kubernetes-api' }, to: 'prometheus/operator', ports: [10250], purpose: 'admission of rules' },
    ...outgoingPorts(notifications(stack)).map((port) => ({
      from: 'prometheus/alertmanager',
      to: { outside: 'anywhere' as const },
      ports: [port],
      purpose: 'messages to people',
    })),
  ],
  values: (s, stack) => ({
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
      // Those that alerts of our own stand in for: they link to runbooks here, and Alertmanager's routing knows them.
      disabled: { Watchdog: true, InfoInhibitor: true, KubeAPIDown: true, KubePersistentVolumeFillingUp: true },
    },
    prometheusOperator: {
      // By cert-manager: the chart's own way is a Job in a Helm hook.
      // Helm makes the release's own rules after the webhooks and does not wait for the operator that answers them:
      // the chart's default without the Job, Fail, refuses them at the first installation and whenever the operator is down.
      admissionWebhooks: {
        enabled: true,
        failurePolicy: 'Ignore',
        patch: { enabled: false },
        certManager: { enabled: true },
      },
      resources: usage('50m', '128Mi', '256Mi'),
    },
    'kube-state-metrics': { resources: usage('20m', '128Mi', '256Mi'), ...FLUX_STATE },
    alertmanager: {
      config: alertmanagerConfig(notifications(stack)),
      templateFiles: {
        'messages.tmpl': MESSAGE_TEMPLATES,
        'links.tmpl': linkTemplates(grafanaUrl(stack.fleet.domain)),
      },
      podDisruptionBudget: { enabled: s.alertmanagerReplicas > 1, minAvailable: 1 },
      alertmanagerSpec: {
        replicas: s.alertmanagerReplicas,
        secrets: mountedSecrets(notifications(stack)),
        alertmanagerConfigMatcherStrategy: { type: 'None' },
        resources: usage('20m', '128Mi', '256Mi'),
        topologySpreadConstraints: topologySpread(ALERTMANAGER_LABELS),
        storage: claim('2Gi', s.storageClass),
      },
    },
    prometheus: {
      podDisruptionBudget: { enabled: s.replicas > 1, minAvailable: 1 },
      // Replicas differ by their scrapes' offsets: graphs would flicker between them.
      service: { sessionAffinity: 'ClientIP' },
      prometheusSpec: {
        replicas: s.replicas,
        retention: s.retention,
        retentionSize: retentionSize(s.storage),
        resources: resourceRequirements(s.resources),
        topologySpreadConstraints: topologySpread(PROMETHEUS_LABELS),
        storageSpec: claim(s.storage, s.storageClass),
        remoteWrite: remoteWriteValues(s.remoteWrite),
        enableRemoteWriteReceiver: true,
        enableOTLPReceiver: true,
        // Prometheus 3 asks for names as they are, and the collector then says `otel.signal` where every query says `otel_signal`.
        nameEscapingScheme: 'Underscores',
        // Two collectors may deliver samples of one series out of order.
        tsdb: { outOfOrderTimeWindow: '10m' },
        ...selectEverything(),
      },
    },
  }),
  extras: () => engineMonitors(NAME),
  local: (_s, _stack, { name, environment, labels: { team }, domain }) => ({
    values: {
      // Every alert has these labels too: what routes match.
      prometheus: {
        prometheusSpec: {
          externalLabels: { cluster: name, environment, ...(team === undefined ? {} : { team }) },
          scrapeClasses: [placeOfTargets(name, environment)],
        },
      },
      alertmanager: { templateFiles: { 'links.tmpl': linkTemplates(grafanaUrl(domain)) } },
    },
  }),
});

/** External labels are put on only what leaves: by this all that is scraped has them at home too, as what applications send has. */
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

function notifications(stack: Stack): Alerting {
  return stack.of(alerting).alerting;
}

function grafanaUrl(domain: string): string {
  return `https://${PUBLIC_HOSTS.grafana}.${domain}`;
}

/** Room for the write-ahead log and for a compaction is left: a full volume stops Prometheus for good. */
function retentionSize(storage: string): string {
  return `${Math.floor((amountOf(storage) * 0.8) / 2 ** 20)}MiB`;
}

function claim(storage: string, storageClass: string | undefined): JsonObject {
  return {
    volumeClaimTemplate: {
      spec: {
        accessModes: ['ReadWriteOnce'],
        ...(storageClass === undefined ? {} : { storageClassName: storageClass }),
        resources: { requests: { storage } },
      },
    },
  };
}

/** Monitors and rules of every component, without a label that ties them to this release. */
function selectEverything(): JsonObject {
  const kinds = ['serviceMonitor', 'podMonitor', 'rule', 'probe', 'scrapeConfig'];
  return Object.fromEntries(kinds.map((kind) => [`${kind}SelectorNilUsesHelmValues`, false]));
}
