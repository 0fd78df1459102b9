/** The restore drill of PostgreSQL: what the containers of the generated CronJob do, with the real Barman and server. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { PROGRAMS, VOLUME } from '../../../generator/components/postgres/drill-programs.ts';
import type { JsonObject } from '../../../generator/data/json.ts';
import { NOT_ROOT } from '../../telemetry/proof/postgres-instance.ts';

const run = promisify(execFile);

const NAME = 'postgres-drill';

const container = z.object({
  name: z.string(),
  command: z.array(z.string()),
  env: z.array(
    z.object({
      name: z.string(),
      value: z.string().optional(),
      valueFrom: z.object({ secretKeyRef: z.object({ key: z.string() }) }).optional(),
    }),
  ),
  restartPolicy: z.literal('Always').optional(),
});

const cronJob = z.looseObject({
  kind: z.literal('CronJob'),
  metadata: z.looseObject({ name: z.literal(NAME) }),
  spec: z.looseObject({
    jobTemplate: z.looseObject({
      spec: z.looseObject({
        template: z.looseObject({
          spec: z.looseObject({
            initContainers: z.tuple([container, container]),
            containers: z.tuple([container]),
          }),
        }),
      }),
    }),
  }),
});

const configMap = z.looseObject({
  kind: z.literal('ConfigMap'),
  metadata: z.looseObject({ name: z.literal(NAME) }),
  data: z.record(z.string(), z.string()),
});

export interface Drill {
  /**
   * Restores, recovers and checks, in a folder that is empty before; what the containers wrote. Rejects with it when one fails. `between` is
   * done when the base backup is there, with the folder of the server's data.
   */
  run(between?: (data: string) => Promise<void>): Promise<string>;
}

/** `environment` has the programs in its PATH, and `keys` are the content of the Secret of the bucket. */
export function drillOf(
  folder: string,
  manifests: readonly JsonObject[],
  keys: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string>>,
): Drill {
  const [job] = manifests.flatMap((each) => cronJob.safeParse(each).data ?? []);
  const [programs] = manifests.flatMap((each) => configMap.safeParse(each).data ?? []);
  if (job === undefined || programs === undefined) throw new Error('there is no drill');
  const { initContainers, containers } = job.spec.jobTemplate.spec.template.spec;
  const volume = join(folder, 'drill');
  // The folders of the pod are elsewhere on this machine.
  const here = (text: string): string =>
    text.replaceAll(new RegExp(`${PROGRAMS}(?=/)|${VOLUME}(?=[/"'\\s]|$)`, 'gm'), (path) =>
      path === PROGRAMS ? join(folder, 'programs') : volume,
    );
  const start = ({ command, env }: z.output<typeof container>) => {
    const variables = Object.fromEntries(
      env.map(({ name, value, valueFrom }) => [name, value ?? keys[valueFrom?.secretKeyRef.key ?? ''] ?? '']),
    );
    const words = command.map((word) =>
      here(word.replaceAll(/\$\((\w+)\)/g, (_, name: string) => variables[name] ?? '')),
    );
    return {
      words: [...NOT_ROOT, ...words],
      options: { env: { ...environment, ...variables }, cwd: volume, maxBuffer: 2 ** 26 },
    };
  };
  const finish = async (one: z.output<typeof container>): Promise<string> => {
    const { words, options } = start(one);
    try {
      const { stdout, stderr } = await run('unshare', words, options);
      return `${stdout}${stderr}`;
    } catch (error) {
      const { stdout, stderr } = z.object({ stdout: z.string(), stderr: z.string() }).parse(error);
      throw new Error(`${one.name}: ${stdout}${stderr}`);
    }
  };
  return {
    run: async (between = async () => {}) => {
      await rm(volume, { recursive: true, force: true });
      await mkdir(volume, { recursive: true });
      await mkdir(join(folder, 'programs'), { recursive: true });
      for (const [name, text] of Object.entries(programs.data))
        await writeFile(join(folder, 'programs', name), here(text));
      const [restore, archive] = initContainers;
      const restored = await finish(restore);
      await between(join(volume, 'data'));
      const { words, options } = start(archive);
      const sidecar = spawn('unshare', words, { ...options, stdio: 'ignore' });
      try {
        return `${restored}${await finish(containers[0])}`;
      } finally {
        sidecar.kill('SIGTERM');
        if (sidecar.exitCode === null && sidecar.signalCode === null) await once(sidecar, 'exit');
      }
    },
  };
}
