/** Certificates that are not renewed. */
import { type Alert, alert } from '../../telemetry/alert.ts';
import { promql } from '../../telemetry/promql.ts';

export const CERT_MANAGER_ALERTS: readonly Alert[] = [
  alert({
    name: 'CertificateExpiring',
    rules: [
      {
        severity: 'critical',
        expression: promql('certmanager_certificate_expiration_timestamp_seconds - time() < 3 * 86400'),
        for: '15m',
      },
      {
        severity: 'warning',
        expression: promql('certmanager_certificate_expiration_timestamp_seconds - time() < 14 * 86400'),
        for: '1h',
      },
    ],
    summary: 'The certificate {{ $labels.name }} was not renewed',
    description:
      'Certificate {{ $labels.exported_namespace }}/{{ $labels.name }} expires in {{ $value | humanizeDuration }}. cert-manager should have renewed it long ago.',
    dashboard: 'gateway',
    runbook: {
      meaning: 'When it expires, browsers and clients refuse to connect.',
      diagnosis: [
        {
          caption: 'Which are not ready:',
          query: promql('certmanager_certificate_ready_status{condition="False"} == 1'),
        },
        {
          caption: 'Why the public one is not renewed:',
          command: 'kubectl -n lang-observatory describe certificate/lang-observatory-tls',
        },
        { caption: 'The issuer:', command: 'kubectl describe clusterissuer/lang-observatory' },
        {
          caption: 'What cert-manager said last:',
          command: 'kubectl -n cert-manager logs deployment/cert-manager --tail=100',
        },
      ],
      mitigation: [
        'ACME: a challenge that does not pass names its reason (`kubectl -n lang-observatory get challenges`). The host name must lead to the Gateway on port 80.',
        'The own authority: renew its root first, then `cmctl renew` the rest.',
      ],
    },
  }),
];
