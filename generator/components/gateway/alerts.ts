/** The certificates that browsers see. */
import { type Alert, alert } from '../../telemetry/alert.ts';
import { promql } from '../../telemetry/promql.ts';
import { blackbox } from '../blackbox/handle.ts';
import { grafana } from '../grafana/handle.ts';
import { langfuse } from '../langfuse/handle.ts';

export const GATEWAY_ALERTS: readonly Alert[] = [
  alert({
    name: 'PublicCertificateExpiring',
    rules: [
      {
        severity: 'warning',
        expression: promql(
          `probe_ssl_earliest_cert_expiry{job=~"${langfuse.probes.ui}|${grafana.probes.ui}"} - time() < 7 * 86400`,
        ),
        for: '1h',
      },
    ],
    summary: 'The certificate that browsers see is about to expire',
    description: 'The certificate of {{ $labels.instance }} expires in {{ $value | humanizeDuration }}.',
    dashboard: 'gateway',
    needs: [blackbox],
    runbook: {
      meaning:
        'What the gateway serves is about to expire, whoever made it. If cert-manager has a newer one, the gateway does not use it.',
      diagnosis: [
        {
          caption: 'What is in the cluster:',
          command: 'kubectl -n lang-observatory describe certificate/lang-observatory-tls',
        },
        { caption: 'What the probes see:', query: promql('probe_ssl_earliest_cert_expiry') },
      ],
      mitigation: [
        'Not renewed: see `CertificateExpiring`.',
        'Renewed but not served: something else ends TLS before the Gateway, such as a load balancer with a certificate of its own.',
      ],
    },
  }),
];
