/** Applications that know nothing of telemetry, instrumented as the operator does it, through the generated configuration into a real Prometheus. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { programFolder } from '../../../generator/program/program-folder.ts';
import { npmPackages } from '../../tools/npm.ts';
import { pythonWith } from '../../tools/python.ts';
import { runProgram } from './application.ts';
import { type Injected, injectedEnvironment } from './injection.ts';
import { type Call, type OpenAi, startOpenAi } from './openai-stub.ts';
import { phase } from './phase.ts';
import { CLUSTER } from './proof-fleet.ts';
import { eventually } from './server.ts';
import { startWorld, type World } from './world.ts';

const PROGRAMS = join(import.meta.dirname, 'emitters');
const APPLICATION_PACKAGES = join(import.meta.dirname, '../../tools/openai-instrumentation');

const IMAGE = 'registry.acme.io/llm-python:1';

interface Application {
  readonly service: string;
  readonly language: Injected;
  /** What the pod's container sets itself. */
  readonly own: Readonly<Record<string, string>>;
  /** Whether spans hold prompts and answers. */
  readonly captures: boolean;
}

const CAPTURE = 'OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT';

const APPLICATIONS: readonly Application[] = [
  { service: 'python', language: 'python', own: {}, captures: false },
  { service: 'python-captures', language: 'python', own: { [CAPTURE]: 'SPAN_ONLY' }, captures: true },
  { service: 'nodejs', language: 'nodejs', own: {}, captures: false },
];

let world: World;
let provider: OpenAi;
/** What the provider got, by the service that asked. */
const asked = new Map<string, readonly Call[]>();
/** What the programs wrote. */
const written = new Map<string, string>();

async function start({ service, language, own }: Application): Promise<string> {
  const environment = {
    ...(await injectedEnvironment(world.installed.manifests, { service, language, own })),
    // The gateway's name, which no DNS knows here.
    OTEL_EXPORTER_OTLP_ENDPOINT: world.gateway.otlp,
    OTEL_METRIC_EXPORT_INTERVAL: '1000',
    OPENAI_BASE_URL: provider.baseUrl,
    OPENAI_API_KEY: 'unused',
  };
  const run = { folder: join(world.folder, service), environment };
  return language === 'python'
    ? runProgram(await pythonWith(join(PROGRAMS, 'plain.txt')), [join(PROGRAMS, 'calls.py')], run)
    : runProgram(process.execPath, [join(PROGRAMS, 'plain-calls.cjs'), await npmPackages(APPLICATION_PACKAGES)], run);
}

beforeAll(async () => {
  world = await phase('start', () =>
    startWorld({
      settings: { instrumentation: { mode: 'managed', python: { image: IMAGE } } },
      neighbours: async (undo, _, podIp) => {
        provider = undo.use(await startOpenAi(podIp()));
        return { targets: [], alertmanager: undefined };
      },
    }),
  );
  // One after the other: the provider cannot tell who asks.
  for (const application of APPLICATIONS) {
    const before = provider.calls.length;
    written.set(application.service, await phase(application.service, () => start(application)));
    asked.set(application.service, provider.calls.slice(before));
  }
});

afterAll(async () => {
  await world.stop();
});

const spansOf = (service: string) =>
  world.langfuse.spans.filter(({ resource }) => resource.get('service.name') === service);

describe.each(APPLICATIONS)('$service, which is not changed', ({ service, captures }) => {
  it('calls the model, and each call is one span in Langfuse, with where it ran', async () => {
    const calls = asked.get(service) ?? [];
    expect(calls.length).toBe(10);
    const spans = await eventually(`the spans of ${service}:\n${written.get(service)}`, async () =>
      spansOf(service).length >= calls.length ? spansOf(service) : undefined,
    );
    expect(spans.map(({ name }) => name).sort()).toEqual(
      calls.map(({ kind, model }) => `${kind === 'embedding' ? 'embeddings' : 'chat'} ${model}`).sort(),
    );
    for (const { resource } of spans)
      expect([resource.get('k8s.cluster.name'), resource.get('k8s.deployment.name')]).toEqual([CLUSTER, service]);
  });

  it('counts each call and each token once', async () => {
    const calls = asked.get(service) ?? [];
    for (const [series, expected] of [
      ['llm:call_duration_seconds_count', calls.length],
      ['llm:input_tokens_total', calls.reduce((sum, { input }) => sum + input, 0)],
      ['llm:output_tokens_total', calls.reduce((sum, { output }) => sum + output, 0)],
    ] as const)
      await eventually(`${series} of ${service}, ${expected}`, async () => {
        const [found] = await world.prometheus.query(`sum(${series}{service_name="${service}"})`);
        return found?.value === expected ? true : undefined;
      });
  });

  it(`has ${captures ? 'prompts and answers' : 'neither prompts nor answers'} in its spans`, () => {
    const text = JSON.stringify(spansOf(service).map(({ attributes }) => [...attributes]));
    expect(text.includes('What does a collector do?')).toBe(captures);
    expect(text.includes('A collector collects.')).toBe(captures);
  });
});

it('the image has the packages that are named beside its Dockerfile, and from them alone', () => {
  const folder = join(programFolder(), 'instrumentation/python');
  const dockerfile = readFileSync(join(folder, 'Dockerfile'), 'utf8');
  const installs = dockerfile.match(/^RUN pip install .*$/gm) ?? [];
  expect(installs).toHaveLength(2);
  for (const install of installs) expect(install).toMatch(/ --no-deps .*--target \/packages -r requirements\.txt$/);
  expect(dockerfile).toMatch(/ \/packages \/autoinstrumentation$/m);
  expect(dockerfile).toMatch(/ \/packages \/autoinstrumentation-musl$/m);
  const packages = readFileSync(join(folder, 'requirements.txt'), 'utf8').trim().split('\n');
  for (const line of packages.filter((each) => !each.startsWith('#'))) expect(line).toMatch(/^[\w.-]+==\d[\w.]*$/);
});
