/** Labels about people, on their way from a gateway into a real Prometheus: they are not stored, and nothing that they told apart is lost. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  CALLER,
  METRIC_RELABELINGS,
  PERSONAL_LABELS,
} from '../../../generator/components/llm-gateways/personal-labels.ts';
import type { JsonObject } from '../../../generator/data/json.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { startStub } from './http-stub.ts';
import { podIps } from './pod-ip.ts';
import { type Prometheus, startPrometheus } from './prometheus.ts';
import { installProofFleet } from './proof-fleet.ts';
import { eventually, Undo } from './server.ts';

/** What a gateway says of three people and of nobody. */
const SPEND = [
  ['user="alice",user_email="alice@acme.io",hashed_api_key="a1",client_ip="10.0.0.1"', 1],
  ['user="bob",user_email="bob@acme.io",hashed_api_key="b2",client_ip="10.0.0.1"', 20],
  ['user="bob",user_email="bob@acme.io",hashed_api_key="b2",client_ip="10.0.0.2"', 300],
  ['user="None",user_email="None",hashed_api_key="",client_ip="None"', 4000],
] as const;
const PAGE = [
  '# TYPE spend_total counter',
  ...SPEND.map(([labels, value]) => `spend_total{requested_model="chat",${labels}} ${value}`),
  '# TYPE spend_created gauge',
  'spend_created{user="alice"} 1790000000',
  '# TYPE in_flight gauge',
  'in_flight 7',
  '',
].join('\n');

/** Without the number, as it would be first thought of. */
const ONLY_DROPPED: readonly JsonObject[] = [{ action: 'labeldrop', regex: PERSONAL_LABELS.join('|') }];

const undo = new Undo();
let prometheus: Prometheus;

beforeAll(async () => {
  const installed = await installProofFleet({});
  const podIp = podIps();
  const gateway = undo.use(
    await startStub(podIp(), 4000, (_, response) => {
      response.writeHead(200, { 'Content-Type': 'text/plain; version=0.0.4' }).end(PAGE);
    }),
  );
  const address = new URL(gateway.url).host;
  const folder = temporaryFolder();
  undo.defer(() => rm(folder, { recursive: true, force: true }));
  prometheus = undo.use(
    await startPrometheus({
      folder: join(folder, 'prometheus'),
      host: podIp(),
      values: installed.values('prometheus'),
      manifests: [],
      targets: [
        { address, labels: { job: 'ours' }, metricRelabelings: METRIC_RELABELINGS },
        { address, labels: { job: 'dropped' }, metricRelabelings: ONLY_DROPPED },
      ],
      alertmanager: undefined,
    }),
  );
  await eventually('both targets', async () => {
    const found = await prometheus.query('in_flight');
    return found.length === 2 ? found : undefined;
  });
});

afterAll(() => undo.stop());

describe('labels about people', () => {
  it('are on no stored series', async () => {
    const labels = (await prometheus.series()).flatMap((series) => Object.keys(series));
    expect(labels.filter((label) => PERSONAL_LABELS.some((personal) => personal === label))).toEqual([]);
  });

  it('leave a number behind, so that every series stays one and nothing is lost', async () => {
    const stored = await prometheus.query('spend_total{job="ours"}');
    expect(stored.map(({ value }) => value).sort()).toEqual(SPEND.map(([, value]) => value).sort());
    const callers = stored.map(({ metric }) => metric[CALLER]);
    expect(new Set(callers).size).toBe(SPEND.length);
    expect(callers.filter((caller) => caller !== undefined && !/^\d+$/.test(caller))).toEqual([]);
  });

  it('lose what all but one of them count, where they are only dropped', async () => {
    expect((await prometheus.query('sum(spend_total{job="dropped"})')).map(({ value }) => value)).toEqual([1]);
  });

  it('give no number to what is about nobody', async () => {
    const found = await prometheus.query(`{__name__=~"in_flight|spend_total", job="ours", ${CALLER}=""}`);
    expect(found.map(({ value }) => value).sort((one, other) => one - other)).toEqual([7, 4000]);
  });

  it('are not kept as the time at which a series began', async () => {
    expect(await prometheus.query('spend_created{job="ours"}')).toEqual([]);
  });
});
