/** Sizes on the way from an application to Langfuse: what is taken fits into what comes behind. */
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../generator/data/json.ts';
import { amountOf } from '../../generator/data/quantity.ts';
import { type Sections, valueAt, watchedCluster } from '../telemetry/rules/watched-cluster.ts';

const MIB = 2 ** 20;

function sizes(sections: Sections) {
  const answers = watchedCluster(sections);
  const number = (component: string, ...path: readonly string[]): number =>
    Number(valueAt(answers, component, 'alternateConfig', ...path));
  const protocols = ['receivers', 'otlp', 'protocols'];
  const queue = (component: string, exporter: string) => ({
    queue: number(component, 'exporters', exporter, 'sending_queue', 'queue_size'),
    batch: number(component, 'exporters', exporter, 'sending_queue', 'batch', 'max_size'),
    memory: amountOf(String(valueAt(answers, component, 'resources', 'limits', 'memory'))),
  });
  return {
    overHttp: number('otel-gateway', ...protocols, 'http', 'max_request_body_size'),
    overGrpc: number('otel-gateway', ...protocols, 'grpc', 'max_recv_msg_size_mib') * MIB,
    sampler: number('otel-sampler', ...protocols, 'grpc', 'max_recv_msg_size_mib') * MIB,
    queues: [
      queue('otel-gateway', 'otlp_http/langfuse'),
      queue('otel-gateway', 'load_balancing'),
      queue('otel-sampler', 'otlp_http/langfuse'),
    ],
    manifests: [...answers.values()].flatMap(({ manifests }) => manifests),
  };
}

describe('what a collector takes', () => {
  it.each(['small', 'medium', 'large'])(
    'fits into one batch, and batches into queues that fit into memory: %s',
    (size) => {
      const { overHttp, overGrpc, sampler, queues } = sizes({ environment: { size } });
      expect(overHttp).toBe(20 * MIB);
      expect(overGrpc).toBe(overHttp);
      for (const { queue, batch, memory } of queues) {
        // With room for what the collector adds.
        expect(batch).toBeGreaterThanOrEqual(overHttp + MIB);
        expect(sampler).toBeGreaterThan(batch);
        expect(queue).toBeGreaterThan(batch);
        expect(queue).toBeLessThanOrEqual(memory / 4);
      }
    },
  );

  it('fits through the Gateway and the Ingress before Langfuse', () => {
    const { queues, manifests } = sizes({});
    const policy = manifests.find(({ kind }) => kind === 'ClientSettingsPolicy');
    expect(policy?.spec).toMatchObject({ body: { maxSize: '24m' } });
    const components: JsonObject = { gateway: { kind: 'ingress' } };
    const ingress = sizes({ cluster: { components } }).manifests.find(
      ({ kind, metadata }) => kind === 'Ingress' && metadata.name === 'langfuse',
    );
    expect(ingress?.metadata.annotations).toMatchObject({
      'nginx.ingress.kubernetes.io/proxy-body-size': '24m',
      'nginx.org/client-max-body-size': '24m',
    });
    for (const { batch } of queues) expect(batch).toBeLessThan(24 * MIB);
  });
});

describe('connections of gRPC', () => {
  it('end after a while at gateways and samplers, so that a new replica gets work', () => {
    const answers = watchedCluster({});
    for (const component of ['otel-gateway', 'otel-sampler'])
      expect(
        valueAt(answers, component, 'alternateConfig', 'receivers', 'otlp', 'protocols', 'grpc', 'keepalive'),
      ).toEqual({ server_parameters: { max_connection_age: '10m', max_connection_age_grace: '1m' } });
  });
});
