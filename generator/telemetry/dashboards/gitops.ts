/** GitOps: whether clusters are what Git says, under Argo CD and under Flux. */
import { type DashboardDrawing, dashboard, row } from '../grafana/dashboard.ts';
import { perSecond, quantile } from '../grafana/expressions.ts';
import { stat, timeSeries } from '../grafana/panels.ts';
import { query } from '../grafana/query.ts';
import { faults, inClusters, placeVariables } from '../grafana/stack.ts';
import { table } from '../grafana/table.ts';

const app = (...more: readonly string[]): string => `argocd_app_info{${inClusters(...more)}}`;
const resource = (...more: readonly string[]): string => `gotk_resource_info{${inClusters(...more)}}`;
/** A drift that the engine has not mended yet, or may not. */
const OUT_OF_SYNC = app('sync_status!="Synced"');
const UNHEALTHY = app('health_status!~"Healthy|Progressing"');
const NOT_READY = resource('ready!="True"', 'suspended!="true"');
const SUSPENDED = resource('suspended="true"');
/** What reconciles on the Argo CD side, what on the Flux side; a cluster has one of them. */
const NO_ARGOCD = 'no Argo CD here';
const NO_FLUX = 'no Flux here';

export const gitops: DashboardDrawing = () =>
  dashboard({
    uid: 'gitops',
    title: 'GitOps',
    description: 'Whether clusters are what Git says: sync, drift and errors of Argo CD and Flux.',
    tags: ['stack'],
    variables: placeVariables(),
    rows: [
      row(
        'Now',
        faults('Out of sync', 'Applications of Argo CD that differ from Git.', `count(${OUT_OF_SYNC})`),
        faults(
          'Unhealthy',
          'Applications of Argo CD whose resources are degraded, missing or unknown.',
          `count(${UNHEALTHY})`,
        ),
        faults(
          'Syncs failed',
          'Syncs of Argo CD that failed in the last hour.',
          `sum(increase(argocd_app_sync_total{${inClusters('phase=~"Error|Failed"')}}[1h])) > 0`,
        ),
        faults('Not ready', 'Objects of Flux that could not be reconciled.', `count(${NOT_READY})`),
        stat({
          title: 'Suspended',
          description: 'Objects of Flux that somebody has suspended: Git has no effect on them.',
          unit: 'short',
          limits: { warn: 1, bad: 10 },
          queries: [query(`count(${SUSPENDED}) or vector(0)`, 'suspended')],
        }),
        stat({
          title: 'Managed',
          description: 'Applications of Argo CD and Kustomizations and HelmReleases of Flux.',
          unit: 'short',
          queries: [
            query(`count(${app()} or ${resource('customresource_kind=~"Kustomization|HelmRelease"')})`, 'objects'),
          ],
        }),
      ),
      row(
        'Argo CD',
        timeSeries({
          title: 'Applications by sync',
          description: 'Synced is what Git says; OutOfSync is drift or a change under way.',
          unit: 'short',
          stacked: true,
          width: 8,
          queries: [query(`count by (sync_status) (${app()})`, '{{sync_status}}')],
          empty: NO_ARGOCD,
        }),
        timeSeries({
          title: 'Applications by health',
          description: 'What Argo CD makes of the resources.',
          unit: 'short',
          stacked: true,
          width: 8,
          queries: [query(`count by (health_status) (${app()})`, '{{health_status}}')],
          empty: NO_ARGOCD,
        }),
        timeSeries({
          title: 'Syncs by result',
          description: 'Per second.',
          unit: 'cps',
          width: 8,
          queries: [query(perSecond('argocd_app_sync_total', inClusters(), 'phase'), '{{phase}}')],
          empty: NO_ARGOCD,
        }),
        table({
          title: 'Applications that need a look',
          description: 'Out of sync or unhealthy.',
          rows: {
            environment: 'Environment',
            cluster: 'Cluster',
            name: 'Application',
            sync_status: 'Sync',
            health_status: 'Health',
          },
          columns: [
            {
              query: query(
                `sum by (environment, cluster, name, sync_status, health_status) (${OUT_OF_SYNC} or ${UNHEALTHY})`,
                'Applications',
              ),
              unit: 'short',
            },
          ],
          sort: 'Application',
          width: 16,
          empty: 'none',
        }),
        timeSeries({
          title: 'Reconciling, p95',
          description: 'How long Argo CD takes to compare an Application with Git.',
          unit: 's',
          width: 8,
          queries: [query(quantile(0.95, 'argocd_app_reconcile', inClusters()), 'p95')],
          empty: NO_ARGOCD,
        }),
      ),
      row(
        'Flux',
        timeSeries({
          title: 'Objects by readiness',
          description: 'True is reconciled, False is failed, Unknown is under way.',
          unit: 'short',
          stacked: true,
          width: 8,
          queries: [query(`count by (ready) (${resource()})`, '{{ready}}')],
          empty: NO_FLUX,
        }),
        timeSeries({
          title: 'Reconciling by kind, p95',
          description: 'How long Flux takes.',
          unit: 's',
          width: 8,
          queries: [query(quantile(0.95, 'gotk_reconcile_duration_seconds', inClusters(), 'kind'), '{{kind}}')],
          empty: NO_FLUX,
        }),
        timeSeries({
          title: 'Errors by controller',
          description: 'Reconciliations per second that failed.',
          unit: 'cps',
          width: 8,
          queries: [
            query(
              perSecond(
                'controller_runtime_reconcile_errors_total',
                inClusters('namespace="flux-system"'),
                'controller',
              ),
              '{{controller}}',
            ),
          ],
          empty: NO_FLUX,
        }),
        table({
          title: 'Objects that need a look',
          description: 'Not ready, or suspended.',
          rows: {
            environment: 'Environment',
            cluster: 'Cluster',
            customresource_kind: 'Kind',
            name: 'Name',
            ready: 'Ready',
            suspended: 'Suspended',
            revision: 'Revision',
          },
          columns: [
            {
              query: query(
                `sum by (environment, cluster, customresource_kind, name, ready, suspended, revision) (${NOT_READY} or ${SUSPENDED})`,
                'Objects',
              ),
              unit: 'short',
            },
          ],
          sort: 'Name',
          empty: 'none',
        }),
      ),
    ],
  });
