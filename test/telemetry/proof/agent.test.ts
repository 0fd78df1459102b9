/** Lines that containers write into the files of a node go through the generated agent and gateway into real log stores. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { STATE } from '../../../generator/components/otel-agent/configuration.ts';
import { POD_LOGS } from '../../../generator/components/otel-agent/files.ts';
import type { JsonObject } from '../../../generator/data/json.ts';
import { type Collector, startCollector } from './collector.ts';
import { type Collectors, prepare, startCollectors } from './collectors.ts';
import { lacksOf } from './log-dashboards.ts';
import { type Container, NodeFiles } from './node-files.ts';
import { phase } from './phase.ts';
import { podIps } from './pod-ip.ts';
import { startPodsApi, writeKubeconfig } from './pods-api.ts';
import { CLUSTER } from './proof-fleet.ts';
import { eventually, Undo } from './server.ts';
import { exportersTo, type Line, startVictoriaLogs, type VictoriaLogs } from './victoria-logs.ts';

const ASSISTANT: Container = { namespace: 'search', pod: 'assistant-1', container: 'app' };

/** As CloudNativePG writes what pgaudit logs (cloudnative-pg/cloudnative-pg:docs/src/logging.md, PGAudit Logs). */
const PGAUDIT = JSON.stringify({
  level: 'info',
  ts: '2026-11-30T12:00:00Z',
  logger: 'pgaudit',
  msg: 'record',
  record: {
    log_time: '2026-11-30 12:00:00.000 UTC',
    user_name: 'langfuse',
    database_name: 'langfuse',
    backend_type: 'client backend',
    audit: {
      audit_type: 'SESSION',
      statement_id: '1',
      substatement_id: '1',
      class: 'DDL',
      command: 'DROP TABLE',
      object_type: 'TABLE',
      object_name: 'public.traces',
      statement: 'DROP TABLE traces',
      parameter: '<none>',
    },
  },
  logging_pod: 'postgres-1',
});

/** In the format of NGINX, which refused the request. */
const REFUSED = '10.1.2.3 - - [30/Nov/2026:12:00:00 +0000] "GET /api/traces HTTP/1.1" 403 153 "-" "curl/8.5.0"';

let undo = new Undo();

afterEach(async () => {
  await undo.stop();
  undo = new Undo();
});

interface Site {
  readonly node: NodeFiles;
  readonly stores: Readonly<Record<'logs' | 'audit', VictoriaLogs>>;
  readonly dashboards: readonly string[];
  startAgent(): Promise<Collector>;
  startGateway(): Promise<Collectors>;
}

const values = z.record(z.string(), z.json());

/** A node, and both stores. Neither the agent nor the gateway runs yet. */
async function startSite(settings: JsonObject = {}): Promise<Site> {
  const podIp = podIps();
  const hosts = { logs: podIp(), audit: podIp() };
  const exporters = exportersTo(hosts);
  const site = await prepare(undo, {
    settings: {
      logs: { mode: 'managed' },
      audit: { mode: 'managed' },
      prometheus: { mode: 'disabled' },
      'otel-agent': {
        mode: 'managed',
        ...settings,
        values: { alternateConfig: { processors: { k8s_attributes: { auth_type: 'kubeConfig' } } } },
      },
      'otel-gateway': { values: { alternateConfig: { exporters } } },
    },
  });
  const { folder, installed, addresses } = site;
  const node = new NodeFiles(join(folder, 'pods'));
  const state = join(folder, 'state');
  await mkdir(state);
  const api = podIp();
  undo.use(await startPodsApi(api, () => node.pods()));
  const home = join(folder, 'node-1');
  await writeKubeconfig(home, api);
  const host = podIp();
  /** As on a node, but for its folders and the address of the gateway. */
  const here = values.parse(
    JSON.parse(
      JSON.stringify(installed.values('otel-agent'))
        .replaceAll(POD_LOGS, node.folder)
        .replaceAll(STATE, state)
        .replaceAll('otel-gateway.lang-observatory.svc', addresses.gateway),
    ),
  );
  const store = async (name: 'logs' | 'audit') =>
    undo.use(await startVictoriaLogs(join(folder, name), hosts[name], installed.values(name)));
  return {
    node,
    dashboards: installed.dashboards,
    stores: { logs: await store('logs'), audit: await store('audit') },
    startAgent: async () => undo.use(await startCollector(home, host, here, {})),
    startGateway: () => startCollectors(undo, site),
  };
}

const messages = (lines: readonly Line[]): readonly (string | undefined)[] => lines.map(({ _msg }) => _msg).sort();

