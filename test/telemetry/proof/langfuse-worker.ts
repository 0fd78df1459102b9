/** Workers of Langfuse as far as their metrics go: Datadog's real client in Langfuse's version, with the environment that Langfuse's pods get. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { JsonObject } from '../../../generator/data/json.ts';
import { programFolder } from '../../../generator/program/program-folder.ts';
import { npmPackages } from '../../tools/npm.ts';
import { startServer, type Undo } from './server.ts';

export const LANGFUSE_PROGRAMS =
  "dd-trace 5.109.0, Langfuse's client for its metrics, with the names that Langfuse uses";

const PACKAGES = join(programFolder(), 'test/tools/dogstatsd');
const PROGRAM = join(import.meta.dirname, 'langfuse/worker.cjs');

const variable = z.looseObject({ name: z.string(), value: z.string().optional(), valueFrom: z.json().optional() });
const values = z.looseObject({
  langfuse: z.looseObject({
    worker: z.looseObject({ pod: z.looseObject({ additionalEnv: z.array(variable) }) }),
  }),
});

interface Worker {
  readonly folder: string;
  readonly pod: string;
  /** Takes the place of the collector's name, which no DNS knows here. */
  readonly gateway: string;
  /** Merged values of Langfuse's chart. */
  readonly values: JsonObject;
  /** Jobs in its queue. */
  readonly waiting: number;
}

/** Starts one that sends for as long as it runs; its first packet leaves after half a minute, when it has given up the agent that is not there. */
export async function startLangfuseWorker(
  undo: Undo,
  { folder, pod, gateway, waiting, ...worker }: Worker,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const { additionalEnv } = values.parse(worker.values).langfuse.worker.pod;
  const environment = Object.fromEntries(
    additionalEnv
      .filter(({ name }) => name.startsWith('DD_'))
      .map(({ name, value = '' }): [string, string] => [name, value.replace('$(POD_NAME)', pod)]),
  );
  undo.use(
    await startServer({
      name: pod,
      program: process.execPath,
      arguments: [PROGRAM, await npmPackages(PACKAGES), String(waiting)],
      environment: { ...environment, DD_DOGSTATSD_HOST: gateway },
      folder,
      ready: async () => true,
    }),
  );
}
