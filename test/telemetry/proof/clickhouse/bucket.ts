/** An S3 server on this machine, with an empty bucket: moto's. It asks for no signature, but keeps what it is sent. */
import { join } from 'node:path';
import { pythonWith } from '../../../tools/python.ts';
import { answers, startServer, type Undo } from '../server.ts';

/** Its endpoint. */
export async function startBucket(undo: Undo, host: string, bucket: string, folder: string): Promise<string> {
  const endpoint = `http://${host}:5000`;
  undo.use(
    await startServer({
      name: 'moto',
      program: await pythonWith(join(import.meta.dirname, 'requirements.txt')),
      arguments: ['-m', 'moto.server', '-H', host, '-p', '5000'],
      folder,
      ready: () => answers(endpoint),
    }),
  );
  const { status } = await fetch(`${endpoint}/${bucket}`, { method: 'PUT' });
  if (status !== 200) throw new Error(`making the bucket: ${status}`);
  return endpoint;
}
