import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { instrumentation } from '../../generator/components/instrumentation/handle.ts';
import { instrumentationComponent } from '../../generator/components/instrumentation/instrumentation.ts';
import { REGISTRY } from '../../generator/components/registry.ts';
import { documentReader } from '../../generator/data/documents.ts';
import { buildGraph } from '../../generator/stack/graph.ts';
import { documentsOf, runKubeconform } from '../../generator/validate/kubeconform.ts';
import { lint } from '../../generator/validate/lint/lint.ts';
import { parseFiles, parseTree } from '../../generator/validate/lint/tree.ts';
import { clusterOf, fleetOfInput, INPUT } from '../connect/fleet.ts';
import { kustomizeBuild } from '../kustomize-build.ts';
import { realTool } from '../real-tool.ts';
import { inTemporaryFolder, writeFiles } from '../temporary-folder.ts';
import { commandLine, type Ran } from './command-line.ts';

const APPLICATION = ['--app', 'assistant', '--namespace', 'search'] as const;

/** A repository that holds only its input: connect needs nothing generated. */
async function withInput(work: (repo: string) => Promise<void>): Promise<void> {
  await inTemporaryFolder(async (repo) => {
    writeFiles(repo, INPUT);
    await work(repo);
  });
}

async function connected(cluster: string, ...more: readonly string[]): Promise<Ran> {
  const ran: Ran[] = [];
  await withInput(async (repo) => {
    ran.push(await commandLine(repo, 'connect', cluster, ...APPLICATION, ...more));
  });
  const [only] = ran;
  if (only === undefined) throw new Error('connect did not run');
  return only;
}

/** What `--format json` says. */
async function asData(cluster: string, ...more: readonly string[]) {
  const { exitCode, out, err } = await connected(cluster, '--format', 'json', ...more);
  expect([exitCode, err]).toEqual([0, '']);
  return JSON.parse(out);
}

function valuesOf(variables: readonly { readonly name: string; readonly value: unknown }[]) {
  return Object.fromEntries(variables.map(({ name, value }) => [name, value]));
}

