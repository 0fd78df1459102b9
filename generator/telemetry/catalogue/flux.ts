/**
 * Flux: durations by its controllers, and the state of its objects by kube-state-metrics
 * (`gotk_resource_info`, made by the custom resource state of `components/prometheus/engines.ts`).
 */
import { counter, gauge, histogram, metricsOf } from './metric.ts';

export const FLUX = [
  ...metricsOf({ emitter: 'flux', delivery: 'scraped', source: 'fluxcd/pkg:runtime/metrics/recorder.go' }, [
    histogram(
      'gotk_reconcile_duration_seconds',
      'seconds',
      ['kind', 'name', 'exported_namespace'],
      'How long reconciling takes.',
    ),
  ]),
  ...metricsOf(
    { emitter: 'flux', delivery: 'scraped', source: 'fluxcd/website:content/en/flux/monitoring/metrics.md' },
    [
      gauge(
        'gotk_resource_info',
        'info',
        [
          'customresource_group',
          'customresource_kind',
          'customresource_version',
          'exported_namespace',
          'name',
          'ready',
          'suspended',
          'revision',
        ],
        'An object of Flux, with its state as labels.',
      ),
    ],
  ),
  ...metricsOf(
    {
      emitter: 'flux',
      delivery: 'scraped',
      source: 'kubernetes-sigs/controller-runtime:pkg/internal/controller/metrics/metrics.go',
      labels: ['controller'],
    },
    [
      counter('controller_runtime_reconcile_total', 'count', ['result'], 'Reconciliations by result.'),
      counter('controller_runtime_reconcile_errors_total', 'count', [], 'Reconciliations that failed.'),
    ],
  ),
];
