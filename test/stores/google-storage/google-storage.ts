/** An emulator of Google Cloud Storage with a bucket, as the clients of Google find it: it asks nobody who they are. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { answers, startServer, type Undo } from '../../telemetry/proof/server.ts';
import { pythonWith } from '../../tools/python.ts';

const PORT = 9023;

export interface GoogleStorage {
  /** How a fleet says it: the settings of `object-store`. */
  readonly settings: { readonly mode: 'external'; readonly external: Readonly<Record<string, string>> };
  /** What leads the clients to it. */
  readonly variables: Readonly<Record<string, string>>;
}

export async function startGoogleStorage(undo: Undo, folder: string, host: string): Promise<GoogleStorage> {
  const python = await pythonWith(join(import.meta.dirname, 'requirements.txt'));
  await mkdir(folder);
  const url = `http://${host}:${PORT}`;
  undo.use(
    await startServer({
      name: 'Google Cloud Storage',
      program: python,
      arguments: [
        '-m',
        'gcp_storage_emulator',
        'start',
        `--host=${host}`,
        `--port=${PORT}`,
        '--in-memory',
        '--default-bucket=acme',
      ],
      folder,
      ready: () => answers(`${url}/storage/v1/b/acme`),
    }),
  );
  return {
    settings: { mode: 'external', external: { provider: 'google', bucket: 'acme', prefix: 'team/llm' } },
    variables: { STORAGE_EMULATOR_HOST: url },
  };
}
