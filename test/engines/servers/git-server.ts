/** Git over smart HTTP: the repositories in a folder, served by Git's own http-backend. */
import { execFile, spawn } from 'node:child_process';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface GitServer {
  readonly handler: RequestListener;
  /** While it is down, every connection is broken off without an answer. */
  readonly setDown: (down: boolean) => void;
}

/** Serves `<folder>/<path>` at `/<path>`, for reading only. */
export async function gitServer(folder: string): Promise<GitServer> {
  const { stdout } = await run('git', ['--exec-path']);
  const backend = join(stdout.trim(), 'git-http-backend');
  let isDown = false;
  return {
    handler: (request, response) => {
      if (isDown) request.socket.destroy();
      else serve(backend, folder, request, response);
    },
    setDown: (down) => {
      isDown = down;
    },
  };
}

function serve(backend: string, folder: string, request: IncomingMessage, response: ServerResponse): void {
  const { pathname, search } = new URL(request.url ?? '/', 'https://localhost');
  const child = spawn(backend, {
    env: {
      GIT_PROJECT_ROOT: folder,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: decodeURIComponent(pathname),
      QUERY_STRING: search.slice(1),
      REQUEST_METHOD: request.method ?? 'GET',
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  child.stdin.on('error', () => child.kill());
  request.pipe(child.stdin);
  let head = Buffer.alloc(0);
  const readHead = (chunk: Buffer): void => {
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) return;
    child.stdout.off('data', readHead);
    writeHead(response, head.subarray(0, end).toString());
    response.write(head.subarray(end + 4));
    child.stdout.pipe(response);
  };
  child.stdout.on('data', readHead);
  child.once('error', () => response.destroy());
  child.once('close', () => {
    if (!response.headersSent) response.destroy();
  });
}

/** A CGI program's header lines, of which `Status` is the response's own. */
function writeHead(response: ServerResponse, lines: string): void {
  for (const line of lines.split('\r\n')) {
    const [name = '', value = ''] = line.split(/: */, 2);
    if (name === 'Status') response.statusCode = Number.parseInt(value, 10);
    else response.setHeader(name, value);
  }
}
