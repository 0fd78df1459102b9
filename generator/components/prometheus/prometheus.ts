/** Prometheus and Alertmanager by the kube-prometheus-stack chart, without its Grafana. */

import { STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import { podsAt } from '../../kubernetes/pod-places.ts';
import { prometheusRule } from '../../kubernetes/prometheus-rule.ts';
import { resources as usage } from '../../kubernetes/security.ts';
import { defineComponent, type Stack } from '../../stack/component.ts';
import { kubernetesApiFlow } from '../../stack/kubernetes-api-flow.ts';
import { LLM_RULES } from '../../telemetry/llm-rules/rules.ts';
import { alerting } from '../alerting/handle.ts';
import { certManager } from '../cert-manager/handle.ts';
import { CHARTS } from '../charts.ts';
import { credentials } from '../credentials/handle.ts';
import { egressFlows } from '../egress.ts';
import { ENGINE_FLOW, engineMonitors } from '../engine-monitors.ts';
import { receiversOutside } from '../notifications/credentials.ts';
import type { Alerting } from '../notifications/settings.ts';
import { objectStore } from '../object-store/handle.ts';
import { prometheusCrds } from '../prometheus-crds/handle.ts';
import { watchedComponents } from '../watched.ts';
import { PROMETHEUS_ALERTS } from './alerts.ts';
import { PROMETHEUS_BACKUP_ALERTS } from './backup-alerts.ts';
import { backupFlows, backupJob, backupManifests } from './backup-jobs.ts';
import { prometheusDashboard } from './dashboard.ts';
import { externalSecret, scrapers } from './external.ts';
import { makesBackups, prometheus } from './handle.ts';
import { remoteWriteFlows, remoteWriteSecrets } from './remote-write.ts';
import { PROMETHEUS_RESTORE } from './restore.ts';
import { restoreJobs } from './restore-jobs.ts';
import { settings } from './settings.ts';
import { prometheusValues, valuesOfCluster } from './values.ts';

/** Of the Job that backs up or restores. */
const JOB = usage('50m', '128Mi', '1Gi');

export const prometheusComponent = defineComponent(prometheus, {
  description: 'Prometheus, Alertmanager and kube-state-metrics.',
  chart: CHARTS.prometheus,
  pods: podsAt([
    'prometheusOperator',
    'prometheus.prometheusSpec',
    'alertmanager.alertmanagerSpec',
    'kube-state-metrics',
  ]),
  modes: ['managed', 'disabled', 'external'],
  connectsFrom: scrapers,
  settings,
  sizes: {
    small: {
      replicas: 1,
      alertmanagerReplicas: 1,
      retention: '7d',
      storage: '20Gi',
      resources: { requests: { cpu: '100m', memory: '512Mi' }, limits: { memory: '2Gi' } },
      backup: { enabled: false, resources: JOB },
    },
    medium: {
      replicas: 2,
      alertmanagerReplicas: 2,
      retention: '15d',
      storage: '50Gi',
      resources: { requests: { cpu: '500m', memory: '2Gi' }, limits: { memory: '4Gi' } },
      backup: { enabled: true, resources: JOB },
    },
    large: {
      replicas: 2,
      alertmanagerReplicas: 3,
      retention: '30d',
      storage: '200Gi',
      resources: { requests: { cpu: '2', memory: '8Gi' }, limits: { memory: '16Gi' } },
      backup: { enabled: true, resources: JOB },
    },
  },
  clusterKinds: [
    'admissionregistration.k8s.io/MutatingWebhookConfiguration',
    'admissionregistration.k8s.io/ValidatingWebhookConfiguration',
    'rbac.authorization.k8s.io/ClusterRole',
    'rbac.authorization.k8s.io/ClusterRoleBinding',
  ],
  clusterOnly: ['recovery'],
  restore: PROMETHEUS_RESTORE,
  alerts: [...PROMETHEUS_ALERTS, ...PROMETHEUS_BACKUP_ALERTS],
  dashboards: [prometheusDashboard],
  requires: (s, stack) => [
    prometheusCrds,
    certManager,
    ...watchedComponents(stack),
    ...(makesBackups(s) ? [objectStore] : []),
    ...(makesBackups(s) || remoteWriteSecrets(s.remoteWrite).length > 0 ? [credentials] : []),
  ],
  workloads: (s) => ({ backup: makesBackups(s) }),
  secrets: (s) => (s.mode === 'external' ? externalSecret(s) : remoteWriteSecrets(s.remoteWrite)),
  flows: (s, stack) => [
    ...(makesBackups(s) ? backupFlows(stack) : []),
    ...remoteWriteFlows(s.remoteWrite),
    ...egressFlows([prometheus.prometheus], s.egress),
    ...egressFlows([prometheus.alertmanager], s.alertmanagerEgress),
    ENGINE_FLOW,
    { from: prometheus.prometheus, to: prometheus.prometheus, ports: [8080, 9090], purpose: 'its own metrics' },
    {
      from: prometheus.prometheus,
      to: prometheus.alertmanager,
      ports: [8080, 9093],
      purpose: 'alerts and metrics',
    },
    { from: prometheus.prometheus, to: prometheus.operator, ports: [10250], purpose: 'metrics of the operator' },
    {
      from: prometheus.prometheus,
      to: prometheus['kube-state-metrics'],
      ports: [8080, 8081],
      purpose: 'state of Kubernetes objects',
    },
    {
      from: prometheus.prometheus,
      to: { outside: 'nodes' },
      ports: [10250],
      purpose: 'metrics of kubelets and containers',
    },
    ...[prometheus.prometheus, prometheus.operator, prometheus['kube-state-metrics']].map((from) =>
      kubernetesApiFlow(from, stack, 'discovery of targets, and objects of the operator'),
    ),
    { from: prometheus.alertmanager, to: prometheus.alertmanager, ports: [9094], purpose: 'gossip among replicas' },
    {
      from: prometheus.alertmanager,
      to: prometheus.alertmanager,
      ports: [9094],
      protocol: 'UDP',
      purpose: 'gossip among replicas',
    },
    { from: { outside: 'kubernetes-api' }, to: prometheus.operator, ports: [10250], purpose: 'admission of rules' },
    ...receiversOutside(notifications(stack)).map(({ to, port }) => ({
      from: prometheus.alertmanager,
      to,
      ports: [port],
      purpose: 'notifications',
    })),
  ],
  values: (s, stack) => prometheusValues(s, notifications(stack), stack),
  manifests: (s, stack) => [
    ...engineMonitors(prometheus.name, stack.fleet.engines),
    prometheusRule({ name: 'llm', namespace: STACK_NAMESPACE, component: prometheus.name }, [LLM_RULES]),
    ...backupManifests(s, stack),
    ...backupJob(s, stack, '<cluster>'),
  ],
  perCluster: (s, stack, cluster) => ({
    values: valuesOfCluster(s, cluster, stack),
    manifests: [...backupJob(s, stack, cluster.name), ...restoreJobs(s, stack, cluster.name)],
  }),
});

function notifications(stack: Stack): Alerting {
  return stack.of(alerting).alerting;
}
