/** `schema`: writes the JSON Schemas of the input to the paths that the first line of each input file names. */
import { REGISTRY } from '../components/registry.ts';
import { type Disk, openDisk } from '../disk/disk.ts';
import { STATE_FOLDER } from '../disk/state-folder.ts';
import { inputSchemas } from '../fleet/schema/json-schema.ts';
import { withLock } from '../tree/lock.ts';
import type { ExitCode, GlobalOptions, Io } from './io.ts';

export async function schema(options: GlobalOptions, io: Io): Promise<ExitCode> {
  const written = await withLock(options.repo, () => writeSchemas(openDisk(options.repo)));
  io.out(
    options.format === 'json'
      ? JSON.stringify({ written }, null, 2)
      : written.map((path) => `wrote ${path}`).join('\n'),
  );
  return 0;
}

/** Returns the paths written, relative to the repository. */
export function writeSchemas(disk: Disk): readonly string[] {
  return Object.entries(inputSchemas(REGISTRY)).map(([name, json]) => {
    const path = `${STATE_FOLDER}/schema/${name}.json`;
    disk.replace(path, `${JSON.stringify(json, null, 2)}\n`);
    return path;
  });
}
