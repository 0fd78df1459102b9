/** Lines that do not get into their store, here or elsewhere: collectors tell of it. */
import { type Alert, alert } from '../../telemetry/alert.ts';
import { promql } from '../../telemetry/promql.ts';
import { anyOf, GATEWAY_LOGS } from '../otel-collector/alert-parts.ts';
import { AUDIT_STORE, LOG_STORE, type LogStore, queueUsage } from './stores.ts';

export const LOG_EXPORT_ALERTS: readonly Alert[] = [LOG_STORE, AUDIT_STORE].map(exportAlert);

function exportAlert(store: LogStore): Alert {
  const { name, prefix, holds, exporter, lossSeverity } = store;
  return alert({
    name: `${prefix}ExportFailing`,
    rules: [
      {
        severity: lossSeverity,
        expression: promql(
          anyOf(
            ['send_failed', 'enqueue_failed'].map(
              (how) => `otelcol_exporter_${how}_log_records_total{exporter="${exporter}"}`,
            ),
            'job',
          ),
        ),
        for: '5m',
      },
    ],
    summary: `Lines of ${holds} do not reach their store`,
    description: `The collector {{ $labels.job }} loses {{ $value | humanize }} lines per second: its queue is full, or ${name} rejects them permanently.`,
    dashboard: 'otel-pipeline',
    runbook: {
      meaning:
        'The collector tries again while the store is not available. When its queue is full it refuses lines, and the sender tries again or drops them. An answer such as 400 is final.',
      diagnosis: [
        {
          caption: 'Usage of the queue of each collector:',
          query: promql(queueUsage(store)),
        },
        { caption: 'Recent logs of the collector, with the responses of the store:', command: GATEWAY_LOGS },
      ],
      mitigation: [
        `The store is down or full: see [${prefix}Down] and [${prefix}ReadOnly]. Of one elsewhere, ask those who run it.`,
        'The log contains status 400: the message says which field the store does not accept.',
        'To get more time, increase `components.otel-gateway.resources`: the queue size is an eighth of the memory limit.',
      ],
    },
  });
}
