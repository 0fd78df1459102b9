/** Argo CD's application controller. Its monitor does not honour labels: the Application's namespace is `exported_namespace`. */
import { counter, gauge, histogram, metricsOf } from './metric.ts';

const APPLICATION = ['exported_namespace', 'name', 'project'];

export const ARGOCD = metricsOf(
  { emitter: 'argocd', delivery: 'scraped', source: 'argoproj/argo-cd:controller/metrics/metrics.go' },
  [
    gauge(
      'argocd_app_info',
      'info',
      [
        ...APPLICATION,
        'autosync_enabled',
        'repo',
        'dest_server',
        'dest_namespace',
        'sync_status',
        'health_status',
        'operation',
      ],
      'An Application, with its sync and health status as labels.',
    ),
    counter('argocd_app_sync_total', 'count', [...APPLICATION, 'dest_server', 'phase', 'dry_run'], 'Syncs by result.'),
    histogram('argocd_app_reconcile', 'seconds', ['exported_namespace', 'dest_server'], 'How long reconciling takes.'),
    gauge('argocd_app_orphaned_resources_count', 'count', APPLICATION, 'Resources that belong to no Application.'),
    gauge('argocd_cluster_connection_status', 'bool', ['server', 'k8s_version'], 'Whether a cluster is reachable.'),
  ],
);
