/** Projects of Langfuse by real collectors: each door leads to the keys of its project, whatever an application says of itself. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { doorOf } from '../../../generator/components/otel-collector/projects.ts';
import type { JsonObject } from '../../../generator/data/json.ts';
import { mergeValues } from '../../../generator/fleet/resolve/merge.ts';
import { startCollector } from './collector.ts';
import { prepare } from './collectors.ts';
import { type Langfuse, startLangfuse } from './langfuse-stub.ts';
import { encode } from './otlp.ts';
import { eventually, Undo } from './server.ts';
import { send } from './trouble.ts';

const NAMES = ['search', 'support'] as const;
const PROJECTS = NAMES.map((name) => ({ name, namespaces: [name] }));
const DEFAULT_KEYS = `Basic ${Buffer.from('pk-lf-proof:sk-lf-proof').toString('base64')}`;
const keysOf = (name: string): string => `Basic ${Buffer.from(`pk-lf-${name}:sk-lf-${name}`).toString('base64')}`;

interface Doors {
  /** Where the applications of a project send to, `default` for all others. */
  readonly endpoints: ReadonlyMap<string, string>;
  /** One Langfuse for each project, which knows the keys of that project alone. */
  readonly langfuses: ReadonlyMap<string, Langfuse>;
}

async function open(undo: Undo, samplers: number): Promise<Doors> {
  const settings = { prometheus: { mode: 'disabled' }, langfuse: { projects: PROJECTS } };
  const quick = { 'otel-sampler': { percent: 100, decisionWait: '90s' } };
  const site = await prepare(undo, { settings: samplers === 0 ? settings : { ...settings, ...quick }, samplers });
  const others = await Promise.all(
    NAMES.map(async (name) => {
      const host = site.podIp();
      return [name, undo.use(await startLangfuse(host, keysOf(name), 2 ** 24)), host] as const;
    }),
  );
  const exporters = Object.fromEntries(
    others.map(([name, , host]) => [`otlp_http/langfuse/${name}`, { endpoint: `http://${host}:3000/api/public/otel` }]),
  );
  const start = async (component: string, host: string, folder: string, withKeys: boolean) =>
    undo.use(
      await startCollector(
        join(site.folder, folder),
        host,
        mergeValues(
          site.installed.values(component),
          (withKeys ? { alternateConfig: { exporters } } : {}) as JsonObject,
        ),
        {
          LANGFUSE_AUTHORIZATION: DEFAULT_KEYS,
          ...Object.fromEntries(NAMES.map((name) => [`LANGFUSE_AUTHORIZATION_${name.toUpperCase()}`, keysOf(name)])),
        },
      ),
    );
  for (const [index, host] of site.addresses.samplers.entries())
    await start('otel-sampler', host, `otel-sampler-${index}`, true);
  const gateway = await start('otel-gateway', site.addresses.gateway, 'otel-gateway-0', samplers === 0);
  return {
    endpoints: new Map([
      ['default', gateway.otlp],
      ...NAMES.map((name) => [name, `http://${gateway.host}:${doorOf({ name }).httpPort}`] as const),
    ]),
    langfuses: new Map([['default', site.langfuse], ...others.map(([name, langfuse]) => [name, langfuse] as const)]),
  };
}

/** A request with one span, of a resource that says what it likes of itself. */
function request(name: string, number: number, said: Readonly<Record<string, string>>): string {
  const body = encode([{ traceId: String(number).repeat(32), spanId: String(number).repeat(16), name }]);
  const attributes = Object.entries(said).map(([key, stringValue]) => ({ key, value: { stringValue } }));
  const resource = (of: readonly object[]): string => `"resource":${JSON.stringify({ attributes: of })}`;
  if (!body.includes(resource([]))) throw new Error('a request has another form than this test knows');
  return body.replace(resource([]), resource(attributes));
}

describe.each([
  ['a gateway', 0],
  ['a gateway with a sampler behind it', 1],
])('%s', (_, samplers) => {
  const undo = new Undo();
  let doors: Doors;

  beforeAll(async () => {
    doors = await open(undo, samplers);
  });
  afterAll(() => undo.stop());

  it('sends what comes through a door to the project of the door, and to no other', async () => {
    const all = ['default', ...NAMES];
    for (const [index, name] of all.entries()) {
      // Each says that it is of the other project, as an application that is up to no good.
      const lie = all[(index + 1) % all.length] ?? '';
      const body = request(`from ${name}`, index + 1, { 'lang_observatory.project': lie, 'k8s.namespace.name': lie });
      expect(await send(doors.endpoints.get(name) ?? '', 'traces', body)).toBe(200);
    }
    await eventually('a span in each project', async () =>
      [...doors.langfuses.values()].every(({ spans }) => spans.length > 0) ? true : undefined,
    );
    const arrived = [...doors.langfuses].map(([name, { spans, refused }]) => [
      name,
      spans.map((one) => [one.name, one.resource.get('lang_observatory.project')]),
      refused,
    ]);
    expect(arrived).toEqual(all.map((name) => [name, [[`from ${name}`, name]], []]));
  });
});
