/**
 * What people look at is true: a real application's telemetry goes through the generated configuration, the long way with a
 * sampler that keeps it all, and every query of the generated dashboards, alerts and rules that is about what ran here finds
 * what it asks for.
 */
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../../generator/telemetry/catalogue/catalogue.ts';
import { RECORDINGS } from '../../../generator/telemetry/llm-rules/sources.ts';
import { promql } from '../../../generator/telemetry/promql.ts';
import { freePort } from '../../free-port.ts';
import { pythonWith } from '../../tools/python.ts';
import { TEST_TOOLS } from '../../tools/test-tools.ts';
import { excuseFor, UNSEEN_EXPRESSIONS, unseenBecause } from './absences.ts';
import { startAlertmanager } from './alertmanager.ts';
import { APPLICATION_PACKAGES, environmentOf, runExample, runFrameworks, runProgram } from './application.ts';
import { startBlackbox } from './blackbox.ts';
import { EMITTERS } from './emitters.ts';
import { dashboardExpressions, type Expression, ruleExpressions } from './expressions.ts';
import { answerJson, startStub, startTlsStub } from './http-stub.ts';
import { KSERVE_PROGRAMS, type KServe, kserveSettings, startKServe } from './kserve.ts';
import { LANGFUSE_PROGRAMS, startLangfuseWorker } from './langfuse-worker.ts';
import { LITELLM_PROGRAMS, LITELLM_SETTINGS, type LiteLlm, startLiteLlm } from './litellm.ts';
import { type OpenAi, startOpenAi } from './openai-stub.ts';
import type { Span } from './otlp.ts';
import { phase } from './phase.ts';
import { podIps } from './pod-ip.ts';
import { POSTGRES_PROGRAMS, type Postgres, startPostgres } from './postgres.ts';
import { cutOffReplicas, makeTraffic, POSTGRES_OCCASIONS } from './postgres-traffic.ts';
import type { Series } from './prometheus.ts';
import { CLUSTER, ENVIRONMENT, RECEIVERS } from './proof-fleet.ts';
import { compare, metricsPage, type Programs } from './record.ts';
import { startSeaweedFs } from './seaweedfs.ts';
import { eventually } from './server.ts';
import { makeTrouble, SOON_FULL } from './trouble.ts';
import { startValkey, VALKEY_PROGRAMS } from './valkey.ts';
import { exportersTo, startVictoriaLogs } from './victoria-logs.ts';
import { labelsOf, startWorld, type World } from './world.ts';

const PROGRAMS: Programs = {
  'gen-ai': [
    'OpenLIT 1.45.0 with openai 2.54.0, openai-agents 0.20.0, mcp 1.30.0 and qdrant-client 1.20.0',
    ...EMITTERS.filter(({ labels }) => labels !== undefined).map(({ programs }) => programs),
  ].join('; '),
  alertmanager: `Alertmanager ${TEST_TOOLS.alertmanager.version}`,
  blackbox: `blackbox_exporter ${TEST_TOOLS['blackbox-exporter'].version}`,
  collector: `OpenTelemetry Collector ${TEST_TOOLS.otelcol.version}`,
  kserve: KSERVE_PROGRAMS,
  langfuse: LANGFUSE_PROGRAMS,
  litellm: LITELLM_PROGRAMS,
  postgres: POSTGRES_PROGRAMS,
  prometheus: 'Prometheus 3.16.0',
  recorded: 'the generated rules in Prometheus 3.16.0',
  seaweedfs: 'SeaweedFS 4.53',
  valkey: VALKEY_PROGRAMS,
  'victoria-logs': `VictoriaLogs ${TEST_TOOLS['victoria-logs'].version}`,
};

/** Jobs that wait in Langfuse's queue. */
const WAITING = 3;

/** Rounds of requests to LiteLLM, with a few scrapes between any two. */
const GATEWAY_ROUNDS = 8;
const GATEWAY_PAUSE_MILLISECONDS = 3000;

let world: World;
let provider: OpenAi;
/** Of SDKs that tell no provider their trace. */
let otherProvider: OpenAi;
let litellm: LiteLlm;
let kserve: KServe;
let postgres: Postgres;
/** What Langfuse had, and the sampler had counted as sent, when the applications were done. */
let arrived: readonly Span[];
let sent: number;
/** Spans that were refused until then. */
let refused: number;

