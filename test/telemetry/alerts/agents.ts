/** Lines of pods on their way from the nodes. */
import { type AlertCases, warning } from './case.ts';

const UP = 'up{job="otel-agent",pod="otel-agent-1"}';
const UNAVAILABLE = 'kube_daemonset_status_number_unavailable{namespace="otel-agent",daemonset="otel-agent"}';
const QUEUE = 'job="otel-agent",pod="otel-agent-1",exporter="otlp_http/gateway",data_type="logs"';
const SIZE = `otelcol_exporter_queue_size{${QUEUE}}`;
const CAPACITY = `otelcol_exporter_queue_capacity{${QUEUE}}`;

const dropped = (how: string, job = 'otel-agent') => `otelcol_${how}_log_records_total{job="${job}"}`;

const EVENTS_UP = 'up{job="otel-events"}';
const SEEN = 'otelcol_receiver_accepted_log_records_total{job="otel-events",receiver="k8s_objects"}';
const UPTIME = 'otelcol_process_uptime_seconds_total{job="otel-events"}';

export const AGENT_CASES: Readonly<Record<string, AlertCases>> = {
  LogAgentDown: {
    fires: [
      { when: 'there is no agent', series: {}, at: '20m', severities: warning },
      { when: 'one does not respond', series: { [UP]: '0x30' }, at: '20m', severities: warning },
      { when: 'a node has none', series: { [UP]: '1x30', [UNAVAILABLE]: '1x30' }, at: '20m', severities: warning },
    ],
    silent: [
      { when: 'each node has one', series: { [UP]: '1x30', [UNAVAILABLE]: '0x30' }, at: '20m' },
      { when: 'one restarts', series: { [UP]: '1x10 0x3 1x30', [UNAVAILABLE]: '0x10 1x3 0x30' }, at: '30m' },
      {
        when: 'another DaemonSet is not ready',
        series: { [UP]: '1x30', 'kube_daemonset_status_number_unavailable{namespace="gpu",daemonset="gpu"}': '1x30' },
        at: '20m',
      },
    ],
  },
  PodLogsNotRead: {
    fires: [
      { when: 'its queue is full', series: { [SIZE]: '99x30', [CAPACITY]: '100x30' }, at: '15m', severities: warning },
    ],
    silent: [{ when: 'lines wait', series: { [SIZE]: '60x30', [CAPACITY]: '100x30' }, at: '15m' }],
  },
  PodLogsDropped: {
    fires: [
      {
        when: 'the gateway rejects them',
        series: { [dropped('exporter_send_failed')]: '0+10x30' },
        at: '15m',
        severities: warning,
      },
      {
        when: 'the pipeline does',
        series: { [dropped('receiver_refused')]: '0+10x30' },
        at: '15m',
        severities: warning,
      },
      {
        when: 'the receiver fails',
        series: { [dropped('receiver_failed')]: '0+10x30' },
        at: '15m',
        severities: warning,
      },
    ],
    silent: [
      {
        when: 'the gateway loses them',
        series: { [dropped('exporter_send_failed', 'otel-gateway')]: '0+10x30' },
        at: '15m',
      },
    ],
  },
  KubernetesEventsNotCollected: {
    fires: [
      { when: 'there is no collector', series: {}, at: '20m', severities: warning },
      {
        when: 'it runs and sees nothing any more',
        series: { [EVENTS_UP]: '1x600', [SEEN]: '9x600', [UPTIME]: '0+60x600' },
        at: '420m',
        severities: warning,
      },
    ],
    silent: [
      { when: 'it sees events', series: { [EVENTS_UP]: '1x600', [SEEN]: '0+1x600', [UPTIME]: '0+60x600' }, at: '420m' },
      { when: 'it has just started', series: { [EVENTS_UP]: '1x60', [SEEN]: '9x60', [UPTIME]: '0+60x60' }, at: '50m' },
    ],
  },
  KubernetesEventsDropped: {
    fires: [
      {
        when: 'the gateway rejects them',
        series: { [dropped('exporter_send_failed', 'otel-events')]: '0+10x30' },
        at: '15m',
        severities: warning,
      },
      {
        when: 'its memory is full',
        series: { [dropped('receiver_refused', 'otel-events')]: '0+10x30' },
        at: '15m',
        severities: warning,
      },
    ],
    silent: [{ when: 'agents lose lines', series: { [dropped('exporter_send_failed')]: '0+10x30' }, at: '15m' }],
  },
};
