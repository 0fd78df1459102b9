/** Jobs that back up a volume and restore it, on this machine: the generated programs and variables, with another folder for each of the pod's. */
import { execFile } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { PROGRAMS } from '../../../generator/components/volume-pod.ts';
import type { JsonObject } from '../../../generator/data/json.ts';
import { Undo } from '../../telemetry/proof/server.ts';
import { writeFiles } from '../../temporary-folder.ts';
import { pythonWith } from '../../tools/python.ts';

const run = promisify(execFile);

const configMap = z.looseObject({
  kind: z.literal('ConfigMap'),
  metadata: z.looseObject({ name: z.string() }),
  data: z.record(z.string(), z.string()),
});

const container = z.object({
  command: z.tuple([z.literal('python3'), z.string()]),
  env: z.array(
    z.object({
      name: z.string(),
      value: z.string().optional(),
      valueFrom: z.object({ secretKeyRef: z.object({ key: z.string() }) }).optional(),
    }),
  ),
});

/** A program that runs beside the container. */
const beside = z.object({ restartPolicy: z.literal('Always'), image: z.string(), args: z.array(z.string()) });

const cronJob = z.looseObject({
  kind: z.literal('CronJob'),
  metadata: z.looseObject({ name: z.string() }),
  spec: z.looseObject({
    jobTemplate: z.looseObject({
      spec: z.looseObject({
        template: z.looseObject({
          spec: z.looseObject({
            initContainers: z.array(z.union([beside, container])).default([]),
            containers: z.tuple([container]),
          }),
        }),
      }),
    }),
  }),
});

export interface Jobs {
  /** The packages of the image. */
  readonly python: string;
  /** Runs the containers of a CronJob; what they wrote. Rejects with it when one fails. */
  run(name: string): Promise<string>;
}

interface Options {
  /** For everything but the volume. */
  readonly folder: string;
  /** Of the CronJob and the ConfigMap. */
  readonly name: string;
  /** The volume: its path in the pod, and the folder that is in its place. */
  readonly mountPath: string;
  readonly volume: string;
  readonly manifests: readonly JsonObject[];
  /** The content of the Secret of the bucket. */
  readonly keys: Readonly<Record<string, string>>;
  /** Variables that are others here. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Starts what runs beside a container. */
  readonly start?: (args: readonly string[]) => Promise<{ stop(): Promise<void> }>;
}

export async function installJobs(options: Options): Promise<Jobs> {
  const { folder, name, manifests, keys, variables = {} } = options;
  const python = await pythonWith(join(import.meta.dirname, 'requirements.txt'));
  const temporary = join(folder, 'tmp');
  const places = new Map([
    [PROGRAMS, join(folder, 'programs')],
    [options.mountPath, options.volume],
    ['/tmp', temporary],
  ]);
  for (const place of places.values()) await mkdir(place, { recursive: true });
  // Only where a path begins: the folder with the programs has the name of another one in it.
  const paths = new RegExp(`(?<![\\w.-])(${[...places.keys()].join('|')})(?=/)`, 'g');
  const here = (text: string): string => text.replaceAll(paths, (path) => places.get(path) ?? path);
  const programs = manifests
    .flatMap((each) => configMap.safeParse(each).data ?? [])
    .find(({ metadata }) => metadata.name === name);
  if (programs === undefined) throw new Error(`there is no ConfigMap ${name}`);
  writeFiles(
    folder,
    Object.entries(programs.data).map(([file, text]): [string, string] => [`programs/${file}`, here(text)]),
  );
  const written = async ({ command, env }: z.output<typeof container>): Promise<string> => {
    const said = env.map(({ name: variable, value, valueFrom }): [string, string] => [
      variable,
      value ?? keys[valueFrom?.secretKeyRef.key ?? ''] ?? '',
    ]);
    const environment = { ...Object.fromEntries(said), ...variables, PYTHONDONTWRITEBYTECODE: '1' };
    return (await run(python, [here(command[1])], { env: environment })).stdout;
  };
  const jobs = manifests.flatMap((each) => cronJob.safeParse(each).data ?? []);
  return {
    python,
    run: async (wanted) => {
      const job = jobs.find(({ metadata }) => metadata.name === wanted);
      if (job === undefined) throw new Error(`there is no CronJob ${wanted}`);
      const { initContainers, containers } = job.spec.jobTemplate.spec.template.spec;
      // Each pod has a new one.
      await rm(temporary, { recursive: true });
      await mkdir(temporary);
      const undo = new Undo();
      const wrote: string[] = [];
      try {
        for (const one of [...initContainers, ...containers])
          if ('args' in one) undo.use(await started(options, one.args.map(here)));
          else wrote.push(await written(one));
      } finally {
        await undo.stop();
      }
      return wrote.join('').trim();
    },
  };
}

function started({ start }: Options, args: readonly string[]): Promise<{ stop(): Promise<void> }> {
  if (start === undefined) throw new Error('nobody says how to start what runs beside the container');
  return start(args);
}
