/** Believable lines in a real VictoriaLogs, for the pictures of dashboards about lines: of applications, pods, events, and the audit stream. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { EVENTS_SERVICE, type LogField, STREAM_FIELDS } from '../../generator/telemetry/log-fields.ts';
import { answers, type Server, startServer } from '../../test/telemetry/proof/server.ts';
import { testTool } from '../../test/tools/build-test-tool.ts';
import { freePort } from './demo-prometheus.ts';
import { FIRST_CLUSTER, NAMESPACE } from './people-and-things.ts';

type Line = Readonly<Partial<Record<LogField, string>>>;

/** What is written again and again, every so many seconds. */
interface Habit {
  readonly every: number;
  readonly line: (turn: number) => Line;
}

const DAY_SECONDS = 86_400;

const of = (service: string, namespace: string, rest: Line): Line => ({
  'service.name': service,
  'k8s.namespace.name': namespace,
  ...rest,
});
const traceId = (turn: number): string =>
  (0x9e3779b97f4a7c15n * BigInt(turn + 1)).toString(16).padStart(32, '4').slice(-32);

const HABITS: readonly Habit[] = [
  {
    every: 20,
    line: (turn) =>
      of('shop-assistant', 'shop', {
        severity_text: 'INFO',
        trace_id: traceId(turn),
        _msg: `answered in ${(turn % 7) + 1}.${turn % 10} s with gpt-4o`,
      }),
  },
  {
    every: 55,
    line: (turn) =>
      of('support-desk', 'support', {
        severity_text: 'INFO',
        trace_id: traceId(turn),
        _msg: `ticket ${4000 + turn} was sorted`,
      }),
  },
  {
    every: 410,
    line: (turn) =>
      of('shop-assistant', 'shop', {
        severity_text: 'ERROR',
        trace_id: traceId(turn),
        _msg: `the model did not answer after ${20 + (turn % 9)} s`,
      }),
  },
  {
    every: 700,
    line: (turn) =>
      of('report-writer', 'reports', { severity_text: 'ERROR', _msg: `warehouse query ${turn} timed out` }),
  },
  {
    every: 35,
    line: (turn) =>
      of('langfuse-worker', NAMESPACE, {
        'k8s.container.name': 'langfuse-worker',
        _msg: `processed ${turn % 90} events`,
      }),
  },
  {
    every: 600,
    line: (turn) =>
      of(EVENTS_SERVICE, ['shop', 'models', NAMESPACE][turn % 3] ?? '', {
        severity_text: 'WARN',
        'k8s.event.reason': ['BackOff', 'Unhealthy', 'FailedScheduling'][turn % 3] ?? '',
        _msg:
          [
            'Back-off restarting failed container',
            'Readiness probe failed: 503',
            '0/6 nodes are available: 6 Insufficient nvidia.com/gpu',
          ][turn % 3] ?? '',
      }),
  },
];

const AUDITED: readonly Habit[] = [
  {
    every: 30,
    line: (turn) =>
      of('gateway-nginx', NAMESPACE, {
        'k8s.container.name': 'nginx',
        _msg: `10.2.${turn % 4}.${10 + (turn % 5)} - - [09/Jun/2026:15:00:00 +0000] "${turn % 5 === 0 ? 'POST' : 'GET'} /api/public/traces HTTP/1.1" ${turn % 23 === 0 ? 401 : turn % 41 === 0 ? 403 : 200} ${200 + turn} "-" "Mozilla/5.0"`,
      }),
  },
  {
    every: 3000,
    line: (turn) =>
      of('postgres', NAMESPACE, {
        'k8s.container.name': 'postgres',
        _msg: JSON.stringify({
          logger: 'pgaudit',
          record: {
            user_name: 'langfuse',
            database_name: 'langfuse',
            audit: {
              class: turn % 4 === 0 ? 'ROLE' : 'DDL',
              command: turn % 4 === 0 ? 'ALTER ROLE' : 'ALTER TABLE',
              statement:
                turn % 4 === 0
                  ? 'ALTER ROLE grafana PASSWORD <REDACTED>'
                  : `ALTER TABLE traces ADD COLUMN note_${turn} text`,
            },
          },
        }),
      }),
  },
  {
    every: 4000,
    line: (turn) =>
      of(EVENTS_SERVICE, 'argocd', {
        severity_text: 'INFO',
        'k8s.event.reason': turn % 2 === 0 ? 'OperationStarted' : 'OperationCompleted',
        'k8s.object.kind': 'Application',
        'k8s.object.name': ['langfuse', 'grafana', 'clickhouse'][turn % 3] ?? '',
        _msg: turn % 2 === 0 ? 'ada@acme.io initiated sync to 4f2c91e' : 'Sync operation to 4f2c91e succeeded',
      }),
  },
];

export interface DemoLines extends Server {
  readonly url: string;
}

/** Lines of the day before `end`, in seconds since 1970. */
export async function startDemoLines(folder: string, store: 'logs' | 'audit', end: number): Promise<DemoLines> {
  const home = join(folder, store);
  mkdirSync(home, { recursive: true });
  const address = `127.0.0.1:${await freePort()}`;
  const url = `http://${address}`;
  const server = await startServer({
    name: 'victoria-logs',
    program: await testTool('victoria-logs'),
    arguments: [
      `-httpListenAddr=${address}`,
      '-storageDataPath=storage',
      '-retentionPeriod=100y',
      '-inmemoryDataFlushInterval=1s',
    ],
    folder: home,
    ready: () => answers(`${url}/health`),
  });
  const texts = (store === 'logs' ? HABITS : AUDITED).flatMap(({ every, line }) =>
    Array.from({ length: Math.floor(DAY_SECONDS / every) }, (_, turn) =>
      JSON.stringify({
        cluster: FIRST_CLUSTER,
        environment: 'prod',
        ...line(turn),
        _time: new Date((end - DAY_SECONDS + turn * every) * 1000).toISOString(),
      }),
    ),
  );
  const path = `/insert/jsonline?_stream_fields=${STREAM_FIELDS.join(',')}`;
  const headers = { 'Content-Type': 'application/stream+json' };
  await fetch(`${url}${path}`, { method: 'POST', headers, body: texts.join('\n') });
  await fetch(`${url}/internal/force_flush`);
  return { ...server, url };
}
