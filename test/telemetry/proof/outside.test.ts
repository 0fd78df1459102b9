/**
 * Applications outside of the cluster by a real collector: who has no token, or that of another one, is refused, and what arrives says who sent it, whatever it says itself.
 * The proxy in front is left out: a test asks the pod for the path at the port that the routes and the Service lead it to.
 */
import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { JsonObject } from '../../../generator/data/json.ts';
import { mergeValues } from '../../../generator/fleet/resolve/merge.ts';
import { type Collector, startCollector } from './collector.ts';
import { prepare, type Site } from './collectors.ts';
import { startStub } from './http-stub.ts';
import { type Langfuse, startLangfuse } from './langfuse-stub.ts';
import { encodeSpans } from './otlp.ts';
import { podIps } from './pod-ip.ts';
import { eventually, Undo } from './server.ts';
import { encodeMetrics, sum } from './trouble.ts';

const KEYS = `Basic ${Buffer.from('pk-lf-proof:sk-lf-proof').toString('base64')}`;
const KEYS_OF_SEARCH = `Basic ${Buffer.from('pk-lf-search:sk-lf-search').toString('base64')}`;
const OUTSIDE = [{ name: 'checkout' }, { name: 'billing', project: 'search' }];
const TOKENS: Readonly<Record<string, string>> = { checkout: 'token-of-checkout', billing: 'token-of-billing' };

const tokenVolumes = z.object({
  extraVolumes: z.array(
    z.object({
      name: z.string(),
      projected: z.object({
        sources: z.array(
          z.object({
            secret: z.object({ name: z.string(), items: z.array(z.object({ key: z.string(), path: z.string() })) }),
          }),
        ),
      }),
    }),
  ),
  extraVolumeMounts: z.array(z.object({ name: z.string(), mountPath: z.string(), readOnly: z.literal(true) })),
  alternateConfig: z.looseObject({
    extensions: z.record(z.string(), z.looseObject({ filename: z.string().optional() })),
  }),
});

/** The volume with the tokens, as kubelet writes it: files behind a link to the folder of their version. */
class Tokens {
  readonly #folder: string;
  readonly #paths: ReadonlyMap<string, string>;
  readonly #mountPath: string;
  #version = 0;

