/** The real Alertmanager with the configuration that we generate. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { JsonObject } from '../../../generator/json.ts';
import { emitYaml } from '../../../generator/yaml.ts';
import { answers, type Server, startServer } from './server.ts';
import { proofTool } from './tools.ts';

const values = z.looseObject({
  alertmanager: z.looseObject({
    config: z.record(z.string(), z.json()),
    templateFiles: z.record(z.string(), z.string()).default({}),
  }),
});

export interface Alertmanager extends Server {
  /** Host and port. */
  readonly address: string;
}

export async function startAlertmanager(folder: string, host: string, chartValues: JsonObject): Promise<Alertmanager> {
  const { config, templateFiles } = values.parse(chartValues).alertmanager;
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(templateFiles)) await writeFile(join(folder, name), text);
  // The chart mounts templates where the operator looks for them.
  await writeFile(join(folder, 'alertmanager.yaml'), emitYaml({ ...config, templates: Object.keys(templateFiles) }));
  const address = `${host}:9093`;
  const server = await startServer({
    name: 'alertmanager',
    program: await proofTool('alertmanager'),
    arguments: [
      '--config.file=alertmanager.yaml',
      '--storage.path=data',
      `--web.listen-address=${address}`,
      `--cluster.listen-address=${host}:9094`,
      `--cluster.advertise-address=${host}:9094`,
    ],
    folder,
    ready: () => answers(`http://${address}/-/ready`),
  });
  return { ...server, address };
}
