/** Lines of a real SDK, and of containers, go through the generated gateway into real log stores, and are found there. */
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../generator/data/json.ts';
import { pythonWith } from '../../tools/python.ts';
import { APPLICATION_PACKAGES, environmentOf, runProgram } from './application.ts';
import { type Collectors, startCollectorsAlone } from './collectors.ts';
import { lacksOf } from './log-dashboards.ts';
import { phase } from './phase.ts';
import { podIps } from './pod-ip.ts';
import { CLUSTER, ENVIRONMENT } from './proof-fleet.ts';
import { eventually, Undo } from './server.ts';
import { send } from './trouble.ts';
import { exportersTo, type Line, startVictoriaLogs, type VictoriaLogs } from './victoria-logs.ts';

const DAY_SECONDS = 24 * 3600;

/** As the Secret of PostgreSQL's image writes what pgaudit logs (cloudnative-pg/cloudnative-pg:pkg/management/logpipe). */
const PGAUDIT = JSON.stringify({
  level: 'info',
  logger: 'pgaudit',
  msg: 'record',
  record: { user_name: 'app', audit: { audit_type: 'SESSION', class: 'DDL', statement: 'DROP TABLE traces' } },
});

let undo = new Undo();

afterEach(async () => {
  await undo.stop();
  undo = new Undo();
});

interface Site extends Collectors {
  start(store: 'logs' | 'audit', ...further: readonly string[]): Promise<VictoriaLogs>;
}

/** The gateway, and both stores at their addresses as soon as they are started. */
async function startSite(): Promise<Site> {
  const podIp = podIps();
  const hosts = { logs: podIp(), audit: podIp() };
  const exporters = exportersTo(hosts);
  const collectors = await startCollectorsAlone(undo, {
    settings: {
      logs: { mode: 'managed' },
      audit: { mode: 'managed' },
      'otel-gateway': { values: { alternateConfig: { exporters } } },
    },
  });
  const { folder, installed } = collectors;
  return {
    ...collectors,
    start: async (store, ...further) =>
      undo.use(await startVictoriaLogs(join(folder, store), hosts[store], installed.values(store), further)),
  };
}

interface Record {
  readonly body: string;
  /** Of the resource. */
  readonly container?: string;
  readonly namespace?: string;
  readonly ageSeconds?: number;
}

function encodeLogs(records: readonly Record[]): string {
  const attribute = (key: string, value: string): JsonObject => ({ key, value: { stringValue: value } });
  const resourceLogs = records.map(({ body, container, namespace = 'lang-observatory', ageSeconds = 0 }) => ({
    resource: {
      attributes:
        container === undefined
          ? []
          : [attribute('k8s.namespace.name', namespace), attribute('k8s.container.name', container)],
    },
    scopeLogs: [
      {
        logRecords: [
          { timeUnixNano: `${BigInt(Date.now() - ageSeconds * 1000) * 1_000_000n}`, body: { stringValue: body } },
        ],
      },
    ],
  }));
  return JSON.stringify({ resourceLogs });
}

const messages = (lines: readonly Line[]): readonly (string | undefined)[] => lines.map(({ _msg }) => _msg).sort();

/** Waits until a store has so many lines. */
function lines(store: VictoriaLogs, count: number): Promise<readonly Line[]> {
  return eventually(`${count} lines`, async () => {
    const found = await store.query('* _time:100y');
    return found.length >= count ? found : undefined;
  });
}

describe('lines of an application', () => {
  it('are found by their trace, with the place, the severity and every attribute', async () => {
    const { start, folder, installed, gateway } = await startSite();
    const store = await start('logs');
    const output = await phase('an application', async () =>
      runProgram(await pythonWith(APPLICATION_PACKAGES), [join(import.meta.dirname, 'application', 'logs.py')], {
        folder: join(folder, 'application'),
        environment: environmentOf(
          { instructions: installed.instructions, otlp: gateway.otlp, provider: 'http://127.0.0.1:9/' },
          'python',
        ),
      }),
    );
    const [traceId = ''] = /[0-9a-f]{32}/.exec(output) ?? [];
    await lines(store, 2);
    const [found, ...others] = await store.query(`trace_id:="${traceId}"`);
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      _msg: 'the model did not answer',
      severity_text: 'ERROR',
      model: 'gpt-4o',
      'service.name': 'assistant',
      cluster: CLUSTER,
      environment: ENVIRONMENT,
    });
    expect(messages(await store.query('{service.name="assistant"}'))).toEqual([
      'before any request',
      'the model did not answer',
    ]);
    expect(await lacksOf('application', installed.dashboards, { logs: store })).toEqual([]);
  });
});

