/** The bucket as the programs of backups use it, with a server that notes what it is asked. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { BUCKET_PROGRAMS } from '../../generator/components/bucket-program.ts';
import { writeFiles } from '../temporary-folder.ts';
import { pythonWith } from '../tools/python.ts';

it('sends files, also empty ones, without asking whether it may: an early answer would hold up the next file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lang-observatory-'));
  const expectations: (string | undefined)[] = [];
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    expectations.push(request.headers.expect);
    request.resume().once('end', () => response.writeHead(200).end());
  };
  const server = createServer(answer).on('checkContinue', answer).listen(0, '127.0.0.1');
  try {
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    writeFiles(folder, [
      ['bucket.py', BUCKET_PROGRAMS.s3],
      ['empty', ''],
      ['full', 'text'],
    ]);
    const program = 'import bucket\nfor name in ("empty", "full"): bucket.upload(name, name)\n';
    const environment = {
      DESTINATION: 's3://observatory/audit',
      ENDPOINT: `http://127.0.0.1:${port}`,
      AWS_DEFAULT_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'key',
      AWS_SECRET_ACCESS_KEY: 'secret',
      PYTHONDONTWRITEBYTECODE: '1',
    };
    const python = await pythonWith(join(import.meta.dirname, 'volume-jobs/requirements.txt'));
    await promisify(execFile)(python, ['-c', program], { cwd: folder, env: environment });
    expect(expectations).toEqual([undefined, undefined]);
  } finally {
    server.close();
    await rm(folder, { recursive: true, force: true });
  }
});
