/** Further projects of Langfuse: who makes them, and which applications can send to which of them. */
import { describe, expect, it } from 'vitest';
import { connectionOf } from '../../generator/connect/connection.ts';
import { isList, isObject, type Json, type JsonObject } from '../../generator/data/json.ts';
import { applicationEgress } from '../../generator/stack/network-policies.ts';
import { at } from '../engines/live-object.ts';
import { watchedCluster, watchedGraph } from '../telemetry/rules/watched-cluster.ts';

const PROJECTS = [
  { name: 'search', namespaces: ['search', 'search-eval'] },
  { name: 'support-bot', title: 'Support', organization: 'care', namespaces: ['support'] },
];
const CLUSTER = { components: { langfuse: { projects: PROJECTS } } };

function on(cluster: JsonObject) {
  const answers = watchedCluster({ cluster });
  const manifests = [...answers.values()].flatMap((answer) => answer.manifests);
  return {
    manifests,
    find: (kind: string, name: RegExp) =>
      manifests.filter((each) => each.kind === kind && name.test(String(each.metadata.name))),
    configuration: (component: string) => at(answers.get(component)?.values, 'alternateConfig'),
    environment: (component: string) => listAt(answers.get(component)?.values, 'extraEnvs'),
  };
}

function listAt(value: Json | undefined, ...path: readonly string[]): readonly JsonObject[] {
  const found = at(value, ...path);
  return isList(found) ? found.filter(isObject) : [];
}

/** The ports of the gateway that the pods of a namespace may connect to, as its policy says it. */
function openTo(namespace: string, policy: Json | undefined): readonly unknown[] {
  return listAt(policy, 'ingress')
    .filter((rule) => listAt(rule, 'from').some((peer) => selects(at(peer, 'namespaceSelector'), namespace)))
    .flatMap((rule) => listAt(rule, 'ports').map(({ port }) => port));
}

/** Of a namespace with the label for telemetry. */
function selects(selector: Json | undefined, namespace: string): boolean {
  if (selector === undefined) return false;
  const labels = { 'kubernetes.io/metadata.name': namespace, 'lang-observatory.dev/telemetry': 'enabled' };
  const known = Object.entries(labels);
  const matches = Object.entries((at(selector, 'matchLabels') ?? {}) as JsonObject).every(([key, value]) =>
    known.some(([own, set]) => own === key && set === value),
  );
  return (
    matches &&
    listAt(selector, 'matchExpressions').every(({ operator, values }) => {
      const isIn = isList(values) && values.includes(namespace);
      return operator === 'In' ? isIn : !isIn;
    })
  );
}

describe('the door of a project', () => {
  const { find, configuration } = on(CLUSTER);
  const [policy] = find('NetworkPolicy', /^otel-gateway-collector$/);
  const receivers = at(configuration('otel-gateway'), 'receivers') as JsonObject;
  const portsOf = (receiver: string): readonly number[] =>
    ['grpc', 'http'].map((protocol) =>
      Number(
        String(at(receivers, receiver, 'protocols', protocol, 'endpoint'))
          .split(':')
          .at(-1),
      ),
    );

  it.each([
    ['search', 'otlp/search'],
    ['search-eval', 'otlp/search'],
    ['support', 'otlp/support-bot'],
    ['anybody', 'otlp'],
  ])('is the only one for the namespace %s', (namespace, receiver) => {
    expect(openTo(namespace, policy?.spec)).toEqual(portsOf(receiver));
  });

  it('leads to the keys of the project and to no others, and says whose the spans are', () => {
    const pipelines = at(configuration('otel-gateway'), 'service', 'pipelines');
    expect(at(pipelines, 'traces/search')).toMatchObject({ receivers: ['otlp/search'] });
    expect(at(pipelines, 'traces/search', 'processors')).toContain('resource/search');
    expect(at(pipelines, 'traces', 'processors')).toContain('resource/default');
    for (const pipeline of ['metrics', 'logs'])
      expect(at(pipelines, pipeline, 'receivers')).toEqual(['otlp', 'otlp/search', 'otlp/support-bot']);
  });

  it('has a Service with the ports that everybody sends to', () => {
    const [service] = find('Service', /^otel-gateway-support-bot$/);
    expect(listAt(service?.spec, 'ports').map(({ port, targetPort }) => [port, targetPort])).toEqual([
      [4317, portsOf('otlp/support-bot')[0]],
      [4318, portsOf('otlp/support-bot')[1]],
    ]);
  });

  it('stays where it is when there are more', () => {
    const before = at(
      on({ components: { langfuse: { projects: [PROJECTS[1] ?? {}] } } }).configuration('otel-gateway'),
      'receivers',
    );
    expect(at(before, 'otlp/support-bot')).toEqual(receivers['otlp/support-bot']);
  });

  it('is what connect tells the applications of its namespaces', () => {
    const { graph, cluster } = watchedGraph({ cluster: CLUSTER });
    const connect = (namespace: string) => connectionOf(cluster, graph, { name: 'a', namespace });
    expect(connect('search-eval')?.endpoints.http).toBe('http://otel-gateway-search.lang-observatory.svc:4318');
    expect(connect('search-eval')?.langfuse?.keys.secret).toBe('langfuse-project-search');
    expect(connect('other')?.endpoints.http).toBe('http://otel-gateway.lang-observatory.svc:4318');
    expect(connect('other')?.langfuse?.keys.secret).toBe('langfuse-project-keys');
    const ports = (namespace: string) =>
      applicationEgress(namespace, graph)
        .slice(1)
        .flatMap((rule) => listAt(rule, 'ports').map(({ port }) => port));
    expect(ports('search')).toEqual(portsOf('otlp/search'));
    expect(ports('other')).toEqual(portsOf('otlp'));
  });

  it('has an Instrumentation that names it', () => {
    const endpoints = find('Instrumentation', /./).map(({ metadata, spec }) => [
      metadata.name,
      at(spec, 'exporter', 'endpoint'),
    ]);
    expect(endpoints).toEqual([
      ['lang-observatory', 'http://otel-gateway.lang-observatory.svc:4318'],
      ['lang-observatory-search', 'http://otel-gateway-search.lang-observatory.svc:4318'],
      ['lang-observatory-support-bot', 'http://otel-gateway-support-bot.lang-observatory.svc:4318'],
    ]);
  });
});

