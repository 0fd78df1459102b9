/** The collector's own check on every configuration that we generate. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { mergeValues } from '../../../generator/fleet/resolve/merge.ts';
import { programFolder } from '../../../generator/program/program-folder.ts';
import { inTemporaryFolder } from '../../temporary-folder.ts';
import { collectorValues, objectionTo } from './collector.ts';
import { installProofFleet } from './proof-fleet.ts';

const cluster = z.object({ spec: z.looseObject({ environment: z.string() }) });

/** The merged values of the committed tree, layer over layer as an engine hands them to Helm. */
function committedValues(name: string, component: string) {
  const read = (path: string): unknown => parse(readFileSync(join(programFolder(), path), 'utf8'));
  const { environment } = cluster.parse(read(`clusters/${name}/cluster.yaml`)).spec;
  return ['bases', `overlays/${environment}`, `clusters/${name}`]
    .map((layer) => `${layer}/${component}/values/values.yaml`)
    .flatMap((path) => {
      try {
        return [z.record(z.string(), z.json()).parse(read(path))];
      } catch {
        return [];
      }
    })
    .reduce(mergeValues, {});
}

/** Of a component that a cluster does not deploy what it would have. */
const committed = readdirSync(join(programFolder(), 'clusters')).flatMap((name) =>
  ['otel-gateway', 'otel-sampler'].map((component): [string, string] => [component, name]),
);

it.each(committed)('accepts that of %s of the cluster %s', async (component, name) => {
  const { alternateConfig } = collectorValues.parse(committedValues(name, component));
  expect(await inTemporaryFolder((folder) => objectionTo(folder, alternateConfig))).toBeUndefined();
});

it.each([
  ['without Langfuse', { langfuse: { mode: 'disabled' } }],
  ['without Prometheus', { prometheus: { mode: 'disabled' } }],
  ['with four replicas of Prometheus', { prometheus: { replicas: 4 } }],
  ['with a sampler', { 'otel-sampler': { mode: 'managed' } }],
  ['with OpenLIT', { openlit: { mode: 'managed' } }],
  [
    'with OpenLIT alone',
    { openlit: { mode: 'managed' }, langfuse: { mode: 'disabled' }, prometheus: { mode: 'disabled' } },
  ],
  ['with OpenLIT and a sampler', { openlit: { mode: 'managed' }, 'otel-sampler': { mode: 'managed' } }],
  [
    'with OpenLIT, of its sampler',
    { openlit: { mode: 'managed' }, 'otel-sampler': { mode: 'managed' } },
    'otel-sampler',
  ],
])('accepts that of a cluster %s', async (_, settings, collector = 'otel-gateway') => {
  const { alternateConfig } = collectorValues.parse((await installProofFleet(settings)).values(collector));
  expect(await inTemporaryFolder((folder) => objectionTo(folder, alternateConfig))).toBeUndefined();
});

it('accepts that of a cluster whose users have processors and exporters of their own', async () => {
  const values = {
    alternateConfig: {
      processors: {
        'transform/users': { trace_statements: ['delete_key(span.attributes, "user.email")'] },
        'filter/health': { trace_conditions: ['span.attributes["http.route"] == "/healthz"'] },
      },
      exporters: { 'otlp_http/tempo': { endpoint: 'http://tempo.observability.svc:4318' } },
      service: {
        pipelines: {
          traces: { processors: ['transform/users', 'resource', 'filter/health'], exporters: ['otlp_http/tempo'] },
        },
      },
    },
  };
  const { alternateConfig } = collectorValues.parse(
    (await installProofFleet({ 'otel-gateway': { values } })).values('otel-gateway'),
  );
  expect(alternateConfig).toMatchObject({
    service: {
      pipelines: {
        traces: {
          processors: ['memory_limiter', 'filter/invalid_spans', 'transform/users', 'resource', 'filter/health'],
          exporters: ['otlp_http/langfuse', 'otlp_http/tempo'],
        },
      },
    },
  });
  expect(await inTemporaryFolder((folder) => objectionTo(folder, alternateConfig))).toBeUndefined();
});

it.each([
  ['as it comes', {}],
  ['that keeps nothing ordinary', { percent: 0 }],
  ['that keeps a part of a percent', { percent: 0.01 }],
  ['that waits for hours', { decisionWait: '2h30m', slowerThan: '1h' }],
  ['without a limit of its memory', { resources: { limits: { memory: null } } }],
])('accepts that of a sampler %s', async (_, settings) => {
  const installed = await installProofFleet({ 'otel-sampler': { mode: 'managed', ...settings } });
  const { alternateConfig } = collectorValues.parse(installed.values('otel-sampler'));
  expect(await inTemporaryFolder((folder) => objectionTo(folder, alternateConfig))).toBeUndefined();
});

it('does not accept one with a misspelt key', async () => {
  const values = (await installProofFleet({})).values('otel-gateway');
  const { alternateConfig } = collectorValues.parse(
    mergeValues(values, { alternateConfig: { processors: { memory_limiter: { chek_interval: '1s' } } } }),
  );
  expect(await inTemporaryFolder((folder) => objectionTo(folder, alternateConfig))).toContain('chek_interval');
});
