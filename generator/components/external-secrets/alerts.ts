/** Secrets that are not in sync with their source. */
import { type Alert, alert } from '../../telemetry/alert.ts';
import { promql } from '../../telemetry/promql.ts';

export const EXTERNAL_SECRETS_ALERTS: readonly Alert[] = [
  alert({
    name: 'SecretSyncFailing',
    rules: [
      {
        severity: 'warning',
        expression: promql('externalsecret_status_condition{condition="Ready",status="False"} == 1'),
        for: '15m',
      },
    ],
    summary: 'The Secret {{ $labels.name }} is not synchronized',
    description:
      'ExternalSecret {{ $labels.exported_namespace }}/{{ $labels.name }} is not ready. An existing Secret keeps its old values, and a Secret that was never synchronized does not exist.',
    dashboard: 'gateway',
    runbook: {
      meaning:
        'External Secrets Operator cannot read the entry in the secret store, or the entry lacks a property. Rotated credentials do not reach the stack.',
      diagnosis: [
        { caption: 'ExternalSecrets and their status:', command: 'kubectl -n lang-observatory get externalsecrets' },
        {
          caption: 'Secret stores that are ready:',
          query: promql('clustersecretstore_status_condition{condition="Ready"} == 1'),
        },
        {
          caption: 'Status and events of the secret store:',
          command: 'kubectl describe clustersecretstore/lang-observatory',
        },
      ],
      mitigation: [
        'All ExternalSecrets fail: the controller no longer has permission to read the secret store. Check its role, workload identity or token.',
        'One ExternalSecret fails: its entry is missing or lacks a property. `explain <cluster> credentials` lists the entries and properties.',
      ],
    },
  }),
];
