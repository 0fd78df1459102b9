/** What concerns the whole cluster: its API server, its volumes, and whether alerting works at all. */
import { type Alert, alert } from '../../telemetry/alert.ts';
import { CLUSTER_DOWN, STORE_NEAR_FULL, WATCHDOG } from '../../telemetry/alert-names.ts';
import { promql } from '../../telemetry/promql.ts';
import { prometheus } from './handle.ts';

const FULL = (share: string): string =>
  `kubelet_volume_stats_available_bytes{namespace="lang-observatory"} / kubelet_volume_stats_capacity_bytes{namespace="lang-observatory"} < ${share}`;

const RAISE_CLAIM =
  'kubectl -n lang-observatory patch persistentvolumeclaim <claim> --patch \'{"spec":{"resources":{"requests":{"storage":"<size>"}}}}\'';

export const PROMETHEUS_ALERTS: readonly Alert[] = [
  alert({
    name: CLUSTER_DOWN,
    rules: [
      { severity: 'critical', expression: promql(`absent(up{job="${prometheus.probes.apiServer}"} == 1)`), for: '5m' },
    ],
    summary: 'The API server of the cluster does not answer',
    description:
      'Nothing can be started, moved or changed. Other alerts of the cluster are held back, because they follow from this one.',
    dashboard: 'prometheus',
    runbook: {
      meaning:
        'Prometheus runs, but the control plane of its cluster does not answer. Running pods go on; whatever restarts stays down.',
      diagnosis: [
        { caption: 'Whether it answers from outside:', command: 'kubectl get --raw /readyz' },
        { caption: 'What Prometheus knows of its targets:', query: promql('sum by (job) (up)') },
      ],
      mitigation: [
        'On a managed cluster look at the status page and the events of the provider.',
        'On your own: look at etcd first (disk full, no majority), then at the certificates of the control plane.',
      ],
    },
  }),
  alert({
    name: WATCHDOG,
    rules: [{ severity: 'none', expression: promql('vector(1)'), for: '0s' }],
    summary: 'Alerting works',
    description: 'This alert always fires. A dead-man switch elsewhere raises an alarm when it hears it no more.',
    dashboard: 'prometheus',
    runbook: {
      meaning:
        'If you come from the alarm of a dead-man switch: Prometheus, Alertmanager, or the way out of the cluster is broken, or the whole cluster is gone.',
      diagnosis: [
        {
          caption: 'Prometheus and Alertmanager:',
          command: 'kubectl -n lang-observatory get pods -l app.kubernetes.io/instance=kps',
        },
        {
          caption: 'Notifications that fail:',
          query: promql('sum by (integration, reason) (rate(alertmanager_notifications_failed_total[15m]))'),
        },
        {
          caption: 'What Alertmanager said last:',
          command: 'kubectl -n lang-observatory logs statefulset/alertmanager-kps --tail=100',
        },
      ],
      mitigation: [
        'Bring back whichever is not running; `kubectl -n lang-observatory describe statefulset/prometheus-kps` names the reason.',
        'Notifications that fail: the address in Secret `alertmanager-receivers` is wrong, or a firewall is in the way.',
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
    description: '{{ $value | humanizePercentage }} is left. A store whose volume is full stops.',
    dashboard: 'capacity',
    runbook: {
      meaning: 'The store stops when the volume is full, and some do not start again by themselves.',
      diagnosis: [
        {
          caption: 'When it will be full, as it goes now:',
          query: promql(
            'predict_linear(kubelet_volume_stats_available_bytes{namespace="lang-observatory"}[6h], 4 * 24 * 3600) < 0',
          ),
        },
        { caption: 'The claims:', command: 'kubectl -n lang-observatory get persistentvolumeclaims' },
      ],
      mitigation: [
        'Volumes grow where their StorageClass has `allowVolumeExpansion`; they never shrink.',
        'PostgreSQL and ClickHouse: raise `components.postgres.storage`, `components.clickhouse.storage` or `components.clickhouse.keeper.storage` in the input. Their operators grow the claims.',
        `Prometheus: a shorter \`components.prometheus.retention\` helps at once. To grow it, first raise each claim itself: \`${RAISE_CLAIM}\`. Then set \`components.prometheus.storage\` to the same: its operator makes the StatefulSet again, with a restart, and never grows a claim. The other way round Prometheus fills the volume, because how much it keeps follows from the input.`,
        `Valkey and the object store: nothing can change the volumes of a StatefulSet, so a higher \`components.valkey.storage\`, \`components.object-store.volume.storage\` or \`components.object-store.filer.storage\` alone makes every sync fail. Raise each claim itself: \`${RAISE_CLAIM}\`. Set the same in the input, and merge it. When Argo CD or Flux tells that it cannot update the StatefulSet, delete that and leave its pods: \`kubectl -n lang-observatory delete statefulset/valkey --cascade=orphan\`, or \`kubectl -n lang-observatory delete statefulset/object-store-volume --cascade=orphan\` or \`kubectl -n lang-observatory delete statefulset/object-store-filer --cascade=orphan\`. They make it again as the input says, and the pods go on; deleted before the merge, it comes back as it was.`,
        'The object store can also have more servers instead: raise `components.object-store.volume.replicas`.',
      ],
    },
  }),
];
