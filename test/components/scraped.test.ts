/** What Prometheus gets to scrape programs that somebody else has installed: LLM gateways and the exporter of GPUs. */
import { describe, expect, it } from 'vitest';
import { isList, isObject, type JsonObject } from '../../generator/data/json.ts';
import type { Manifest } from '../../generator/kubernetes/manifest.ts';
import { at } from '../engines/live-object.ts';
import { watchedCluster } from '../telemetry/rules/watched-cluster.ts';

function answersWith(components: JsonObject) {
  const answers = watchedCluster({ cluster: { components } });
  return {
    monitors: (component: string) =>
      (answers.get(component)?.manifests ?? []).filter(({ kind }) => kind === 'PodMonitor'),
    records: (component: string): string => JSON.stringify(answers.get(component)?.manifests ?? []),
    values: (component: string) => answers.get(component)?.values,
  };
}

function endpointOf({ spec }: Manifest): JsonObject {
  const endpoints = at(spec, 'podMetricsEndpoints');
  const [endpoint] = isList(endpoints) ? endpoints : [];
  return isObject(endpoint) ? endpoint : {};
}

describe('LLM gateways', () => {
  const pods = { namespaces: ['gateways'], selector: { app: 'litellm' } };
  const { monitors } = answersWith({
    'llm-gateways': {
      gateways: [
        { engine: 'litellm', ...pods, signIn: { kind: 'bearer' } },
        { engine: 'litellm', ...pods, port: 4001, signIn: { kind: 'basic', secretName: 'litellm-metrics' } },
        { engine: 'kong', namespaces: ['kong'], selector: { app: 'kong' } },
      ],
    },
  });
  const endpoints = monitors('llm-gateways').map((monitor) => ({
    name: monitor.metadata.name,
    endpoint: endpointOf(monitor),
  }));

  it('have a monitor each, by the name of the engine', () => {
    expect(endpoints.map(({ name }) => name)).toEqual([
      'llm-gateways-litellm',
      'llm-gateways-litellm-2',
      'llm-gateways-kong',
    ]);
  });

  it('are read at their usual port and path, or at another port', () => {
    expect(endpoints.map(({ endpoint }) => [endpoint.portNumber, endpoint.path])).toEqual([
      [4000, '/metrics/'],
      [4001, '/metrics/'],
      [8100, '/metrics'],
    ]);
  });

  it('are read with a Secret of the provider, with one that is named, or with none', () => {
    const [first, second, third] = endpoints.map(({ endpoint }) => endpoint);
    expect(first).toMatchObject({ authorization: { credentials: { name: 'llm-gateways-litellm', key: 'token' } } });
    expect(second).toMatchObject({
      basicAuth: {
        username: { name: 'litellm-metrics', key: 'username' },
        password: { name: 'litellm-metrics', key: 'password' },
      },
    });
    expect(Object.keys(third ?? {}).sort()).toEqual(['metricRelabelings', 'path', 'portNumber', 'relabelings']);
  });
});

describe('GPUs', () => {
  it('are read from the exporter that we install, on the nodes that have some', () => {
    const { monitors, values } = answersWith({ gpu: { mode: 'managed', nodeSelector: { gpu: 'yes' } } });
    expect(monitors('gpu-metrics').map(({ spec }) => spec)).toMatchObject([
      {
        namespaceSelector: { matchNames: ['gpu'] },
        selector: { matchLabels: { 'app.kubernetes.io/name': 'dcgm-exporter' } },
        podMetricsEndpoints: [{ portNumber: 9400 }],
      },
    ]);
    expect(JSON.stringify(at(values('gpu'), 'affinity', 'nodeAffinity'))).toContain(
      '{"key":"gpu","operator":"In","values":["yes"]}',
    );
  });

  it('are read from that of the GPU Operator, or wherever the input says', () => {
    const found = (gpu: JsonObject) =>
      answersWith({ gpu: { mode: 'existing', ...gpu } })
        .monitors('gpu-metrics')
        .map((monitor) => [
          at(monitor.spec, 'namespaceSelector', 'matchNames'),
          at(monitor.spec, 'selector', 'matchLabels'),
          endpointOf(monitor).portNumber,
        ]);
    expect(found({})).toEqual([[['gpu-operator'], { app: 'nvidia-dcgm-exporter' }, 9400]]);
    const elsewhere = { namespace: 'dcgm', selector: { app: 'dcgm' }, port: 9500 };
    expect(found(elsewhere)).toEqual([[['dcgm'], { app: 'dcgm' }, 9500]]);
  });

  it('have a cost for each token where they have a price, and model servers are watched', () => {
    expect(answersWith({}).records('gpu-metrics')).toContain('llm:gpu_cost_per_token:usd');
    const without = answersWith({ 'model-serving': { servers: [] } }).records('gpu-metrics');
    expect(without).toContain('llm:gpu_cost:usd_per_hour');
    expect(without).not.toContain('per_token');
  });
});

describe('the objective of the first token', () => {
  const rulesWith = (...engines: readonly string[]) => {
    const servers = engines.map((engine) => ({ engine, namespaces: ['models'], selector: { app: engine } }));
    const answers = watchedCluster({ cluster: { components: { 'model-serving': { servers } } } });
    return (answers.get('alerting')?.manifests ?? []).map(({ metadata }) => metadata.name);
  };

  it('is there where a server measures it', () => {
    expect(rulesWith('kserve', 'sglang')).toContain('slo-first-token');
  });

  it('is not there where none does, since it would never have a value', () => {
    expect(rulesWith('kserve', 'triton', 'tgi')).not.toContain('slo-first-token');
  });
});