describe('connect, as data', () => {
  it('has the address of the collector, the receivers of each signal, and that no Secret is needed', async () => {
    const data = await asData('whole');
    expect(data).toMatchObject({
      cluster: 'whole',
      environment: 'prod',
      endpoints: {
        http: 'http://otel-gateway.lang-observatory.svc:4318',
        grpc: 'http://otel-gateway.lang-observatory.svc:4317',
      },
      signals: { traces: 'langfuse', metrics: 'prometheus', logs: null },
      namespaceLabels: { 'lang-observatory.dev/telemetry': 'enabled' },
      networkPolicy: { kind: 'NetworkPolicy', metadata: { namespace: 'search' } },
    });
    expect(JSON.stringify(data)).not.toMatch(/secretKeyRef|pk-lf-|sk-lf-/);
  });

  it("names the service, the environment and the pod in OpenTelemetry's own variables", async () => {
    expect(valuesOf((await asData('whole')).variables)).toMatchObject({
      POD_NAME: { fieldPath: 'metadata.name' },
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://otel-gateway.lang-observatory.svc:4318',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
      OTEL_SERVICE_NAME: 'assistant',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment=prod,service.namespace=search,service.instance.id=$(POD_NAME)',
      OTEL_DEPLOYMENT_ENVIRONMENT: 'prod',
      OTEL_LOGS_EXPORTER: 'none',
    });
  });

  it('does not send signals that nothing stores', async () => {
    const [metricsOnly, tracesOnly] = [await asData('metrics-only'), await asData('traces-only')];
    expect(metricsOnly.signals).toEqual({ traces: null, metrics: 'prometheus', logs: null });
    expect(valuesOf(metricsOnly.variables)).toMatchObject({
      OTEL_TRACES_EXPORTER: 'none',
      OTEL_METRICS_EXPORTER: 'otlp',
    });
    expect(tracesOnly.signals).toEqual({ traces: 'langfuse', metrics: null, logs: null });
    expect(valuesOf(tracesOnly.variables)).toMatchObject({
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_METRICS_EXPORTER: 'none',
    });
  });

  it('sends every signal that something stores, OpenLIT too', async () => {
    const [logged, openlitOnly] = [await asData('logged'), await asData('openlit-only')];
    expect(logged.signals).toEqual({ traces: 'langfuse', metrics: 'prometheus', logs: 'logs' });
    expect(valuesOf(logged.variables)).toMatchObject({ OTEL_LOGS_EXPORTER: 'otlp' });
    expect(openlitOnly.signals).toEqual({ traces: 'openlit', metrics: 'openlit', logs: 'openlit' });
    expect(valuesOf(openlitOnly.variables)).toMatchObject({ OTEL_TRACES_EXPORTER: 'otlp' });
  });

  it.each([
    ['whole', 'https://langfuse.whole.obs.acme.io', true, null],
    ['stored', 'https://langfuse.stored.obs.acme.io', true, 'observatory/stored/langfuse-project-keys'],
    ['central', 'https://langfuse.acme.io', true, 'observatory/central/langfuse-project-keys'],
    ['private', 'http://langfuse-web.lang-observatory.svc:3000', false, null],
    ['open', 'http://langfuse-web.lang-observatory.svc:3000', true, null],
  ])(
    "says where Langfuse's API is, whether it answers, and where keys come from: %s",
    async (cluster, url, reachable, storeEntry) => {
      const { langfuse, variables } = await asData(cluster);
      expect(langfuse).toMatchObject({ url, reachable, keys: { secret: 'langfuse-project-keys', storeEntry } });
      // Unset, Langfuse's SDK would turn to Langfuse Cloud.
      expect(valuesOf(variables).LANGFUSE_BASE_URL).toBe(url);
    },
  );

  it.each([
    [
      'python',
      [
        'openlit/application.py',
        'openlit/requirements.txt',
        'openlit/pricing.json',
        'langfuse/application.py',
        'langfuse/requirements.txt',
      ],
    ],
    ['typescript', ['langfuse/application.ts', 'langfuse/package.json']],
    ['otel', ['opentelemetry/application.py', 'opentelemetry/requirements.txt']],
  ])('has the examples for %s', async (language, examples) => {
    const { files } = await asData('whole', '--language', language);
    const paths = files.map(({ path }: { readonly path: string }) => path);
    expect(paths).toEqual([
      'README.md',
      'kustomization.yaml',
      'namespace.yaml',
      'network-policy.yaml',
      'deployment-patch.yaml',
      ...examples,
    ]);
  });
});

