/**
 * The collector fills in variables, `${env:…}`, wherever its configuration holds a text, and makes one dollar of two.
 * Whatever the input takes arrives as it is: asked of the real collector, which prints what it has understood.
 */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { JsonObject } from '../../../generator/data/json.ts';
import { emitYaml } from '../../../generator/data/yaml.ts';
import { webAddress } from '../../../generator/fleet/schema/quantities.ts';
import { inTemporaryFolder } from '../../temporary-folder.ts';
import { acceptedTexts, longest } from '../../text/accepted-texts.ts';
import { HOSTILE } from '../../text/hostile-texts.ts';
import { testTool } from '../../tools/build-test-tool.ts';
import { collectorValues } from './collector.ts';
import { CLUSTER, ENVIRONMENT, installProofFleet } from './proof-fleet.ts';

const AUTHORIZATION = 'Basic cGs6c2s=';

const understood = z.looseObject({
  exporters: z.looseObject({
    'otlp_http/langfuse': z.looseObject({
      endpoint: z.string(),
      headers: z.array(z.object({ name: z.string(), value: z.string() })),
    }),
  }),
  processors: z.json(),
});

/** A configuration as the collector understands it. */
async function resolved(config: JsonObject): Promise<z.output<typeof understood>> {
  return inTemporaryFolder(async (folder) => {
    const file = join(folder, 'relay.yaml');
    await writeFile(file, emitYaml(config));
    const argv = ['print-config', '--mode', 'unredacted', '--format', 'json', '--config', file];
    const { stdout } = await promisify(execFile)(await testTool('otelcol'), argv, {
      env: { MY_POD_IP: '127.0.0.1', MY_POD_NAME: 'gateway', LANGFUSE_AUTHORIZATION: AUTHORIZATION, HOME: '/home' },
      maxBuffer: 2 ** 26,
    });
    return understood.parse(JSON.parse(stdout));
  });
}

/** What the collector understands of texts, each in a place of its own. */
async function carried(texts: readonly string[]): Promise<readonly string[]> {
  const headers = Object.fromEntries(texts.map((text, index) => [`x-${index}`, text]));
  const { exporters } = await resolved({
    receivers: { otlp: { protocols: { grpc: {} } } },
    exporters: { 'otlp_http/langfuse': { endpoint: 'http://langfuse:3000', headers } },
    service: { pipelines: { traces: { receivers: ['otlp'], exporters: ['otlp_http/langfuse'] } } },
  });
  const values = new Map(exporters['otlp_http/langfuse'].headers.map(({ name, value }) => [name, value]));
  return texts.map((_, index) => values.get(`x-${index}`) ?? '');
}

describe('a text that the input takes', () => {
  it('is the same text to the collector, in every field', async () => {
    await fc.assert(
      fc.asyncProperty(acceptedTexts, async (accepted) => {
        const texts = await carried(accepted.map(({ text }) => text));
        expect(accepted.map(({ path }, index) => ({ path, text: texts[index] }))).toEqual(accepted);
      }),
      { numRuns: 5 },
    );
  });

  it('is the address that the gateway sends to, beside the variables that are filled in', async () => {
    const url = longest(webAddress, [...HOSTILE, 'a']) ?? '';
    const langfuse = { mode: 'external', external: { url } };
    const { values } = await installProofFleet({ langfuse });
    const { exporters, processors } = await resolved(collectorValues.parse(values('otel-gateway')).alternateConfig);
    const exporter = exporters['otlp_http/langfuse'];
    expect(exporter.endpoint).toBe(`${url}/api/public/otel`);
    expect(exporter.headers).toContainEqual({ name: 'Authorization', value: AUTHORIZATION });
    for (const name of [CLUSTER, ENVIRONMENT]) expect(JSON.stringify(processors)).toContain(`"value":"${name}"`);
  });
});

it.each([
  ['${env:HOME}', '/home'],
  ['a$$b', 'a$b'],
  ['$${env:HOME}', '${env:HOME}'],
])('%s is %s to the collector', async (text, other) => {
  expect(await carried([text])).toEqual([other]);
});
