/** `schema`: the JSON Schemas of the input, where the first line of each input file tells editors to look. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { REGISTRY } from '../components/registry.ts';
import { inputSchemas } from '../fleet/json-schema.ts';
import { STATE_FOLDER } from '../tree/manifest.ts';
import type { ExitCode, GlobalOptions, Io } from './io.ts';

export async function schema(options: GlobalOptions, io: Io): Promise<ExitCode> {
  const written = writeSchemas(options.repo);
  io.out(
    options.format === 'json'
      ? JSON.stringify({ written }, null, 2)
      : written.map((path) => `wrote ${path}`).join('\n'),
  );
  return 0;
}

/** Returns the paths written, relative to the repository. */
export function writeSchemas(repo: string): readonly string[] {
  const folder = `${STATE_FOLDER}/schema`;
  mkdirSync(join(repo, folder), { recursive: true });
  return Object.entries(inputSchemas(REGISTRY)).map(([name, json]) => {
    const path = `${folder}/${name}.json`;
    writeFileSync(join(repo, path), `${JSON.stringify(json, null, 2)}\n`);
    return path;
  });
}