describe('connect, printed', () => {
  it('explains, then shows each file', async () => {
    const { exitCode, out } = await connected('whole');
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^# assistant in search on whole\n/);
    expect(out).toContain('kubectl label namespace search lang-observatory.dev/telemetry=enabled\n');
    expect(out).toContain('| `OTEL_SERVICE_NAME` | `assistant` |');
    expect(out).toMatch(/\n──── network-policy.yaml\n.*\napiVersion: networking.k8s.io\/v1\n/);
    expect(out).toMatch(/\n──── openlit\/application.py\n"""/);
    expect(out).not.toMatch(/undefined|\[object/);
  });

  it('leaves out what needs Langfuse if there is none', async () => {
    const { out } = await connected('metrics-only');
    expect(out).toContain('| traces | nothing stores them on this cluster: they are dropped |');
    expect(out).not.toMatch(/LANGFUSE_|langfuse\//);
  });

  it('prints that Langfuse is not reachable', async () => {
    expect((await connected('private')).out).toContain('Applications do not reach it on this cluster');
  });
});

describe('connect --zero-code', () => {
  it.each([
    ['python', 'instrumentation.opentelemetry.io/inject-python'],
    ['typescript', 'instrumentation.opentelemetry.io/inject-nodejs'],
  ])('gives an annotation and nothing to set in the application: %s', async (language, annotation) => {
    const data = await asData('injected', '--zero-code', '--language', language);
    expect(data).toMatchObject({
      annotations: { [annotation]: 'lang-observatory/lang-observatory' },
      variables: [],
      examples: [],
    });
    const files = new Map<string, string>(
      data.files.map(({ path, text }: { readonly path: string; readonly text: string }) => [path, text]),
    );
    expect([...files.keys()]).toEqual([
      'README.md',
      'kustomization.yaml',
      'namespace.yaml',
      'network-policy.yaml',
      'deployment-patch.yaml',
    ]);
    expect(parse(files.get('deployment-patch.yaml') ?? '').spec).toEqual({
      template: {
        metadata: {
          annotations: { [annotation]: 'lang-observatory/lang-observatory' },
          labels: { 'app.kubernetes.io/name': 'assistant' },
        },
      },
    });
    expect(files.get('README.md')).toContain(`${annotation}: lang-observatory/lang-observatory\n`);
    expect([...files.values()].join('')).not.toMatch(/OTEL_|undefined|\[object/);
  });

  it('names the object that the cluster has', async () => {
    const fleet = fleetOfInput();
    const graph = buildGraph(fleet, clusterOf(fleet, 'injected'), REGISTRY);
    const [object] = instrumentationComponent.manifests?.(graph.stack.of(instrumentation), graph.stack) ?? [];
    const { annotations } = await asData('injected', '--zero-code');
    expect(Object.values(annotations)).toEqual([`${object?.metadata.namespace}/${object?.metadata.name}`]);
  });
});

describe('connect refuses', () => {
  it.each([
    [['hole'], 'unknown cluster hole\n  hint: did you mean whole?'],
    [['elsewhere'], expect.stringContaining('hint: clusters are ')],
    [['silent'], expect.stringContaining('silent has no collector, because otel-gateway is disabled there\n  hint: ')],
    [['metrics-only', '--language', 'typescript'], expect.stringContaining('hint: use --language python or otel')],
    [
      ['whole', '--zero-code'],
      'whole does not instrument applications, because instrumentation is disabled there\n  hint: set components.instrumentation.mode to managed, or run connect without --zero-code',
    ],
    [
      ['injected-nodejs', '--zero-code'],
      'injected-nodejs has no image with the instrumentation for python: that of OpenTelemetry records no calls of models\n  hint: build instrumentation/python of the program, and set components.instrumentation.python.image to the image',
    ],
    [
      ['injected', '--zero-code', '--language', 'otel'],
      '--language otel has no zero-code instrumentation\n  hint: use --language python or typescript',
    ],
    [['whole', '--app', 'My App'], expect.stringContaining('--app My App is not a DNS-1123 label')],
    [['whole', '--namespace', 'a.b'], expect.stringContaining('--namespace a.b is not a DNS-1123 label')],
    [
      ['whole', '--namespace', 'lang-observatory'],
      expect.stringContaining('lang-observatory belongs to the stack itself'),
    ],
    [['whole', '--language', 'pyton'], expect.stringContaining('Allowed choices are python, typescript, otel.')],
  ])('%j', ([cluster = '', ...more], message) =>
    withInput(async (repo) => {
      const ran = await commandLine(repo, 'connect', cluster, ...APPLICATION, ...more);
      expect(ran).toEqual({ exitCode: 2, out: '', err: message });
    }),
  );

  it('to guess the name or the namespace', () =>
    withInput(async (repo) => {
      const { exitCode, err } = await commandLine(repo, 'connect', 'whole', '--app', 'assistant');
      expect([exitCode, err]).toEqual([2, expect.stringContaining("required option '--namespace <name>'")]);
    }));
});

describe('connect --write', () => {
  const write = (repo: string, ...more: readonly string[]): Promise<Ran> =>
    commandLine(repo, 'connect', 'whole', ...APPLICATION, '--write', 'telemetry', ...more);

  it('writes what it would print, and nothing the second time', () =>
    withInput(async (repo) => {
      const { files } = JSON.parse(
        (await commandLine(repo, 'connect', 'whole', ...APPLICATION, '--format', 'json')).out,
      );
      expect(await write(repo)).toMatchObject({
        exitCode: 0,
        out: expect.stringContaining('wrote openlit/application.py'),
      });
      for (const { path, text } of files) expect(readFileSync(join(repo, 'telemetry', path), 'utf8')).toBe(text);
      expect(await write(repo)).toMatchObject({
        exitCode: 0,
        out: `nothing to write: all ${files.length} files already exist`,
      });
    }));

  it('never overwrites a file with other content, and then writes nothing', () =>
    withInput(async (repo) => {
      writeFiles(repo, [['telemetry/network-policy.yaml', 'mine\n']]);
      const { exitCode, err } = await write(repo);
      expect([exitCode, err]).toEqual([
        1,
        expect.stringContaining('network-policy.yaml: already exists with different content'),
      ]);
      expect(readdirSync(join(repo, 'telemetry'))).toEqual(['network-policy.yaml']);
      expect(readFileSync(join(repo, 'telemetry/network-policy.yaml'), 'utf8')).toBe('mine\n');
    }));

  it('completes an interrupted run', () =>
    withInput(async (repo) => {
      await write(repo);
      rmSync(join(repo, 'telemetry/openlit'), { recursive: true });
      const { written } = JSON.parse((await write(repo, '--format', 'json')).out);
      expect(written).toEqual(['openlit/application.py', 'openlit/requirements.txt', 'openlit/pricing.json']);
    }));

  it('does not write through a symbolic link', () =>
    withInput(async (repo) => {
      writeFiles(repo, [['elsewhere/mine', '']]);
      mkdirSync(join(repo, 'telemetry'));
      symlinkSync(join(repo, 'elsewhere'), join(repo, 'telemetry/openlit'));
      expect(await write(repo)).toMatchObject({ exitCode: 1, err: expect.stringContaining('openlit/pricing.json') });
      expect(readdirSync(join(repo, 'elsewhere'))).toEqual(['mine']);
    }));
});

describe('what connect writes, to the real tools', () => {
  let kustomize = '';
  let kubeconform = '';
  beforeAll(async () => {
    [kustomize, kubeconform] = [await realTool('kustomize'), await realTool('kubeconform')];
  });

  const OWN_DEPLOYMENT = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: assistant, namespace: search}
spec:
  selector: {matchLabels: {app: assistant}}
  template:
    metadata: {labels: {app: assistant}}
    spec:
      containers:
        - name: assistant
          image: registry.example.com/assistant:1
          env: [{name: MODE, value: fast}, {name: OTEL_SERVICE_NAME, value: other}]
`;
  const OWN_KUSTOMIZATION = `
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources: [deployment.yaml, telemetry, telemetry/network-policy.yaml]
patches: [{path: telemetry/deployment-patch.yaml}]
`;

  /** As an application's own kustomization uses the folder. */
  async function built(language: string): Promise<string> {
    const texts: string[] = [];
    await withInput(async (repo) => {
      writeFiles(repo, [
        ['deployment.yaml', OWN_DEPLOYMENT],
        ['kustomization.yaml', OWN_KUSTOMIZATION],
      ]);
      const { err } = await commandLine(
        repo,
        'connect',
        'whole',
        ...APPLICATION,
        '--language',
        language,
        '--write',
        'telemetry',
      );
      expect(err).toBe('');
      const build = await kustomizeBuild(kustomize, repo);
      expect(build).toMatchObject({ ok: true });
      if (build.ok) texts.push(build.text);
    });
    return texts.join('');
  }

  it.each(['python', 'typescript', 'otel'])('%s: builds, fits the schemas and breaks no rule', async (language) => {
    const text = await built(language);
    expect(
      await runKubeconform({
        binary: kubeconform,
        minor: '1.36',
        streams: [{ file: 'application', documents: documentsOf(text) }],
      }),
    ).toEqual([]);
    const read = documentReader();
    const tree = parseTree({
      sources: { kustomizations: new Map(), paths: new Set() },
      parsed: parseFiles([], read),
      built: new Map([['application', [text]]]),
      read,
      repository: { path: '.' },
      isChanged: () => true,
    });
    expect([...tree.objects.keys()].map(({ kind }) => kind).sort()).toEqual([
      'Deployment',
      'Namespace',
      'NetworkPolicy',
    ]);
    expect(lint(tree, fleetOfInput())).toEqual([]);
  });

  it("keeps the Deployment's own variables, and what others refer to comes before them", async () => {
    const [deployment] = documentReader()(await built('python')).documents.filter(({ kind }) => kind === 'Deployment');
    const { env } = JSON.parse(JSON.stringify(deployment)).spec.template.spec.containers[0];
    const names = env.map(({ name }: { readonly name: string }) => name);
    expect(valuesOf(env)).toMatchObject({ MODE: 'fast', OTEL_SERVICE_NAME: 'assistant' });
    expect(names.indexOf('POD_NAME')).toBeLessThan(names.indexOf('OTEL_RESOURCE_ATTRIBUTES'));
  });
});