beforeAll(async () => {
  const logStore = podIps()();
  const kservePort = await freePort();
  world = await phase('start', () =>
    startWorld({
      settings: {
        'otel-gateway': {
          values: { alternateConfig: { exporters: { ...SOON_FULL, ...exportersTo({ logs: logStore }) } } },
        },
        'otel-sampler': { percent: 100, slowerThan: '5s', decisionWait: '15s' },
        postgres: { instances: 2 },
        'object-store': { volume: { replicas: 2 } },
        'llm-gateways': LITELLM_SETTINGS,
        'model-serving': kserveSettings(kservePort),
        logs: { mode: 'managed' },
      },
      samplers: 1,
      neighbours: async (undo, folder, podIp, installed, langfuse, { gateway }) => {
        const host = podIp();
        const people = undo.use(await startStub(podIp(), 8080, (_, response) => answerJson(response, 200, {})));
        const ui = undo.use(await startTlsStub(podIp(), folder, (_, response) => answerJson(response, 200, {})));
        const alertmanager = undo.use(
          await startAlertmanager(join(folder, 'alertmanager'), host, installed.values('prometheus'), {
            [`${RECEIVERS}/webhook-url`]: `${people.url}/alerts`,
            [`${RECEIVERS}/watchdog-url`]: `${people.url}/watchdog`,
          }),
        );
        provider = undo.use(await startOpenAi(podIp()));
        otherProvider = undo.use(await startOpenAi(podIp()));
        litellm = await startLiteLlm(undo, {
          folder: join(folder, 'litellm'),
          host: podIp(),
          manifests: installed.manifests,
        });
        kserve = await startKServe(undo, {
          folder: join(folder, 'kserve'),
          host: podIp(),
          manifests: installed.manifests,
        });
        undo.use(await startVictoriaLogs(join(folder, 'logs'), logStore, installed.values('logs')));
        const valkey = await startValkey(undo, join(folder, 'valkey'), podIp, installed.values('valkey'), WAITING);
        postgres = await startPostgres(undo, join(folder, 'postgres'), podIp, installed.manifests);
        await makeTraffic(undo, postgres);
        const store = await startSeaweedFs(undo, {
          folder: join(folder, 'seaweedfs'),
          podIp,
          values: installed.values('object-store'),
          servers: 2,
          pauseSeconds: 60,
        });
        await store.write('a blob');
        await startLangfuseWorker(undo, {
          folder: join(folder, 'langfuse-worker'),
          pod: 'langfuse-worker-0',
          gateway,
          values: installed.values('langfuse'),
          waiting: WAITING,
        });
        const probes = await startBlackbox(
          undo,
          join(folder, 'blackbox'),
          podIp(),
          installed.values('blackbox'),
          installed.manifests,
          // Langfuse's stub answers for web and worker, another one for the gateway.
          (target) => target.replace(/^http:\/\/[^/]+/, langfuse.url).replace(/^https:\/\/[^/]+/, ui.url),
        );
        const own = labelsOf('kps-alertmanager', 'alertmanager-kps-0', 'alertmanager', 'http-web');
        return {
          alertmanager: alertmanager.address,
          targets: [
            valkey,
            ...postgres.targets,
            ...store.targets,
            ...probes,
            litellm.target,
            kserve.target,
            { address: `${logStore}:9428`, labels: labelsOf('logs', 'logs-0', 'vlogs', 'http') },
            { address: alertmanager.address, labels: own },
          ],
        };
      },
    }),
  );
  const surroundings = {
    instructions: world.installed.instructions,
    otlp: world.gateway.otlp,
    provider: provider.baseUrl,
  };
  await phase('the application that `connect` gives out, frameworks, other SDKs and a gateway', async () =>
    Promise.all([
      runExample(
        'openlit',
        { folder: world.folder, requirements: APPLICATION_PACKAGES },
        ['--rounds', '30'],
        surroundings,
      ),
      runFrameworks(world.folder, surroundings),
      ...EMITTERS.map(({ service, run }) =>
        run(join(world.folder, service), { ...surroundings, provider: otherProvider.baseUrl }),
      ),
      runProgram(await pythonWith(APPLICATION_PACKAGES), [join(import.meta.dirname, 'application', 'logs.py')], {
        folder: join(world.folder, 'logging'),
        environment: environmentOf(surroundings, 'python', 'logging'),
      }),
      callGateway(),
    ]),
  );
  await phase('spans are delivered', () =>
    eventually('every span that was accepted', async () => {
      const accepted = await sumOf('otelcol_receiver_accepted_spans_total{job="otel-gateway"}');
      const handedOn = await sumOf('otelcol_exporter_sent_spans_total{exporter="load_balancing"}');
      // More than were accepted before, when a sampler answered too late: the gateway sends its spans again.
      const sampled = await sumOf('otelcol_receiver_accepted_spans_total{job="otel-sampler"}');
      sent = await sumOf('otelcol_exporter_sent_spans_total{exporter="otlp_http/langfuse"}');
      const isAll = accepted > 0 && accepted === handedOn && sampled >= handedOn && sampled === sent;
      return isAll && sent === world.langfuse.spans.length ? sent : undefined;
    }),
  );
  arrived = [...world.langfuse.spans];
  refused = await sumOf('otelcol_receiver_refused_spans_total');
  await phase('trouble', () => makeTrouble(world));
});

