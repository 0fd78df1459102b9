/** Who did what: requests at the gateway, statements in PostgreSQL, and what Argo CD and Flux deployed. */
import { type DashboardDrawing, dashboard, row } from '../../telemetry/grafana/dashboard.ts';
import {
  count,
  extract,
  has,
  inPlace,
  isOneOf,
  lines,
  only,
  typed,
  unpack,
  write,
} from '../../telemetry/grafana/log-query.ts';
import { logSource, search } from '../../telemetry/grafana/log-variables.ts';
import { bars, logLines, stat, timeSeries } from '../../telemetry/grafana/panels.ts';
import { placeVariables } from '../../telemetry/grafana/stack.ts';
import { EVENTS_SERVICE } from '../../telemetry/log-fields.ts';
import { storeRow } from '../log-store/panels.ts';

const SOURCE = 'audit';
const CHOSEN = [...inPlace, typed('filter')];

/** Access logs in the combined format of NGINX; its other lines have no status. */
const REQUESTS = {
  of: [...CHOSEN, isOneOf('k8s.container.name', 'nginx')],
  pipes: [extract('<ip> - <_> [<_>] "<method> <path> <_>" <status> '), only(has('status'))],
};
const REFUSED = { ...REQUESTS, pipes: [...REQUESTS.pipes, only(isOneOf('status', '401', '403', '429'))] };
const STATEMENTS = {
  of: [...CHOSEN, isOneOf('k8s.container.name', 'postgres')],
  pipes: [
    unpack(
      'record.user_name',
      'record.database_name',
      'record.audit.class',
      'record.audit.command',
      'record.audit.statement',
    ),
  ],
};
const DEPLOYMENTS = { of: [...CHOSEN, isOneOf('service.name', EVENTS_SERVICE)] };

export const auditDashboard: DashboardDrawing = () =>
  dashboard({
    uid: 'audit',
    title: 'Audit',
    description:
      'Who did what: requests, statements in PostgreSQL, and deployments. It needs an audit store of the kind VictoriaLogs.',
    tags: ['logs'],
    from: 'now-24h',
    variables: [...placeVariables(), logSource(SOURCE), search('filter')],
    rows: [
      row(
        'Now',
        stat({
          title: 'Requests',
          description: 'Requests at the gateway in the chosen time.',
          unit: 'short',
          whole: true,
          width: 6,
          queries: [count(SOURCE, REQUESTS)],
        }),
        stat({
          title: 'Refused requests',
          description: 'Requests that were answered with 401, 403 or 429.',
          unit: 'short',
          whole: true,
          width: 6,
          queries: [count(SOURCE, REFUSED)],
        }),
        stat({
          title: 'Statements',
          description: 'Statements that pgaudit has written.',
          unit: 'short',
          whole: true,
          width: 6,
          queries: [count(SOURCE, STATEMENTS)],
        }),
        stat({
          title: 'Deployments',
          description: 'Events of Argo CD and Flux.',
          unit: 'short',
          whole: true,
          width: 6,
          queries: [count(SOURCE, DEPLOYMENTS)],
        }),
      ),
      row(
        'Requests',
        timeSeries({
          title: 'Requests by status',
          description: 'Requests at the gateway, in each step of the graph.',
          unit: 'short',
          counts: true,
          queries: [count(SOURCE, { ...REQUESTS, by: ['status'] })],
        }),
        bars({
          title: 'Refused requests by address',
          description: 'Addresses whose requests were answered with 401, 403 or 429.',
          unit: 'short',
          width: 12,
          queries: [count(SOURCE, { ...REFUSED, by: ['ip'], most: 10 })],
          empty: 'none',
        }),
        logLines({
          title: 'Requests at the gateway',
          description: 'The newest first.',
          height: 8,
          queries: [lines(SOURCE, REQUESTS.of, ...REQUESTS.pipes)],
          empty: 'no requests',
        }),
      ),
      row(
        'Statements in PostgreSQL',
        timeSeries({
          title: 'Statements by class',
          description: 'Statements that pgaudit has written, in each step of the graph.',
          unit: 'short',
          counts: true,
          width: 8,
          queries: [count(SOURCE, { ...STATEMENTS, by: ['record.audit.class'] })],
          empty: 'none',
        }),
        logLines({
          title: 'Statements',
          description: 'Role, database and statement, the newest first.',
          width: 16,
          height: 8,
          queries: [
            lines(
              SOURCE,
              STATEMENTS.of,
              ...STATEMENTS.pipes,
              write('<record.user_name>@<record.database_name>: <record.audit.statement>'),
            ),
          ],
          empty: 'none',
        }),
      ),
      row(
        'Deployments',
        timeSeries({
          title: 'Deployments by reason',
          description: 'Events of Argo CD and Flux, in each step of the graph.',
          unit: 'short',
          counts: true,
          width: 8,
          queries: [count(SOURCE, { ...DEPLOYMENTS, by: ['k8s.event.reason'] })],
          empty: 'none',
        }),
        logLines({
          title: 'What Argo CD and Flux did',
          description: 'Object and message, the newest first. Argo CD says who asked for it.',
          width: 16,
          height: 8,
          queries: [lines(SOURCE, DEPLOYMENTS.of, write('<k8s.object.kind> <k8s.object.name>: <_msg>'))],
          empty: 'none',
        }),
      ),
      storeRow('audit'),
    ],
  });
