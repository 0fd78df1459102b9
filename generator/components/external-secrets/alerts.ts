/** Secrets that do not follow their source. */
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
    summary: 'The Secret {{ $labels.name }} does not follow its source',
    description:
      'ExternalSecret {{ $labels.exported_namespace }}/{{ $labels.name }} is not ready. What is in the cluster stays as it was; a new password does not arrive, and a Secret that never was is missing.',
    dashboard: 'prometheus',
    runbook: {
      meaning:
        'External Secrets cannot read the entry, or the entry lacks a property. A rotation does not reach the stack.',
      diagnosis: [
        { caption: 'Why:', command: 'kubectl -n lang-observatory get externalsecrets' },
        {
          caption: 'Whether the store itself is ready:',
          query: promql('clustersecretstore_status_condition{condition="Ready"} == 1'),
        },
        { caption: 'The store:', command: 'kubectl describe clustersecretstore/lang-observatory' },
      ],
      mitigation: [
        'All of them fail: the identity of the controller may no longer read the store (role, workload identity, token).',
        'One fails: its entry is missing, or lacks a property. `explain <cluster> credentials` lists entries and properties.',
      ],
    },
  }),
];