afterAll(async () => {
  await world?.stop();
});

describe('traces', () => {
  it('reach Langfuse by its path, with the keys, the ingestion version and a body that decodes', () => {
    expect(world.langfuse.refused).toEqual([]);
    expect(arrived.length).toBeGreaterThan(0);
  });

  it('hold a span of the model call for every request that the provider got', () => {
    const traced = provider.calls.flatMap(({ traceId, ...call }) =>
      traceId === undefined ? [] : [{ traceId, ...call }],
    );
    expect(traced.length).toBe(provider.calls.length);
    const models = new Map<string, number>();
    for (const { traceId, attributes } of arrived)
      if (attributes.has('gen_ai.request.model')) models.set(traceId, (models.get(traceId) ?? 0) + 1);
    const missing = traced.filter(({ traceId }) => !models.has(traceId));
    expect(missing).toEqual([]);
  });

  it('are as many as the gateway took in and the sampler says to have sent', () => {
    expect(sent).toBe(arrived.length);
    expect(refused).toBe(0);
  });

  it('keep every call that failed', () => {
    const failed = provider.calls.filter(({ kind }) => kind === 'error').map(({ traceId }) => traceId);
    const kept = arrived.filter((span) => span.failed).map(({ traceId }) => traceId);
    expect(failed.length).toBeGreaterThan(0);
    expect(failed.filter((traceId) => !kept.some((each) => each === traceId))).toEqual([]);
  });

  it('say their cluster and environment on every span', () => {
    const places = new Set(
      arrived.map(({ resource }) =>
        ['k8s.cluster.name', 'deployment.environment', 'cluster', 'environment'].map((key) => resource.get(key)).join(),
      ),
    );
    expect([...places]).toEqual([[CLUSTER, ENVIRONMENT, CLUSTER, ENVIRONMENT].join()]);
  });
});

describe('series', () => {
  it('say their cluster and environment, all that were scraped or written', async () => {
    const named = `__name__=~".+", __name__!~"ALERTS.*|(?:slo|llm|observatory):.*"`;
    const placed = `cluster="${CLUSTER}", environment="${ENVIRONMENT}"`;
    const without = await world.prometheus.query(`count by (__name__) ({${named}} unless {${named}, ${placed}})`);
    expect(without.map(({ metric }) => metric.__name__)).toEqual([]);
  });
});

describe('PostgreSQL', () => {
  it('shows what was done to it', async () => {
    // Until its `metricsQueriesTTL` has passed, the exporter repeats what the database said before.
    for (const occasion of POSTGRES_OCCASIONS)
      await eventually(occasion, async () => (await world.prometheus.query(occasion))[0]);
  });
});

const RECORDED = new Set(
  RECORDINGS.flatMap(({ name }) => ['', '_bucket', '_sum', '_count'].map((suffix) => `rule ${name}${suffix}`)),
);

