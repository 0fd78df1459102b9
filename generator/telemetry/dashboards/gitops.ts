/** GitOps: whether clusters match Git, with Argo CD and with Flux. */
import { type DashboardDrawing, dashboard, row } from '../grafana/dashboard.ts';
import { perSecond, quantile } from '../grafana/expressions.ts';
import { stat, timeSeries } from '../grafana/panels.ts';
import { query } from '../grafana/query.ts';
import { faults, inClusters, placeVariables } from '../grafana/stack.ts';
import { BLUE, GREEN, RED, YELLOW } from '../grafana/style.ts';
import { table } from '../grafana/table.ts';

const app = (...more: readonly string[]): string => `argocd_app_info{${inClusters(...more)}}`;
const resource = (...more: readonly string[]): string => `gotk_resource_info{${inClusters(...more)}}`;
/** Drift that the engine has not corrected. */
const OUT_OF_SYNC = app('sync_status!="Synced"');
const UNHEALTHY = app('health_status!~"Healthy|Progressing"');
const NOT_READY = resource('ready!="True"', 'suspended!="true"');
const SUSPENDED = resource('suspended="true"');
/** A cluster has one of the two engines. */
const NO_ARGOCD = 'no Argo CD here';
const NO_FLUX = 'no Flux here';

export const gitops: DashboardDrawing = () =>
  dashboard({
    uid: 'gitops',
    title: 'GitOps',
    description: 'Whether clusters match Git: sync status, drift and errors of Argo CD and Flux.',
    tags: ['stack'],
    variables: placeVariables(),
    rows: [
      row(
        'Now',
        faults('Out of sync', 'Argo CD Applications that differ from Git.', `count(${OUT_OF_SYNC})`),
        faults(
          'Unhealthy',
          'Argo CD Applications with health Degraded, Missing, Suspended or Unknown.',
          `count(${UNHEALTHY})`,
        ),
        faults(
          'Syncs failed',
          'Argo CD syncs that failed in the last hour.',
          `sum(round(increase(argocd_app_sync_total{${inClusters('phase=~"Error|Failed"')}}[1h]))) > 0`,
        ),
        faults('Not ready', 'Flux objects whose reconciliation failed.', `count(${NOT_READY})`),
        stat({
          title: 'Suspended',
          description: 'Suspended Flux objects: changes in Git have no effect on them.',
          unit: 'short',
          limits: { warn: 1, bad: 10 },
          queries: [query(`count(${SUSPENDED}) or vector(0)`, 'suspended')],
        }),
        stat({
          title: 'Managed',
          description: 'Argo CD Applications, and Flux Kustomizations and HelmReleases.',
          unit: 'short',
          queries: [
            query(`count(${app()} or ${resource('customresource_kind=~"Kustomization|HelmRelease"')})`, 'objects'),
          ],
        }),
      ),
      row(
        'Argo CD',
        timeSeries({
          title: 'Applications by sync status',
          description: 'Synced: the cluster matches Git. OutOfSync: drift, or a sync in progress.',
          unit: 'short',
          stacked: true,
          width: 8,
          queries: [query(`count by (sync_status) (${app()})`, '{{sync_status}}')],
          colours: { Synced: GREEN, OutOfSync: YELLOW, Unknown: RED },
          empty: NO_ARGOCD,
        }),
        timeSeries({
          title: 'Applications by health',
          description: 'Health of the resources of the Applications.',
          unit: 'short',
          stacked: true,
          width: 8,
          queries: [query(`count by (health_status) (${app()})`, '{{health_status}}')],
          colours: { Healthy: GREEN, Progressing: BLUE, Suspended: YELLOW, Degraded: RED, Missing: RED },
          empty: NO_ARGOCD,
        }),
        timeSeries({
          title: 'Syncs by result',
          description: 'Syncs per second.',
          unit: 'cps',
          width: 8,
          queries: [query(perSecond('argocd_app_sync_total', inClusters(), 'phase'), '{{phase}}')],
          colours: { Succeeded: GREEN, Failed: RED, Error: RED },
          empty: NO_ARGOCD,
        }),
        table({
          title: 'Applications with problems',
          description: 'Applications that are out of sync or unhealthy.',
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
          title: 'Reconciliation duration, p95',
          description:
            'Time that Argo CD needs to compare an Application with Git. 95 % of the comparisons are faster.',
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
          description: 'True: reconciled. False: failed. Unknown: in progress.',
          unit: 'short',
          stacked: true,
          width: 8,
          queries: [query(`count by (ready) (${resource()})`, '{{ready}}')],
          colours: { True: GREEN, Unknown: YELLOW, False: RED },
          empty: NO_FLUX,
        }),
        timeSeries({
          title: 'Reconciliation duration by kind, p95',
          description: 'At least 95 % of the reconciliations are faster.',
          unit: 's',
          width: 8,
          queries: [query(quantile(0.95, 'gotk_reconcile_duration_seconds', inClusters(), 'kind'), '{{kind}}')],
          empty: NO_FLUX,
        }),
        timeSeries({
          title: 'Errors by controller',
          description: 'Failed reconciliations per second.',
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
          title: 'Objects with problems',
          description: 'Flux objects that are not ready or suspended.',
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
