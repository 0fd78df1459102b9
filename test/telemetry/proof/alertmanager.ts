/** The real Alertmanager with the configuration that we generate. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { JsonObject } from '../../../generator/data/json.ts';
import { emitYaml } from '../../../generator/data/yaml.ts';
import { writeFiles } from '../../temporary-folder.ts';
import { testTool } from '../../tools/build-test-tool.ts';
import { answers, type Server, startServer } from './server.ts';

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

/** Where the operator mounts Secrets. */
const SECRETS = '/etc/alertmanager/secrets';

/** `secrets` are the contents of Secrets by `<name>/<key>`. */
export async function startAlertmanager(
  folder: string,
  host: string,
  chartValues: JsonObject,
  secrets: Readonly<Record<string, string>>,
): Promise<Alertmanager> {
  const { config, templateFiles } = values.parse(chartValues).alertmanager;
  writeFiles(
    folder,
    Object.entries(secrets).map(([path, content]): [string, string] => [`secrets/${path}`, content]),
  );
  for (const [name, text] of Object.entries(templateFiles)) await writeFile(join(folder, name), text);
  // The chart mounts templates where the operator looks for them.
  const text = emitYaml({ ...config, templates: Object.keys(templateFiles) }).replaceAll(
    SECRETS,
    join(folder, 'secrets'),
  );
  await writeFile(join(folder, 'alertmanager.yaml'), text);
  const address = `${host}:9093`;
  const server = await startServer({
    name: 'alertmanager',
    program: await testTool('alertmanager'),
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