describe('the Job of a project', () => {
  const jobs = on(CLUSTER).find('Job', /^langfuse-project-/);
  const variables = (name: RegExp) => {
    const job = jobs.find(({ metadata }) => name.test(String(metadata.name)));
    const [container] = listAt(job?.spec, 'template', 'spec', 'containers');
    return Object.fromEntries(
      listAt(container, 'env').map(({ name: key, value = null, valueFrom = null }) => [
        String(key),
        value ?? valueFrom,
      ]),
    );
  };

  it('is one for each', () => expect(jobs).toHaveLength(2));

  it('makes the project and its keys in the initial organisation, or in its own', () => {
    const search = variables(/search/);
    expect(search).toMatchObject({
      LANGFUSE_INIT_ORG_ID: 'observatory',
      LANGFUSE_INIT_PROJECT_ID: 'observatory-search',
      LANGFUSE_INIT_PROJECT_NAME: 'search',
      LANGFUSE_INIT_PROJECT_SECRET_KEY: { secretKeyRef: { name: 'langfuse-project-search', key: 'secret-key' } },
    });
    expect(variables(/support/)).toMatchObject({
      LANGFUSE_INIT_ORG_ID: 'care',
      LANGFUSE_INIT_ORG_NAME: 'care',
      LANGFUSE_INIT_PROJECT_NAME: 'Support',
    });
    // API keys are hashed with the salt: with another one Langfuse would know none of them.
    expect(search.SALT).toEqual({ secretKeyRef: { name: 'langfuse-core', key: 'salt' } });
  });

  it('reaches the databases, and nobody reaches it', () => {
    const [policy] = on(CLUSTER).find('NetworkPolicy', /^langfuse-projects$/);
    expect(at(policy?.spec, 'ingress')).toEqual([]);
    expect(listAt(policy?.spec, 'egress').length).toBeGreaterThan(2);
  });
});

it('has no part in a Langfuse without further projects', () => {
  const { find, manifests } = on({});
  expect(find('NetworkPolicy', /langfuse-projects/)).toEqual([]);
  expect(JSON.stringify(manifests)).not.toContain('langfuse-project-search');
});

describe('samplers', () => {
  const sampled = on({ components: { ...CLUSTER.components, 'otel-sampler': { mode: 'managed' } } });

  it('have the keys instead of the gateway', () => {
    const names = (component: string) => sampled.environment(component).map(({ name }) => name);
    expect(names('otel-sampler')).toEqual(expect.arrayContaining(['LANGFUSE_AUTHORIZATION_SEARCH']));
    expect(names('otel-gateway').filter((name) => String(name).startsWith('LANGFUSE'))).toEqual([]);
  });

  it('decide about all traces alike, and then send each to its project', () => {
    const pipelines = at(sampled.configuration('otel-sampler'), 'service', 'pipelines');
    expect(at(pipelines, 'traces', 'exporters')).toEqual(
      expect.arrayContaining(['forward/default', 'forward/search', 'forward/support-bot']),
    );
    expect(at(pipelines, 'traces/search')).toEqual({
      receivers: ['forward/search'],
      processors: ['filter/search'],
      exporters: ['otlp_http/langfuse/search'],
    });
  });
});