  constructor(folder: string, values: JsonObject) {
    const { extraVolumes, extraVolumeMounts } = tokenVolumes.parse(values);
    this.#folder = folder;
    this.#mountPath = extraVolumeMounts[0]?.mountPath ?? '';
    expect([extraVolumes.length, extraVolumeMounts[0]?.name]).toEqual([1, extraVolumes[0]?.name]);
    this.#paths = new Map(
      extraVolumes.flatMap(({ projected }) =>
        projected.sources.flatMap(({ secret }) =>
          secret.items.map(({ key, path }) => [`${secret.name}/${key}`, path] as const),
        ),
      ),
    );
  }

  /** `secrets` are the contents of keys by the names of Secret and key. */
  async write(secrets: Readonly<Record<string, string>>): Promise<void> {
    const before = `..${this.#version}`;
    this.#version += 1;
    const now = `..${this.#version}`;
    await mkdir(join(this.#folder, now), { recursive: true });
    for (const [secret, content] of Object.entries(secrets)) {
      const path = this.#paths.get(secret);
      if (path === undefined) throw new Error(`nothing mounts ${secret}`);
      await writeFile(join(this.#folder, now, path), content);
      if (this.#version === 1) await symlink(join('..data', path), join(this.#folder, path));
    }
    await symlink(now, join(this.#folder, '..new'));
    await rename(join(this.#folder, '..new'), join(this.#folder, '..data'));
    await rm(join(this.#folder, before), { recursive: true, force: true });
  }

  /** The values of a pod in which the volume is mounted there. */
  mounted(values: JsonObject): JsonObject {
    const { alternateConfig } = tokenVolumes.parse(values);
    const extensions = Object.fromEntries(
      Object.entries(alternateConfig.extensions).flatMap(([name, { filename }]) =>
        filename === undefined ? [] : [[name, { filename: filename.replace(this.#mountPath, this.#folder) }]],
      ),
    );
    return mergeValues(values, { alternateConfig: { extensions } });
  }
}

const secretsOf = (tokens: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(tokens).map(([name, token]) => [`otlp-outside-${name}/token`, token]));

const route = z.looseObject({
  kind: z.literal('HTTPRoute'),
  spec: z.looseObject({
    hostnames: z.tuple([z.string()]),
    rules: z.tuple([
      z.object({
        matches: z.tuple([z.object({ path: z.object({ type: z.literal('PathPrefix'), value: z.string() }) })]),
        backendRefs: z.tuple([z.object({ name: z.string(), port: z.int() })]),
      }),
    ]),
  }),
});
const service = z.looseObject({
  kind: z.literal('Service'),
  metadata: z.looseObject({ name: z.string() }),
  spec: z.looseObject({ ports: z.array(z.looseObject({ port: z.int(), targetPort: z.int() })) }),
});

/** The port of the pod that the routes and Services lead a path to. */
function portOf(path: string, { manifests }: Site['installed']): number {
  const routes = manifests.flatMap((one) => route.safeParse(one).data ?? []);
  const found = routes.filter(({ spec }) => path.startsWith(`${spec.rules[0].matches[0].path.value}/`));
  expect(found.map(({ spec }) => spec.hostnames[0])).toEqual(['otlp.proof-1.obs.acme.io']);
  const backend = found[0]?.spec.rules[0].backendRefs[0];
  const ports = manifests
    .flatMap((one) => service.safeParse(one).data ?? [])
    .filter(({ metadata }) => metadata.name === backend?.name)
    .flatMap(({ spec }) => spec.ports.filter(({ port }) => port === backend?.port));
  expect(ports).toHaveLength(1);
  return ports[0]?.targetPort ?? 0;
}

describe('a gateway for applications outside of the cluster', () => {
  const undo = new Undo();
  const elsewhere: { readonly path: string; readonly body: string }[] = [];
  const written: string[] = [];
  let site: Site;
  let gateway: Collector;
  let search: Langfuse;
  let tokens: Tokens;

  beforeAll(async () => {
    const podIp = podIps();
    const hosts = { prometheus: podIp(), apm: podIp(), search: podIp() };
    const settings = {
      // With an extension of its own, beside those that ask for tokens.
      prometheus: {
        mode: 'external',
        external: {
          url: `http://${hosts.prometheus}:9009`,
          writeUrls: [`http://${hosts.prometheus}:9009/api/v1/push`],
          signIn: { kind: 'bearer', secretName: 'theirs' },
          scrapers: { namespaces: ['monitoring'] },
        },
      },
      langfuse: { projects: [{ name: 'search', namespaces: ['search'] }] },
      'otel-gateway': {
        outside: OUTSIDE,
        sendTo: [{ name: 'apm', endpoint: `http://${hosts.apm}:4318`, signals: ['metrics', 'logs'] }],
        values: { alternateConfig: { exporters: { 'prometheus_remote_write/0': {} } } },
      },
    };
    site = await prepare(undo, { settings });
    search = undo.use(await startLangfuse(hosts.search, KEYS_OF_SEARCH, 2 ** 24));
    undo.use(
      await startStub(hosts.apm, 4318, ({ path, body }, response) => {
        elsewhere.push({ path, body: body.toString('latin1') });
        response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
      }),
    );
    undo.use(
      await startStub(hosts.prometheus, 9009, ({ headers }, response) => {
        written.push(headers.authorization ?? '');
        response.writeHead(204).end();
      }),
    );
    const values = site.installed.values('otel-gateway');
    tokens = new Tokens(join(site.folder, 'tokens'), values);
    await tokens.write(secretsOf(TOKENS));
    const exporters = { 'otlp_http/langfuse/search': { endpoint: `http://${hosts.search}:3000/api/public/otel` } };
    gateway = undo.use(
      await startCollector(
        join(site.folder, 'otel-gateway-0'),
        site.addresses.gateway,
        mergeValues(tokens.mounted(values), { alternateConfig: { exporters } }),
        { LANGFUSE_AUTHORIZATION: KEYS, LANGFUSE_AUTHORIZATION_SEARCH: KEYS_OF_SEARCH, PROMETHEUS_TOKEN: 't-1' },
      ),
    );
  });
  afterAll(() => undo.stop());

  /** As an SDK with `OTEL_EXPORTER_OTLP_ENDPOINT` and `OTEL_EXPORTER_OTLP_HEADERS`; the status. */
  async function send(name: string, signal: string, body: string, token?: string): Promise<number> {
    const path = `/${name}/v1/${signal}`;
    const response = await fetch(`http://${gateway.host}:${portOf(path, site.installed)}${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body,
    });
    return response.status;
  }

  const LIES = { 'lang_observatory.application': 'somebody', 'lang_observatory.project': 'default' };
  const resource = JSON.stringify({
    attributes: Object.entries(LIES).map(([key, stringValue]) => ({ key, value: { stringValue } })),
  });
  const lying = (body: string): string => body.replace('"resource":{"attributes":[]}', `"resource":${resource}`);
  const LOG = `{"resourceLogs":[{"resource":${resource},"scopeLogs":[{"scope":{},"logRecords":[{"body":{"stringValue":"a line"}}]}]}]}`;

  it('refuses every signal of who has no token, a wrong one, or that of another application', async () => {
    const answers = [];
    for (const signal of ['traces', 'metrics', 'logs'])
      for (const token of [undefined, '', 'guessed', TOKENS.billing])
        answers.push(await send('checkout', signal, encodeSpans(['refused']), token));
    expect(answers).toEqual(answers.map(() => 401));
    expect(await send('billing', 'traces', encodeSpans(['refused']), TOKENS.checkout)).toBe(401);
  });

  it('has no path of another application at the port of one', async () => {
    const port = portOf('/checkout/v1/traces', site.installed);
    for (const path of ['/billing/v1/traces', '/v1/traces']) {
      const { status } = await fetch(`http://${gateway.host}:${port}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${TOKENS.checkout}` },
        body: encodeSpans(['astray']),
      });
      expect([path, status]).toEqual([path, 404]);
    }
  });

  it('sends traces to the project of the application, and says which it is, whatever it says itself', async () => {
    const langfuses = { checkout: site.langfuse, billing: search };
    for (const [name, langfuse] of Object.entries(langfuses)) {
      expect(await send(name, 'traces', lying(encodeSpans([`from ${name}`])), TOKENS[name])).toBe(200);
      await eventually(`a span of ${name}`, async () => langfuse.spans[0]);
    }
    expect(
      Object.values(langfuses).map(({ spans }) =>
        spans.map(({ name, resource: said }) => [
          name,
          said.get('lang_observatory.application'),
          said.get('lang_observatory.project'),
        ]),
      ),
    ).toEqual([[['from checkout', 'checkout', 'default']], [['from billing', 'billing', 'search']]]);
  });

  it('says it of metrics and logs, too', async () => {
    const metrics = encodeMetrics([sum('calls', 2, { value: 3, at: Math.floor(Date.now() / 1000) })], LIES);
    for (const { name } of OUTSIDE) {
      expect(await send(name, 'metrics', metrics, TOKENS[name])).toBe(200);
      expect(await send(name, 'logs', LOG, TOKENS[name])).toBe(200);
    }
    // The collector writes the value of an attribute before its key.
    for (const signal of ['metrics', 'logs'])
      for (const { name } of OUTSIDE)
        await eventually(`${signal} of ${name}`, async () =>
          elsewhere.find(
            ({ path, body }) =>
              path === `/v1/${signal}` && new RegExp(`${name}.{1,4}lang_observatory\\.application`, 's').test(body),
          ),
        );
    expect(elsewhere.filter(({ body }) => body.includes('somebody'))).toEqual([]);
    await eventually('samples in Prometheus', async () => written[0]);
    expect(new Set(written)).toEqual(new Set(['Bearer t-1']));
  });

  it('takes another token as soon as its file has it, and both while it has both', async () => {
    const ask = (token: string) => send('checkout', 'traces', encodeSpans(['again']), token);
    await tokens.write(secretsOf({ ...TOKENS, checkout: `next\n${TOKENS.checkout}\n` }));
    await eventually('the next token', async () => ((await ask('next')) === 200 ? true : undefined));
    expect(await ask(TOKENS.checkout ?? '')).toBe(200);
    await tokens.write(secretsOf({ ...TOKENS, checkout: 'next' }));
    await eventually('the end of the former one', async () =>
      (await ask(TOKENS.checkout ?? '')) === 401 ? true : undefined,
    );
    expect(await ask('next')).toBe(200);
  });

  it('logs no token', () => {
    for (const token of [...Object.values(TOKENS), 'guessed']) expect(gateway.log()).not.toContain(token);
  });
});
