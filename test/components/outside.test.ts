/** Applications outside of the cluster: how each kind of gateway leads them to their receivers, and what is open for them. */
import { describe, expect, it } from 'vitest';
import { isList, type Json, type JsonObject } from '../../generator/data/json.ts';
import { publicHosts } from '../../generator/doctor/hosts.ts';
import { at } from '../engines/live-object.ts';
import { watchedCluster, watchedGraph } from '../telemetry/rules/watched-cluster.ts';

const OUTSIDE = [{ name: 'checkout' }, { name: 'billing', project: 'search' }];

function on(gateway: JsonObject, outside: readonly JsonObject[] = OUTSIDE) {
  const components = {
    gateway,
    langfuse: { projects: [{ name: 'search', namespaces: ['search'] }] },
    'otel-gateway': { outside },
    audit: { mode: 'managed' },
    'otel-agent': { mode: 'managed' },
  };
  const { graph, cluster } = watchedGraph({ cluster: { components } });
  const answers = watchedCluster({ cluster: { components } });
  const of = (component: string, kind: string) =>
    answers.get(component)?.manifests.filter((manifest) => manifest.kind === kind) ?? [];
  const configuration = (...path: readonly string[]): Json | undefined =>
    at(answers.get('otel-gateway')?.values, 'alternateConfig', ...path);
  /** The port of the receiver of an application. */
  const port = (name: string): number => {
    const endpoint = configuration('receivers', `otlp/outside/${name}`, 'protocols', 'http', 'endpoint');
    return Number(String(endpoint).split(':').at(-1));
  };
  const flow = graph.flows.find(({ purpose }) => purpose === 'telemetry of applications outside of the cluster');
  return { of, configuration, port, flow, graph, cluster, host: `otlp.${cluster.domain}` };
}

describe('the host name of OTLP', () => {
  it('leads by a route for each path to the port of its receiver, and is in the certificate', () => {
    const { of, port, flow, host } = on({});
    const routes = of('otel-gateway', 'HTTPRoute');
    expect(routes.map(({ metadata }) => metadata.name)).toEqual(['otlp-outside-checkout', 'otlp-outside-billing']);
    for (const [index, { name }] of OUTSIDE.entries())
      expect(routes[index]?.spec).toMatchObject({
        hostnames: [host],
        rules: [
          {
            matches: [{ path: { type: 'PathPrefix', value: `/${name}` } }],
            backendRefs: [{ name: 'otlp-outside', port: port(name) }],
          },
        ],
      });
    expect(at(of('gateway', 'Certificate')[0]?.spec, 'dnsNames')).toContain(host);
    expect(flow).toMatchObject({ from: { component: 'gateway' }, ports: OUTSIDE.map(({ name }) => port(name)) });
  });

  it('leads by one Ingress, whose controller asks for the health of the pod at its own port', () => {
    const { of, port, flow } = on({ kind: 'ingress', className: 'alb', certificate: { from: 'load-balancer' } });
    const [ingress, ...others] = of('otel-gateway', 'Ingress');
    expect(others).toEqual([]);
    const rules = at(ingress?.spec, 'rules');
    expect(at(isList(rules) ? rules[0] : undefined, 'http', 'paths')).toEqual(
      OUTSIDE.map(({ name }) => ({
        path: `/${name}`,
        pathType: 'Prefix',
        backend: { service: { name: 'otlp-outside', port: { number: port(name) } } },
      })),
    );
    expect(ingress?.metadata.annotations).toMatchObject({
      'alb.ingress.kubernetes.io/healthcheck-path': '/',
      'alb.ingress.kubernetes.io/healthcheck-port': '13133',
    });
    expect(flow?.ports).toContain(13133);
    const azure = on({ kind: 'ingress', className: 'azure-application-gateway' }).of('otel-gateway', 'Ingress');
    expect(azure[0]?.metadata.annotations).toMatchObject({ 'appgw.ingress.kubernetes.io/health-probe-port': '13133' });
    const nginx = on({ kind: 'ingress' }).of('otel-gateway', 'Ingress');
    expect(nginx[0]?.metadata.annotations).toMatchObject({ 'nginx.org/client-max-body-size': '24m' });
  });

  it('is looked for by doctor', () => {
    const { cluster, graph, host } = on({});
    expect(publicHosts(cluster, graph.stack)).toContain(host);
  });

  it('is nowhere without an application', () => {
    const { of, flow, configuration, cluster, graph, host } = on({}, []);
    expect([of('otel-gateway', 'HTTPRoute'), flow, publicHosts(cluster, graph.stack).includes(host)]).toEqual([
      [],
      undefined,
      false,
    ]);
    expect(JSON.stringify(configuration())).not.toContain('outside');
  });
});

describe('what an application outside of the cluster sends', () => {
  it('is in no pipeline of the audit stream, and in that of the traces of its project alone', () => {
    const { configuration } = on({});
    const receivers = (pipeline: string) => configuration('service', 'pipelines', pipeline, 'receivers');
    expect(receivers('logs')).toContain('forward/outside');
    expect(receivers('logs/audit')).toEqual(['otlp', 'otlp/search']);
    expect(receivers('traces')).toEqual(['otlp', 'forward/outside']);
    expect(receivers('traces/search')).toEqual(['otlp/search', 'forward/outside/search']);
  });

  it('needs a token that the secrets provider has', () => {
    const { graph } = on({});
    const secrets = graph.stack.secrets.filter(({ name }) => name.startsWith('otlp-outside-'));
    expect(secrets.map(({ name, keys }) => [name, keys])).toEqual(
      ['billing', 'checkout'].map((name) => [`otlp-outside-${name}`, { token: { generate: 'alphanumeric' } }]),
    );
  });
});
