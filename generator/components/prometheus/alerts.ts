/** What concerns the whole cluster: its API server, its volumes, and whether alerting works at all. */
import { type Alert, alert } from '../../telemetry/alert.ts';
import { CLUSTER_DOWN, STORE_NEAR_FULL, WATCHDOG } from '../../telemetry/alert-names.ts';
import { promql } from '../../telemetry/promql.ts';
import { prometheus } from './handle.ts';

const FULL = (share: string): string =>
  `kubelet_volume_stats_available_bytes{namespace="lang-observatory"} / kubelet_volume_stats_capacity_bytes{namespace="lang-observatory"} < ${share}`;

const RESIZE_CLAIM =
  'kubectl -n lang-observatory patch persistentvolumeclaim <claim> --patch \'{"spec":{"resources":{"requests":{"storage":"<size>"}}}}\'';

export const PROMETHEUS_ALERTS: readonly Alert[] = [
  alert({
    name: CLUSTER_DOWN,
    rules: [
      { severity: 'critical', expression: promql(`absent(up{job="${prometheus.probes.apiServer}"} == 1)`), for: '5m' },
    ],
    summary: 'The Kubernetes API server is down',
    description:
      'Pods cannot be created, moved or changed. Other alerts of the cluster are inhibited, because this one is the likely cause.',
    dashboard: 'prometheus',
    runbook: {
      meaning:
        'Prometheus runs, but cannot scrape the API server of its cluster. Running pods continue to run, but pods that fail are not replaced.',
      diagnosis: [
        { caption: 'Whether the API server responds to you:', command: 'kubectl get --raw /readyz' },
        { caption: 'Number of targets that are up, by job:', query: promql('sum by (job) (up)') },
      ],
      mitigation: [
        'Managed cluster: check the status page and the events of the provider.',
        'Self-managed cluster: check etcd first (disk full, no quorum), then the certificates of the control plane.',
      ],
    },
  }),
  alert({
    name: WATCHDOG,
    rules: [{ severity: 'none', expression: promql('vector(1)'), for: '0s' }],
    summary: 'Alerting works',
    description:
      "This alert always fires. An external dead man's switch notifies you when it no longer receives the alert.",
    dashboard: 'prometheus',
    runbook: {
      meaning:
        "If the dead man's switch notified you: Prometheus or Alertmanager is down, the cluster cannot reach the switch, or the whole cluster is down.",
      diagnosis: [
        {
          caption: 'Pods of Prometheus and Alertmanager:',
          command: 'kubectl -n lang-observatory get pods -l app.kubernetes.io/instance=kps',
        },
        {
          caption: 'Failed notifications:',
          query: promql('sum by (integration, reason) (rate(alertmanager_notifications_failed_total[15m]))'),
        },
        {
          caption: 'Recent logs of Alertmanager:',
          command: 'kubectl -n lang-observatory logs statefulset/alertmanager-kps --tail=100',
        },
      ],
      mitigation: [
        'Pods are not running: find the reason with `kubectl -n lang-observatory describe statefulset/prometheus-kps` or `kubectl -n lang-observatory describe statefulset/alertmanager-kps`.',
        'Notifications fail: the address in Secret `alertmanager-receivers` is wrong, or a firewall blocks the connection.',
      ],
    },
  }),
  alert({
    name: STORE_NEAR_FULL,
    rules: [
      { severity: 'critical', expression: promql(FULL('0.05')), for: '5m' },
      { severity: 'warning', expression: promql(FULL('0.15')), for: '15m' },
    ],
    summary: 'The volume {{ $labels.persistentvolumeclaim }} is nearly full',
    description: '{{ $value | humanizePercentage }} of the volume is free. A store stops when its volume is full.',
    dashboard: 'capacity',
    runbook: {
      meaning: 'The store stops when the volume is full. Some stores do not start again without action.',
      diagnosis: [
        {
          caption: 'Volumes that will be full in four days at the current growth:',
          query: promql(
            'predict_linear(kubelet_volume_stats_available_bytes{namespace="lang-observatory"}[6h], 4 * 24 * 3600) < 0',
          ),
        },
        { caption: 'PersistentVolumeClaims:', command: 'kubectl -n lang-observatory get persistentvolumeclaims' },
      ],
      mitigation: [
        'Volumes can grow if their StorageClass has `allowVolumeExpansion: true`. They cannot shrink.',
        'PostgreSQL and ClickHouse: increase `components.postgres.storage`, `components.clickhouse.storage` or `components.clickhouse.keeper.storage` in the input. The operators resize the PersistentVolumeClaims.',
        `Prometheus: a shorter \`components.prometheus.retention\` frees space without a resize. To grow the volumes, first resize each PersistentVolumeClaim: \`${RESIZE_CLAIM}\`. Then set \`components.prometheus.storage\` to the same size. The operator recreates the StatefulSet and restarts the pods, but does not resize PersistentVolumeClaims. Keep this order: the retention size of Prometheus is derived from the input, so Prometheus would otherwise fill the volume.`,
        `Valkey, the log stores and the object store: Kubernetes does not allow a change of the volume claim templates of a StatefulSet. If you only increase \`components.valkey.storage\`, \`components.logs.storage\`, \`components.audit.storage\`, \`components.object-store.volume.storage\` or \`components.object-store.filer.storage\`, every sync fails. First resize each PersistentVolumeClaim: \`${RESIZE_CLAIM}\`. Then set the same size in the input and merge the change. When Argo CD or Flux reports that it cannot update the StatefulSet, delete the StatefulSet without its pods: \`kubectl -n lang-observatory delete statefulset/valkey --cascade=orphan\`, or \`kubectl -n lang-observatory delete statefulset/logs --cascade=orphan\`, \`kubectl -n lang-observatory delete statefulset/audit --cascade=orphan\`, \`kubectl -n lang-observatory delete statefulset/object-store-volume --cascade=orphan\` or \`kubectl -n lang-observatory delete statefulset/object-store-filer --cascade=orphan\`. Argo CD or Flux then creates it with the new size, and the pods continue to run. If you delete it before the merge, it is created again with the old size.`,
        `Queues of the collectors (claims \`queue-otel-gateway-0\`, \`queue-otel-sampler-0\` and so on): they hold half of their volume at most, and their files about three quarters. Files that end in \`.backup\` are of a queue that was damaged when its node failed. Grow them like the volumes of Valkey, with \`components.otel-gateway.queue.storage\` or \`components.otel-sampler.queue.storage\` and \`kubectl -n lang-observatory delete statefulset/otel-gateway --cascade=orphan\` or \`kubectl -n lang-observatory delete statefulset/otel-sampler --cascade=orphan\`.`,
        'You can also add servers to the object store: increase `components.object-store.volume.replicas`. Backups are in it too: a shorter `components.clickhouse.backup.retention` or `components.postgres.backup.retention` frees space after the next backup, and with an external object store they need none here.',
      ],
    },
  }),
];
