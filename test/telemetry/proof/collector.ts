/** The real collector with the configuration that we generate, mounted and surrounded as the chart does it. */
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import type { JsonObject } from '../../../generator/data/json.ts';
import { emitYaml } from '../../../generator/data/yaml.ts';
import { testTool } from '../../tools/build-test-tool.ts';
import { answers, type Server, startServer } from './server.ts';

/** The part of a collector's values that the chart turns into the container. */
export const collectorValues = z.looseObject({
  command: z.looseObject({ extraArgs: z.array(z.string()).default([]) }),
  alternateConfig: z.record(z.string(), z.json()),
  extraEnvs: z.array(
    z.looseObject({ name: z.string(), valueFrom: z.looseObject({ secretKeyRef: z.json().optional() }) }),
  ),
});

export interface Collector extends Server {
  readonly host: string;
  /** For `OTEL_EXPORTER_OTLP_ENDPOINT`; a sampler has no such port. */
  readonly otlp: string;
  /** The sum of its own series with this name, and labels that match `labels` where that is given; 0 when there is none. */
  count(name: string, labels?: RegExp): Promise<number>;
}

/** What the chart's Deployment gives the container besides the values' own variables. GOMEMLIMIT is 80 % of the memory limit. */
const SURROUNDINGS = { GOMEMLIMIT: '409MiB' } as const;

/**
 * Starts it in `folder`. `secrets` are the contents of the variables that the values take from Secrets; one that is missing is an error,
 * as it would keep the pod from starting. `surroundings` are variables that something else in a cluster gives the pod.
 */
export async function startCollector(
  folder: string,
  host: string,
  values: JsonObject,
  secrets: Readonly<Record<string, string>>,
  surroundings: Readonly<Record<string, string>> = {},
): Promise<Collector> {
  const { command, alternateConfig, extraEnvs } = collectorValues.parse(values);
  await mkdir(folder, { recursive: true });
  const config = join(folder, 'relay.yaml');
  await writeFile(config, emitYaml(alternateConfig));
  const environment = Object.fromEntries(
    extraEnvs.map(({ name, valueFrom }): [string, string] => {
      // The fields of the pod that the values take are its name and, of the one pod on each, the name of its node.
      if (valueFrom.secretKeyRef === undefined) return [name, basename(folder)];
      const secret = secrets[name];
      if (secret === undefined) throw new Error(`there is no secret for ${name}`);
      return [name, secret];
    }),
  );
  const server = await startServer({
    name: 'otelcol',
    program: await testTool('otelcol'),
    arguments: ['--config', config, ...command.extraArgs],
    environment: { ...SURROUNDINGS, ...surroundings, MY_POD_IP: host, ...environment },
    folder,
    ready: () => answers(`http://${host}:13133/`),
    watch: /\t(?:warn|error|dpanic|panic|fatal)\t/,
  });
  return {
    ...server,
    host,
    otlp: `http://${host}:4318`,
    count: async (name, labels = /^/) => {
      const page = await (await fetch(`http://${host}:8888/metrics`)).text();
      return [...page.matchAll(/^(\w+)(\S*) (\S+)$/gm)]
        .filter(([, series, own = '']) => series === name && labels.test(own))
        .reduce((sum, [, , , value]) => sum + Number(value), 0);
    },
  };
}

/** What the collector's own check says against a configuration; undefined when it has nothing to say. */
export async function objectionTo(folder: string, alternateConfig: JsonObject): Promise<string | undefined> {
  const config = join(folder, 'relay.yaml');
  await writeFile(config, emitYaml(alternateConfig));
  try {
    await promisify(execFile)(await testTool('otelcol'), ['validate', '--config', config], {
      env: { MY_POD_IP: '127.0.0.1', MY_POD_NAME: 'gateway', LANGFUSE_AUTHORIZATION: 'Basic x' },
    });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
