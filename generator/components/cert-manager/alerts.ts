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
      'Certificate {{ $labels.exported_namespace }}/{{ $labels.name }} expires in {{ $value | humanizeDuration }}. cert-manager should already have renewed it.',
    dashboard: 'gateway',
    runbook: {
      meaning: 'Browsers and other clients refuse to connect when the certificate has expired.',
      diagnosis: [
        {
          caption: 'Certificates that are not ready:',
          query: promql('certmanager_certificate_ready_status{condition="False"} == 1'),
        },
        {
          caption: 'Status and events of the public certificate:',
          command: 'kubectl -n lang-observatory describe certificate/lang-observatory-tls',
        },
        { caption: 'Status and events of the issuer:', command: 'kubectl describe clusterissuer/lang-observatory' },
        {
          caption: 'Recent logs of cert-manager:',
          command: 'kubectl -n cert-manager logs deployment/cert-manager --tail=100',
        },
      ],
      mitigation: [
        'ACME: find the reason in the status of the failed challenge (`kubectl -n lang-observatory describe challenges`). The host name must resolve to the Gateway, and port 80 must be reachable.',
        'Private certificate authority: renew the root certificate first, then the others with `cmctl renew`.',
      ],
    },
  }),
];
