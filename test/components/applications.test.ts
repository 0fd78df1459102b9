import { describe, expect, it } from 'vitest';
import { audit } from '../../generator/components/audit/handle.ts';
import { credentials } from '../../generator/components/credentials/handle.ts';
import { langfuse } from '../../generator/components/langfuse/handle.ts';
import { logs } from '../../generator/components/logs/handle.ts';
import { otelGateway } from '../../generator/components/otel-gateway/handle.ts';
import { otelGatewayComponent } from '../../generator/components/otel-gateway/otel-gateway.ts';
import { otelSampler } from '../../generator/components/otel-sampler/handle.ts';
import { otelSamplerComponent } from '../../generator/components/otel-sampler/otel-sampler.ts';
import { prometheus } from '../../generator/components/prometheus/handle.ts';
import { prometheusComponent } from '../../generator/components/prometheus/prometheus.ts';
import { prometheusCrds } from '../../generator/components/prometheus-crds/handle.ts';
import { isObject, type Json, type JsonObject } from '../../generator/data/json.ts';
import { settingsSchema } from '../../generator/fleet/schema/component-input.ts';
import type { Component, Stack } from '../../generator/stack/component.ts';
import { graphOf, levelWith, type Said } from '../stack/level-with.ts';

/** As the registry has it: its settings are nobody else's business. */
const gateway: Component = otelGatewayComponent;

function stackWith(said: Said): Stack {
  return graphOf(levelWith(said)).stack;
}

function at(value: Json | undefined, ...path: readonly string[]): Json | undefined {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  return isObject(value) ? at(value[key], ...rest) : undefined;
}

function exporters(stack: Stack, pipeline: string): Json | undefined {
  const values = gateway.values?.(stack.of(otelGateway), stack) ?? {};
  return at(values, 'alternateConfig', 'service', 'pipelines', pipeline, 'exporters');
}

describe('the collector', () => {
  it('writes to every replica of Prometheus, because a Service would give each of them a part', () => {
    expect(exporters(stackWith({ prometheus: { replicas: 1 } }), 'metrics')).toEqual(['prometheus_remote_write/0']);
    expect(exporters(stackWith({ prometheus: { replicas: 3 } }), 'metrics')).toHaveLength(3);
  });

  it('knows an exporter for every replica that there can be, so that its values have the same keys for any number', () => {
    const keys = [1, 4].map((replicas) => {
      const stack = stackWith({ prometheus: { replicas } });
      const known = at(gateway.values?.(stack.of(otelGateway), stack), 'alternateConfig', 'exporters');
      return Object.keys(isObject(known) ? known : {});
    });
    expect(keys[0]).toEqual(keys[1]);
    expect(keys[0]).toHaveLength(prometheus.connection.replicaUrls.length + 6);
  });

  it('drops what has nowhere to go, and stays valid', () => {
    const stack = stackWith({ langfuse: { mode: 'disabled' }, prometheus: { mode: 'disabled' } });
    expect(exporters(stack, 'traces')).toEqual(['nop']);
    expect(exporters(stack, 'metrics')).toEqual(['nop']);
  });
});

describe('the sampler', () => {
  const sampled = { 'otel-sampler': { mode: 'managed' } };

  it('is there only for those who ask', () => {
    expect(stackWith({}).deploys(otelSampler)).toBe(false);
    expect(exporters(stackWith({}), 'traces')).toEqual(['otlp_http/langfuse']);
  });

  it('gets all traces of the collector, and alone has the keys of Langfuse', () => {
    const stack = stackWith(sampled);
    expect(exporters(stack, 'traces')).toEqual(['load_balancing']);
    const values = gateway.values?.(stack.of(otelGateway), stack);
    expect(JSON.stringify(values)).not.toContain('LANGFUSE_AUTHORIZATION');
    expect(JSON.stringify(otelSamplerComponent.values?.(stack.of(otelSampler), stack))).toContain(
      'LANGFUSE_AUTHORIZATION',
    );
  });

  it('is found by the name of a Service without an address of its own', () => {
    const stack = stackWith(sampled);
    const values = gateway.values?.(stack.of(otelGateway), stack);
    expect(at(values, 'alternateConfig', 'exporters', 'load_balancing', 'resolver')).toEqual({
      dns: { hostname: 'otel-sampler.lang-observatory.svc', port: '4317' },
    });
    const sampler = otelSamplerComponent.values?.(stack.of(otelSampler), stack);
    expect(at(sampler, 'service')).toEqual({ clusterIP: 'None' });
    expect(at(sampler, 'fullnameOverride')).toBe('otel-sampler');
  });

  it('takes the place of Langfuse in what the collector requires and may talk to', () => {
    const talk = (said: Readonly<Record<string, JsonObject>>) => {
      const stack = stackWith(said);
      return {
        requires: gateway.requires?.(stack.of(otelGateway), stack),
        flows: [
          ...(gateway.flows?.(stack.of(otelGateway), stack) ?? []),
          ...(stack.deploys(otelSampler) ? (otelSamplerComponent.flows?.(stack.of(otelSampler), stack) ?? []) : []),
        ]
          .filter(({ from }) => from === otelGateway.collector)
          .map(({ to }) => to),
      };
    };
    expect(talk({})).toEqual({
      requires: [prometheusCrds, langfuse, credentials, prometheus],
      flows: [langfuse.web, prometheus.prometheus, logs.server, audit.server],
    });
    expect(talk(sampled)).toEqual({
      requires: [prometheusCrds, otelSampler, prometheus],
      flows: [prometheus.prometheus, logs.server, audit.server, otelSampler.collector],
    });
  });

  it('says its waits and the share as the processor wants them', () => {
    const stack = stackWith({
      'otel-sampler': { mode: 'managed', percent: 2.5, slowerThan: '1m30s', decisionWait: '1h' },
    });
    const values = otelSamplerComponent.values?.(stack.of(otelSampler), stack);
    expect(at(values, 'alternateConfig', 'processors', 'tail_sampling')).toMatchObject({
      decision_wait: '1h',
      policies: [
        { name: 'errors', status_code: { status_codes: ['ERROR'] } },
        { name: 'slow', latency: { threshold_ms: 90_000 } },
        { name: 'share', probabilistic: { sampling_percentage: 2.5 } },
      ],
    });
  });

  it('does not judge a trace before it can be slow', () => {
    const parse = (slowerThan: string) =>
      settingsSchema(otelSamplerComponent).safeParse({ slowerThan, decisionWait: '60s' });
    expect(parse('59s').success).toBe(true);
    expect(parse('1m').error?.issues).toMatchObject([
      { path: ['decisionWait'], message: expect.stringContaining('before a trace can be slow') },
    ]);
  });
});

describe('Prometheus', () => {
  it('keeps less than its volume holds', () => {
    const stack = stackWith({ prometheus: { storage: '50Gi' } });
    const values = prometheusComponent.values?.(stack.of(prometheus), stack);
    expect(at(values, 'prometheus', 'prometheusSpec', 'retentionSize')).toBe('40960MiB');
  });
});
