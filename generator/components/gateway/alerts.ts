/** The certificates that browsers see. */
import { type Alert, alert } from '../../telemetry/alert.ts';
import { promql } from '../../telemetry/promql.ts';
import { blackbox } from '../blackbox/handle.ts';
import { grafana } from '../grafana/handle.ts';
import { langfuse } from '../langfuse/handle.ts';
import { openlit } from '../openlit/handle.ts';
import { CERTIFICATE_DAYS } from './handle.ts';

export const GATEWAY_ALERTS: readonly Alert[] = [
  alert({
    name: 'PublicCertificateExpiring',
    rules: [
      {
        severity: 'warning',
        expression: promql(
          `probe_ssl_earliest_cert_expiry{job=~"${langfuse.probes.ui}|${grafana.probes.ui}|${openlit.probes.ui}"} - time() < ${CERTIFICATE_DAYS} * 86400`,
        ),
        for: '1h',
      },
    ],
    summary: 'The certificate that clients see is about to expire',
    description: 'The certificate that {{ $labels.instance }} serves expires in {{ $value | humanizeDuration }}.',
    dashboard: 'gateway',
    needs: [blackbox],
    runbook: {
      meaning:
        'The served certificate is about to expire, whoever issued it. If cert-manager has already renewed it, the gateway does not serve the new certificate.',
      diagnosis: [
        {
          caption: 'Certificate in the cluster:',
          command: 'kubectl -n lang-observatory describe certificate/lang-observatory-tls',
        },
        {
          caption: 'Expiry of the served certificates, as Unix time:',
          query: promql('probe_ssl_earliest_cert_expiry'),
        },
      ],
      mitigation: [
        'The certificate in the cluster was not renewed: see [CertificateExpiring].',
        'The cluster has no such certificate (`components.gateway.certificate.from` is secret or load-balancer): renew it where it is kept.',
        'The certificate was renewed, but is not served: something in front of the Gateway terminates TLS, for example a load balancer with its own certificate.',
      ],
    },
  }),
];