describe('lines of containers', () => {
  it('go to the audit stream where they say who did what, and nowhere else', async () => {
    const { start, gateway } = await startSite();
    const [logs, audit] = [await start('logs'), await start('audit')];
    const audited = [
      { body: '10.0.0.1 GET /api/traces 200', container: 'nginx' },
      { body: PGAUDIT, container: 'postgres' },
    ];
    const others = [
      { body: 'of no container' },
      { body: '{"logger":"postgres","msg":"record"}', container: 'postgres' },
      { body: 'of another namespace', container: 'nginx', namespace: 'search' },
      { body: `says "logger":"pgaudit"`, container: 'assistant', namespace: 'search' },
    ];
    expect(await send(gateway.otlp, 'logs', encodeLogs([...audited, ...others]))).toBe(200);
    expect(messages(await lines(audit, audited.length))).toEqual(audited.map(({ body }) => body).sort());
    expect(messages(await lines(logs, others.length))).toEqual(others.map(({ body }) => body).sort());
  });

  it('are kept as long as their store says, and what is too old is counted for the alert', async () => {
    const { start, gateway } = await startSite();
    const [logs, audit] = [await start('logs'), await start('audit')];
    const old = { body: 'ten days ago', ageSeconds: 10 * DAY_SECONDS };
    await send(gateway.otlp, 'logs', encodeLogs([old, { ...old, container: 'nginx' }, { body: 'now' }]));
    expect(messages(await lines(audit, 1))).toEqual(['ten days ago']);
    expect(messages(await lines(logs, 1))).toEqual(['now']);
    expect(await logs.count(/^vl_rows_dropped_total\{reason="too_small_timestamp"\}$/)).toBe(1);
    expect(await audit.count(/^vl_rows_dropped_total/)).toBe(0);
  });
});

describe('a store that does not take lines', () => {
  it('gets every line that was answered with success when it is back, and is told of while it is full', async () => {
    const { start, gateway } = await startSite();
    // No volume has so much room: it is full.
    const full = await start('logs', '-storage.minFreeDiskSpaceBytes=900TB');
    const sent: string[] = [];
    for (let index = 0; index < 50; index += 1) {
      const body = `line ${index}`;
      expect(await send(gateway.otlp, 'logs', encodeLogs([{ body }]))).toBe(200);
      sent.push(body);
    }
    await eventually('an attempt', async () =>
      (await full.count(/^vl_http_requests_total\{path="\/insert\/opentelemetry/)) > 0 ? true : undefined,
    );
    expect(await full.count(/^vl_storage_is_read_only/)).toBe(1);
    expect(await full.query('*')).toEqual([]);
    await full.stop();
    const store = await start('logs');
    expect(messages(await phase('catching up', () => lines(store, sent.length)))).toEqual([...sent].sort());
    expect(await gateway.count('otelcol_exporter_send_failed_log_records_total')).toBe(0);
    expect(await gateway.count('otelcol_exporter_enqueue_failed_log_records_total')).toBe(0);
  });

  it('tells of a line that is too long in its log alone, where the alert reads it', async () => {
    const { start, gateway } = await startSite();
    const store = await start('logs');
    await send(gateway.otlp, 'logs', encodeLogs([{ body: 'x'.repeat(3 * 2 ** 20) }, { body: 'short' }]));
    expect(messages(await lines(store, 1))).toEqual(['short']);
    expect(await store.count(/^vl_rows_dropped_total/)).toBe(0);
    expect(
      await store.count(/^vm_log_messages_total\{.*level="warn", location=".*\/lib\/logstorage\/log_rows\.go:/),
    ).toBeGreaterThan(0);
  });
});

describe('a store that ends', () => {
  it('has what it answered with success when it starts again', async () => {
    const { start, gateway } = await startSite();
    const store = await start('logs');
    await send(gateway.otlp, 'logs', encodeLogs([{ body: 'kept' }]));
    await lines(store, 1);
    await store.stop();
    expect(messages(await lines(await start('logs'), 1))).toEqual(['kept']);
  });
});
