/** The collector's own check on every configuration that we generate. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { mergeValues } from '../../../generator/fleet/merge.ts';
import { programFolder } from '../../../generator/program-folder.ts';
import { inTemporaryFolder } from '../../temporary-folder.ts';
import { gatewayValues, objectionTo } from './gateway.ts';
import { installProofFleet } from './proof-fleet.ts';

const cluster = z.object({ spec: z.looseObject({ environment: z.string() }) });

/** The merged values of the committed tree, layer over layer as an engine hands them to Helm. */
function committedValues(name: string) {
  const read = (path: string): unknown => parse(readFileSync(join(programFolder(), path), 'utf8'));
  const { environment } = cluster.parse(read(`clusters/${name}/cluster.yaml`)).spec;
  return ['bases', `overlays/${environment}`, `clusters/${name}`]
    .map((layer) => `${layer}/otel-gateway/values/values.yaml`)
    .flatMap((path) => {
      try {
        return [z.record(z.string(), z.json()).parse(read(path))];
      } catch {
        return [];
      }
    })
    .reduce(mergeValues, {});
}

it.each(readdirSync(join(programFolder(), 'clusters')))('accepts that of the cluster %s', async (name) => {
  const { alternateConfig } = gatewayValues.parse(committedValues(name));
  expect(await inTemporaryFolder((folder) => objectionTo(folder, alternateConfig))).toBeUndefined();
});

it.each([
  ['without Langfuse', { langfuse: { mode: 'disabled' } }],
  ['without Prometheus', { prometheus: { mode: 'disabled' } }],
  ['with four replicas of Prometheus', { prometheus: { replicas: 4 } }],
  ['with the largest queue', { 'otel-gateway': { queueSize: 1_000_000 } }],
])('accepts that of a cluster %s', async (_, settings) => {
  const { alternateConfig } = gatewayValues.parse((await installProofFleet(settings)).values('otel-gateway'));
  expect(await inTemporaryFolder((folder) => objectionTo(folder, alternateConfig))).toBeUndefined();
});

it('does not accept one with a misspelt key', async () => {
  const values = (await installProofFleet({})).values('otel-gateway');
  const { alternateConfig } = gatewayValues.parse(
    mergeValues(values, { alternateConfig: { processors: { batch: { send_batch_siz: 1 } } } }),
  );
  expect(await inTemporaryFolder((folder) => objectionTo(folder, alternateConfig))).toContain('send_batch_siz');
});
