/** The real blackbox_exporter with the modules that we generate, and the probes as the operator turns them into targets. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { JsonObject } from '../../../generator/data/json.ts';
import { emitYaml } from '../../../generator/data/yaml.ts';
import { testTool } from '../../tools/build-test-tool.ts';
import type { Target } from './prometheus.ts';
import { answers, startServer, type Undo } from './server.ts';

const values = z.looseObject({ config: z.record(z.string(), z.json()) });

const probe = z.looseObject({
  kind: z.literal('Probe'),
  metadata: z.looseObject({ name: z.string(), namespace: z.string() }),
  spec: z.looseObject({
    jobName: z.string().optional(),
    module: z.string(),
    targets: z.object({ staticConfig: z.looseObject({ static: z.array(z.string()) }) }),
  }),
});

/** The targets of every generated Probe. `reach` is where an address of the cluster is found here. */
export async function startBlackbox(
  undo: Undo,
  folder: string,
  host: string,
  chartValues: JsonObject,
  manifests: readonly JsonObject[],
  reach: (target: string) => string,
): Promise<readonly Target[]> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'blackbox.yaml'), emitYaml(values.parse(chartValues).config));
  const address = `${host}:9115`;
  undo.use(
    await startServer({
      name: 'blackbox_exporter',
      program: await testTool('blackbox-exporter'),
      arguments: ['--config.file=blackbox.yaml', `--web.listen-address=${address}`],
      folder,
      ready: () => answers(`http://${address}/-/healthy`),
    }),
  );
  return manifests
    .flatMap((manifest) => probe.safeParse(manifest).data ?? [])
    .flatMap(({ metadata, spec: { jobName, module, targets } }) =>
      targets.staticConfig.static.map((target) => ({
        address,
        path: '/probe',
        parameters: { module: [module], target: [reach(target)] },
        instance: target,
        labels: { job: jobName ?? `probe/${metadata.namespace}/${metadata.name}`, namespace: metadata.namespace },
      })),
    );
}
