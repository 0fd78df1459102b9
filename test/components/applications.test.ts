import { describe, expect, it } from 'vitest';
import type { Stack } from '../../generator/components/component.ts';
import { otelGateway } from '../../generator/components/otel-gateway.ts';
import { prometheus, prometheusReplicaUrls } from '../../generator/components/prometheus.ts';
import { REGISTRY } from '../../generator/components/registry.ts';
import { settingsSchema } from '../../generator/fleet/component-input.ts';
import { type CommonSettings, type Level, MODES } from '../../generator/fleet/model.ts';
import { buildGraph } from '../../generator/graph/stack.ts';
import { isObject, type Json, type JsonObject } from '../../generator/json.ts';

/** A level where some components are told something. */
function stackWith(said: Readonly<Record<string, JsonObject>>): Stack {
  const settings = REGISTRY.map((component): [string, CommonSettings] => {
    const parsed = settingsSchema(component).parse(said[component.name] ?? {});
    return [component.name, { ...parsed, mode: MODES.find((mode) => mode === parsed.mode) ?? component.modes[0] }];
  });
  const level: Level = {
    size: 'medium',
    secrets: { provider: 'generated' },
    settings: new Map(settings),
    values: new Map(),
    additions: new Map(),
  };
  return buildGraph(
    {
      name: 'test',
      domain: 'test.example',
      repository: { url: 'https://github.com/acme/test.git', branch: 'main' },
    },
    level,
    REGISTRY,
  ).stack;
}

function at(value: Json | undefined, ...path: readonly string[]): Json | undefined {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  return isObject(value) ? at(value[key], ...rest) : undefined;
}

function exporters(stack: Stack, pipeline: string): Json | undefined {
  const values = otelGateway.values?.(stack.of(otelGateway), stack) ?? {};
  return at(values, 'alternateConfig', 'service', 'pipelines', pipeline, 'exporters');
}

describe('the collector', () => {
  it('writes to every replica of Prometheus, because a Service would give each of them a part', () => {
    expect(exporters(stackWith({ prometheus: { replicas: 1 } }), 'metrics')).toEqual(['prometheusremotewrite/0']);
    expect(exporters(stackWith({ prometheus: { replicas: 3 } }), 'metrics')).toHaveLength(3);
  });

  it('knows an exporter for every replica that there can be, so that its values have the same keys for any number', () => {
    const keys = [1, 4].map((replicas) => {
      const stack = stackWith({ prometheus: { replicas } });
      const known = at(otelGateway.values?.(stack.of(otelGateway), stack), 'alternateConfig', 'exporters');
      return Object.keys(isObject(known) ? known : {});
    });
    expect(keys[0]).toEqual(keys[1]);
    expect(keys[0]).toHaveLength(prometheusReplicaUrls().length + 2);
  });

  it('drops what has nowhere to go, and stays valid', () => {
    const stack = stackWith({ langfuse: { mode: 'disabled' }, prometheus: { mode: 'disabled' } });
    expect(exporters(stack, 'traces')).toEqual(['nop']);
    expect(exporters(stack, 'metrics')).toEqual(['nop']);
  });
});

describe('Prometheus', () => {
  it('keeps less than its volume holds', () => {
    const stack = stackWith({ prometheus: { storage: '50Gi' } });
    const values = prometheus.values?.(stack.of(prometheus), stack);
    expect(at(values, 'prometheus', 'prometheusSpec', 'retentionSize')).toBe('40960MiB');
  });
});
