/**
 * Kubernetes: state of objects (kube-state-metrics; its monitor honours labels, so namespace and pod are the object's),
 * volumes (kubelet) and containers (cAdvisor).
 */
import { counter, gauge, metricsOf } from './metric.ts';

const OBJECTS = 'kubernetes/kube-state-metrics:docs/metrics';

const state = (path: string, entries: Parameters<typeof metricsOf>[1]) =>
  metricsOf({ emitter: 'kubernetes', delivery: 'scraped', source: `${OBJECTS}/${path}` }, entries);

const objects = [
  ...state('workload/deployment-metrics.md', [
    gauge('kube_deployment_spec_replicas', 'count', ['deployment'], 'Pods that a Deployment wants.'),
    gauge('kube_deployment_status_replicas_available', 'count', ['deployment'], 'Pods of a Deployment that serve.'),
  ]),
  ...state('workload/statefulset-metrics.md', [
    gauge('kube_statefulset_replicas', 'count', ['statefulset'], 'Pods that a StatefulSet wants.'),
    gauge('kube_statefulset_status_replicas_ready', 'count', ['statefulset'], 'Pods of a StatefulSet that are ready.'),
  ]),
  ...state('workload/daemonset-metrics.md', [
    gauge(
      'kube_daemonset_status_number_unavailable',
      'count',
      ['daemonset'],
      'Nodes on which a DaemonSet should have a pod that serves, and has none.',
    ),
  ]),
  ...state('workload/job-metrics.md', [
    gauge('kube_job_failed', 'bool', ['job_name', 'condition'], 'Jobs that failed for good.'),
  ]),
  ...state('workload/cronjob-metrics.md', [
    gauge('kube_cronjob_created', 'timestamp', ['cronjob'], 'When a CronJob was made.'),
    gauge('kube_cronjob_status_active', 'count', ['cronjob'], 'Jobs of a CronJob that are running.'),
    gauge('kube_cronjob_status_last_schedule_time', 'timestamp', ['cronjob'], 'When a CronJob last made a Job.'),
    gauge(
      'kube_cronjob_status_last_successful_time',
      'timestamp',
      ['cronjob'],
      'When a Job of a CronJob last completed; absent before the first one.',
    ),
  ]),
  ...state('workload/horizontalpodautoscaler-metrics.md', [
    gauge('kube_horizontalpodautoscaler_spec_max_replicas', 'count', ['horizontalpodautoscaler'], 'Most pods allowed.'),
    gauge(
      'kube_horizontalpodautoscaler_status_current_replicas',
      'count',
      ['horizontalpodautoscaler'],
      'Pods there are.',
    ),
    gauge('kube_horizontalpodautoscaler_status_desired_replicas', 'count', ['horizontalpodautoscaler'], 'Pods wanted.'),
  ]),
  ...state('workload/pod-metrics.md', [
    gauge('kube_pod_info', 'info', ['uid', 'host_ip', 'pod_ip', 'created_by_kind', 'created_by_name'], 'A pod.'),
    gauge('kube_pod_status_phase', 'bool', ['phase', 'uid'], 'Phase of a pod.'),
    gauge('kube_pod_status_ready', 'bool', ['condition', 'uid'], 'Whether a pod is ready.'),
    gauge('kube_pod_container_status_ready', 'bool', ['uid'], 'Whether a container is ready.'),
    gauge('kube_pod_container_status_waiting_reason', 'bool', ['reason', 'uid'], 'Why a container waits.'),
    gauge('kube_pod_container_status_last_terminated_reason', 'bool', ['reason', 'uid'], 'Why a container ended last.'),
    counter('kube_pod_container_status_restarts_total', 'count', ['uid'], 'Restarts of a container.'),
    gauge(
      'kube_pod_container_resource_requests',
      'count',
      ['resource', 'unit', 'uid'],
      'What a container is promised.',
    ),
    gauge('kube_pod_container_resource_limits', 'count', ['resource', 'unit', 'uid'], 'What a container may use.'),
  ]),
  ...state('storage/persistentvolumeclaim-metrics.md', [
    gauge('kube_persistentvolumeclaim_status_phase', 'bool', ['persistentvolumeclaim', 'phase'], 'Phase of a claim.'),
    gauge(
      'kube_persistentvolumeclaim_resource_requests_storage_bytes',
      'bytes',
      ['persistentvolumeclaim'],
      'Size that a claim asks for.',
    ),
  ]),
  ...state('storage/persistentvolume-metrics.md', [
    gauge('kube_persistentvolume_status_phase', 'bool', ['persistentvolume', 'phase'], 'Phase of a volume.'),
  ]),
];

const volumes = metricsOf(
  {
    emitter: 'kubernetes',
    delivery: 'scraped',
    source: 'kubernetes/kubernetes:pkg/kubelet/metrics/collectors/volume_stats.go',
    labels: ['persistentvolumeclaim'],
  },
  [
    gauge('kubelet_volume_stats_available_bytes', 'bytes', [], 'Room that is left in a volume.'),
    gauge('kubelet_volume_stats_capacity_bytes', 'bytes', [], 'Size of a volume.'),
    gauge('kubelet_volume_stats_used_bytes', 'bytes', [], 'What is used of a volume.'),
    gauge('kubelet_volume_stats_inodes', 'count', [], 'Files that a volume can hold.'),
    gauge('kubelet_volume_stats_inodes_free', 'count', [], 'Files that a volume can still take.'),
  ],
);

const containers = metricsOf(
  {
    emitter: 'kubernetes',
    delivery: 'scraped',
    source: 'google/cadvisor:metrics/prometheus.go',
    labels: ['id', 'image', 'name'],
  },
  [
    counter('container_cpu_usage_seconds_total', 'seconds', ['cpu'], 'Processor time of a container.'),
    counter('container_cpu_cfs_periods_total', 'count', [], 'Periods of the scheduler.'),
    counter('container_cpu_cfs_throttled_periods_total', 'count', [], 'Periods in which a container had to wait.'),
    gauge('container_memory_working_set_bytes', 'bytes', [], 'Memory that counts against the limit.'),
    gauge('container_spec_memory_limit_bytes', 'bytes', [], 'Limit of memory; 0 is none.'),
  ],
);

export const KUBERNETES = [...objects, ...volumes, ...containers];
