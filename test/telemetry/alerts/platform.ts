import { type AlertCases, critical, warning } from './case.ts';

const volume = (kind: 'available' | 'capacity', namespace = 'lang-observatory'): string =>
  `kubelet_volume_stats_${kind}_bytes{namespace="${namespace}",persistentvolumeclaim="postgres-1"}`;
const EXPIRY =
  'certmanager_certificate_expiration_timestamp_seconds{name="lang-observatory-tls",exported_namespace="lang-observatory"}';
const SECRET = (status: string): string =>
  `externalsecret_status_condition{name="langfuse-core",exported_namespace="lang-observatory",condition="Ready",status="${status}"}`;

export const PLATFORM_CASES: Readonly<Record<string, AlertCases>> = {
  ClusterDown: {
    fires: [
      {
        when: 'the API server does not answer',
        series: { 'up{job="apiserver"}': '0x20' },
        at: '10m',
        severities: critical,
      },
    ],
    silent: [
      {
        when: 'one of three answers',
        series: { 'up{job="apiserver",instance="a"}': '0x20', 'up{job="apiserver",instance="b"}': '1x20' },
        at: '10m',
      },
    ],
  },
  Watchdog: { fires: [{ when: 'all is well', series: {}, at: '1m', severities: ['none'] }], silent: [] },
  StoreNearFull: {
    fires: [
      {
        when: 'a tenth is left',
        series: { [volume('available')]: '10x30', [volume('capacity')]: '100x30' },
        at: '20m',
        severities: warning,
      },
      {
        when: 'almost nothing is left',
        series: { [volume('available')]: '2x30', [volume('capacity')]: '100x30' },
        at: '20m',
        severities: [...critical, ...warning],
      },
    ],
    silent: [
      { when: 'half is left', series: { [volume('available')]: '50x30', [volume('capacity')]: '100x30' }, at: '20m' },
      {
        when: 'it is a volume of somebody else',
        series: { [volume('available', 'shop')]: '2x30', [volume('capacity', 'shop')]: '100x30' },
        at: '20m',
      },
    ],
  },
  CertificateExpiring: {
    fires: [
      { when: 'ten days are left', series: { [EXPIRY]: '864000x90' }, at: '80m', severities: warning },
      { when: 'a day is left', series: { [EXPIRY]: '86400x90' }, at: '80m', severities: [...critical, ...warning] },
    ],
    silent: [{ when: 'two months are left', series: { [EXPIRY]: '5184000x90' }, at: '80m' }],
  },
  InstrumentationWebhookDown: {
    fires: [
      {
        when: 'no pod answers',
        series: { 'up{job="otel-operator",pod="a"}': '1x5 0x30' },
        at: '25m',
        severities: warning,
      },
    ],
    silent: [
      {
        when: 'one of two pods answers',
        series: { 'up{job="otel-operator",pod="a"}': '1x30', 'up{job="otel-operator",pod="b"}': '0x30' },
        at: '25m',
      },
    ],
  },
  SecretSyncFailing: {
    fires: [{ when: 'the entry is missing', series: { [SECRET('False')]: '1x30' }, at: '20m', severities: warning }],
    silent: [{ when: 'it is there', series: { [SECRET('True')]: '1x30', [SECRET('False')]: '0x30' }, at: '20m' }],
  },
};