describe('expressions about what ran here', () => {
  // Of the rules that record LLM traffic each is about one name of many: they have a test of their own, and what they record is read here.
  const expressions = (): readonly Expression[] =>
    [...world.installed.dashboards.flatMap(dashboardExpressions), ...ruleExpressions(world.installed.manifests)]
      .filter(({ where }) => !RECORDED.has(where))
      .filter(isAboutWhatRan);

  it('find series with the labels that are made use of', async () => {
    const about = expressions();
    expect(about.length).toBeGreaterThan(200);
    let pending: readonly { readonly expression: Expression; readonly problem: string }[] = about
      .filter((expression) => excuseFor(expression, promql(expression.text).series) === undefined)
      .map((expression) => ({ expression, problem: 'not asked' }));
    // Once is enough: some need a full minute to begin, and others end a minute after the applications.
    const deadline = Date.now() + 150_000;
    while (pending.length > 0 && Date.now() < deadline) {
      pending = await stillWithProblem(pending.map(({ expression }) => expression));
      await setTimeout(1000);
    }
    expect(pending.map(({ expression: { where, text }, problem }) => `${where}: ${problem}\n    ${text}`)).toEqual([]);
  });

  it('need the excuses that they are given', async () => {
    const excused = expressions().filter(({ where }) => UNSEEN_EXPRESSIONS[where] !== undefined);
    const unseen = (await stillWithProblem(excused)).map(({ expression }) => expression.where);
    expect([...new Set(unseen)].sort()).toEqual(Object.keys(UNSEEN_EXPRESSIONS).sort());
  });
});

// When everything has had its occasion.
describe('metrics', () => {
  it('are what the catalogue says, as the committed page tells', async () => {
    const series = await world.prometheus.series();
    const findings = compare(CATALOGUE.metrics, PROGRAMS, series, await world.prometheus.types());
    expect(findings.filter(({ otherType }) => otherType !== undefined)).toEqual([]);
    expect(
      findings
        .filter(({ unknownLabels }) => unknownLabels.length > 0)
        .map(({ metric, unknownLabels }) => `${metric.name} has ${[...unknownLabels].sort().join(', ')}`),
    ).toEqual([]);
    const wrongly = findings.filter(({ metric, program }) => {
      const excused = unseenBecause(metric.name) !== undefined;
      return PROGRAMS[metric.emitter] !== undefined && (program === undefined) !== excused;
    });
    expect(
      wrongly.map(({ metric, program }) => `${metric.name} ${program === undefined ? 'not seen' : 'seen'}`),
    ).toEqual([]);
    await expect(metricsPage(findings, PROGRAMS)).toMatchFileSnapshot('../../../docs/metrics.md');
  });
});

// Last, because they end something.
describe('PostgreSQL in trouble', () => {
  it('is what PostgresReplicaNotStreaming waits for, when a replica is cut off: its lag says nothing of it', async () => {
    await pendingAfter('PostgresReplicaNotStreaming', () => cutOffReplicas(postgres));
    const lag = await world.prometheus.query('cnpg_pg_replication_lag{pod="postgres-2"}');
    expect(lag.map(({ value }) => value)).toEqual([0]);
  });

  it('is what PostgresDown waits for, when no server runs', async () => {
    await pendingAfter('PostgresDown', () => postgres.stopServers());
  });
});

async function callGateway(): Promise<void> {
  for (let round = 0; round < GATEWAY_ROUNDS; round += 1) {
    await litellm.round();
    await kserve.predict();
    await setTimeout(GATEWAY_PAUSE_MILLISECONDS);
  }
}

/** Resolves when the alert is pending, which it must not have been before. */
async function pendingAfter(alert: string, trouble: () => Promise<void>): Promise<void> {
  const pending = () => world.prometheus.query(`ALERTS{alertname="${alert}"}`);
  expect(await pending()).toEqual([]);
  await trouble();
  await eventually(alert, async () => (await pending())[0]);
}

async function stillWithProblem(expressions: readonly Expression[]) {
  const found = [];
  for (const expression of expressions) {
    const problem = problemWith(expression, await world.prometheus.query(expression.text));
    if (problem !== undefined) found.push({ expression, problem });
  }
  return found;
}

function isAboutWhatRan({ text }: Expression): boolean {
  const emitters = promql(text).series.map((name) => CATALOGUE.find(name)?.metric.emitter);
  return emitters.every((emitter) => emitter !== undefined && PROGRAMS[emitter] !== undefined);
}

function problemWith({ labels }: Expression, found: readonly Series[]): string | undefined {
  if (found.length === 0) return 'no series';
  if (found.every(({ value }) => Number.isNaN(value))) return 'not a number';
  const missing = labels.filter((label) => !found.some(({ metric }) => (metric[label] ?? '') !== ''));
  return missing.length > 0 ? `no label ${missing.join(', ')}` : undefined;
}

async function sumOf(metric: string): Promise<number> {
  const [total] = await world.prometheus.query(`sum(${metric})`);
  return total?.value ?? 0;
}
