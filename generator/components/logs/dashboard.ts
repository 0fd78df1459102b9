/** What applications and pods write, and what happens in Kubernetes. */
import { type DashboardDrawing, dashboard, row } from '../../telemetry/grafana/dashboard.ts';
import {
  chosen,
  count,
  distinct,
  inPlace,
  isOneOf,
  lines,
  matches,
  textSize,
  typed,
  withoutNumbers,
} from '../../telemetry/grafana/log-query.ts';
import { fieldValues, logSource, search } from '../../telemetry/grafana/log-variables.ts';
import { bars, logLines, stat, timeSeries } from '../../telemetry/grafana/panels.ts';
import { placeVariables } from '../../telemetry/grafana/stack.ts';
import { EVENTS_SERVICE } from '../../telemetry/log-fields.ts';
import { storeRow } from '../log-store/panels.ts';

const SOURCE = 'logs';

/** Of the chosen applications and namespaces. */
const CHOSEN = [
  ...inPlace,
  chosen('service.name', 'service_name'),
  chosen('k8s.namespace.name', 'namespace'),
  typed('filter'),
];
const FAILED = matches('severity_text', '(?i)^(error|fatal|critical)');
const WARNINGS = [
  ...inPlace,
  isOneOf('service.name', EVENTS_SERVICE),
  isOneOf('severity_text', 'WARN'),
  chosen('k8s.namespace.name', 'namespace'),
];

export const logsDashboard: DashboardDrawing = () =>
  dashboard({
    uid: 'logs',
    title: 'Logs',
    description:
      'Lines of applications and pods, and events of Kubernetes. It needs a log store of the kind VictoriaLogs.',
    tags: ['logs'],
    from: 'now-1h',
    variables: [
      ...placeVariables(),
      logSource(SOURCE),
      fieldValues(SOURCE, 'service_name', 'Application', 'service.name'),
      fieldValues(SOURCE, 'namespace', 'Namespace', 'k8s.namespace.name'),
      search('filter'),
    ],
    rows: [
      row(
        'Now',
        stat({
          title: 'Lines',
          description: 'Lines in the chosen time.',
          unit: 'short',
          whole: true,
          width: 6,
          queries: [count(SOURCE, { of: CHOSEN })],
        }),
        stat({
          title: 'Errors',
          description: 'Lines with the severity ERROR or a higher one, which SDKs set.',
          unit: 'short',
          whole: true,
          width: 6,
          queries: [count(SOURCE, { of: [...CHOSEN, FAILED] })],
        }),
        stat({
          title: 'Applications',
          description: 'Applications that wrote lines.',
          unit: 'short',
          whole: true,
          width: 6,
          queries: [count(SOURCE, { of: CHOSEN, measure: distinct('service.name') })],
        }),
        stat({
          title: 'Warnings of Kubernetes',
          description: 'Events of the type Warning.',
          unit: 'short',
          whole: true,
          width: 6,
          queries: [count(SOURCE, { of: WARNINGS })],
        }),
      ),
      row(
        'Who writes how much?',
        timeSeries({
          title: 'Lines by application',
          description: 'Lines in each step of the graph.',
          unit: 'short',
          counts: true,
          stacked: true,
          queries: [count(SOURCE, { of: CHOSEN, by: ['service.name'] })],
        }),
        timeSeries({
          title: 'Errors by application',
          description: 'Lines with the severity ERROR or a higher one, in each step of the graph.',
          unit: 'short',
          counts: true,
          queries: [count(SOURCE, { of: [...CHOSEN, FAILED], by: ['service.name'] })],
          empty: 'none',
        }),
        bars({
          title: 'Size by namespace',
          description: 'Text of the lines of pods in the chosen time, before compression.',
          unit: 'bytes',
          width: 12,
          queries: [count(SOURCE, { of: CHOSEN, by: ['k8s.namespace.name'], measure: textSize, most: 10 })],
        }),
        bars({
          title: 'Most frequent errors',
          description: 'Texts of errors, without the numbers in them.',
          unit: 'short',
          width: 12,
          queries: [count(SOURCE, { of: [...CHOSEN, FAILED], pipes: [withoutNumbers], by: ['_msg'], most: 10 })],
          empty: 'none',
        }),
      ),
      row(
        'Lines',
        logLines({
          title: 'Lines',
          description: 'The newest first. A line opens with its fields, and with links to its trace and to metrics.',
          queries: [lines(SOURCE, CHOSEN)],
          empty: 'no lines',
        }),
      ),
      row(
        'Kubernetes',
        timeSeries({
          title: 'Warnings by reason',
          description: 'Events of the type Warning, in each step of the graph.',
          unit: 'short',
          counts: true,
          width: 10,
          height: 10,
          queries: [count(SOURCE, { of: WARNINGS, by: ['k8s.event.reason'] })],
          empty: 'none',
        }),
        logLines({
          title: 'Warnings',
          description: 'Events of the type Warning, the newest first.',
          width: 14,
          height: 10,
          queries: [lines(SOURCE, WARNINGS)],
          empty: 'none',
        }),
      ),
      storeRow('logs'),
    ],
  });