/** Waits until a store has so many lines. */
function lines(store: VictoriaLogs, count: number): Promise<readonly Line[]> {
  return eventually(`${count} lines`, async () => {
    const found = await store.query('* _time:100y');
    return found.length >= count ? found : undefined;
  });
}

const numbered = (what: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${what} ${index}`);

describe('lines of pods', () => {
  it('arrive whole, with their pod, in the store that they are for, and those that are left out do not', async () => {
    const { node, stores, dashboards, startAgent, startGateway } = await startSite({ excludeNamespaces: ['training'] });
    await node.write(ASSISTANT, [
      { text: 'of last year', ageSeconds: 400 * 24 * 3600 },
      'the first line',
      { text: 'a line that ', goesOn: true },
      { text: 'the runtime ', goesOn: true },
      'has cut',
      'Traceback (most recent call last):',
      '  File "app.py", line 1',
      '{"message":"as JSON","trace_id":"4bf92f3577b34da6a3ce929d0e0e4736"}',
    ]);
    const stack = { namespace: 'lang-observatory' } as const;
    await node.write({ ...stack, pod: 'gateway-nginx-1', container: 'nginx' }, [REFUSED]);
    await node.write({ ...stack, pod: 'postgres-1', container: 'postgres' }, [PGAUDIT, '{"logger":"postgres"}']);
    for (const pod of ['otel-gateway-1', 'otel-sampler-1'])
      await node.write({ ...stack, pod, container: 'opentelemetry-collector' }, ['about lines']);
    await node.write({ namespace: 'otel-agent', pod: 'otel-agent-1', container: 'a' }, ['about lines']);
    await node.write({ namespace: 'training', pod: 'job-1', container: 'a' }, ['far too much']);
    await startGateway();
    const agent = await startAgent();
    const expected = [
      '  File "app.py", line 1',
      'Traceback (most recent call last):',
      'a line that the runtime has cut',
      'the first line',
      '{"logger":"postgres"}',
      '{"message":"as JSON","trace_id":"4bf92f3577b34da6a3ce929d0e0e4736"}',
    ];
    expect(messages(await lines(stores.audit, 2))).toEqual([REFUSED, PGAUDIT].sort());
    expect(messages(await lines(stores.logs, expected.length))).toEqual([...expected].sort());
    expect(await lacksOf('agent', dashboards, stores)).toEqual([]);
    const [found, ...others] = await stores.logs.query('"4bf92f3577b34da6a3ce929d0e0e4736"');
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      'k8s.namespace.name': 'search',
      'k8s.pod.name': 'assistant-1',
      'k8s.container.name': 'app',
      'k8s.node.name': 'node-1',
      'service.name': 'assistant',
      'log.iostream': 'stdout',
      cluster: CLUSTER,
    });
    expect(Object.keys(found ?? {}).filter((field) => field.startsWith('log'))).toEqual(['log.iostream']);
    expect(await stores.logs.count(/^vl_rows_dropped_total/)).toBe(0);
    expect(agent.watched).toEqual([]);
  });

  it('arrive once each, whatever is rotated and whenever the agent restarts', async () => {
    const { node, stores, startAgent, startGateway } = await startSite();
    await startGateway();
    const agent = await startAgent();
    const sent: string[] = [];
    const write = async (what: string, count = 20) => {
      const texts = numbered(what, count);
      await node.write(ASSISTANT, texts);
      sent.push(...texts);
    };
    await write('before');
    await lines(stores.logs, sent.length);
    await write('just before it is rotated');
    await node.rotate(ASSISTANT);
    await write('after it was rotated');
    await lines(stores.logs, sent.length);
    await agent.stop();
    await write('while the agent is away');
    await node.rotate(ASSISTANT);
    await write('rotated while the agent is away');
    const another = await startAgent();
    await write('after the restart');
    expect(messages(await lines(stores.logs, sent.length))).toEqual([...sent].sort());
    expect([...agent.watched, ...another.watched]).toEqual([]);
  });
});

describe('while the gateway is away', () => {
  it('nothing is lost, and an agent that is told to end does so within seconds', async () => {
    const { node, stores, startAgent, startGateway } = await startSite();
    const before = numbered('before the end', 500);
    await node.write(ASSISTANT, before);
    const agent = await startAgent();
    await eventually('lines that wait', async () =>
      (await agent.count('otelcol_receiver_accepted_log_records_total')) >= before.length ? true : undefined,
    );
    const begun = Date.now();
    await phase('the end of the agent', () => agent.stop());
    expect(Date.now() - begun).toBeLessThan(10_000);
    const after = numbered('after the end', 50);
    await node.write(ASSISTANT, after);
    await startAgent();
    await startGateway();
    expect(messages(await lines(stores.logs, before.length + after.length))).toEqual([...before, ...after].sort());
  });
});
