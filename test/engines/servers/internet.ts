/**
 * The hosts that a fleet refers to, on loopback: a proxy that ends TLS with an authority of its own and hands each host's
 * requests to a handler. So the engines read the generated tree with the very URLs that it names, and nothing else is reachable.
 */
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Workspace } from '../workspace.ts';

const run = promisify(execFile);

export interface Internet {
  /** Variables that make Go programs, git and helm go through it and trust it. */
  readonly environment: Readonly<Record<string, string>>;
  /** Hosts that somebody asked for and that nobody serves, or without TLS. */
  readonly refused: ReadonlySet<string>;
}

export async function startInternet(
  workspace: Workspace,
  hosts: ReadonlyMap<string, RequestListener>,
): Promise<Internet> {
  const { authority, key, certificate } = await makeCertificate(workspace.make('internet'), [...hosts.keys()]);
  const sites = createTlsServer({ key, cert: certificate }, (request, response) => {
    const handler = hosts.get(request.headers.host ?? '');
    if (handler === undefined) response.writeHead(421).end();
    else handler(request, response);
  });
  const refused = new Set<string>();
  const proxy = createServer((request, response) => {
    refused.add(request.headers.host ?? '');
    response.writeHead(403).end();
  });
  proxy.on('connect', (request, socket, head) => {
    const host = request.url?.replace(/:443$/, '') ?? '';
    socket.on('error', () => socket.destroy());
    if (hosts.has(host)) {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      socket.unshift(head);
      sites.emit('connection', socket);
    } else {
      refused.add(host);
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    }
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  workspace.onStop(() => {
    sites.closeAllConnections();
    proxy.closeAllConnections();
    proxy.close();
  });
  const address = proxy.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  const url = `http://127.0.0.1:${address.port}`;
  return {
    refused,
    environment: {
      HTTP_PROXY: url,
      http_proxy: url,
      HTTPS_PROXY: url,
      https_proxy: url,
      NO_PROXY: '127.0.0.1,localhost',
      no_proxy: '127.0.0.1,localhost',
      SSL_CERT_FILE: authority,
      GIT_SSL_CAINFO: authority,
    },
  };
}

/** A certificate for the hosts, from an authority that exists for this run only. */
export async function makeCertificate(folder: string, hosts: readonly string[]) {
  const path = (name: string) => join(folder, name);
  writeFileSync(path('hosts.cnf'), `subjectAltName=${hosts.map((host) => `DNS:${host}`).join(',')}\n`);
  const openssl = (...argv: readonly string[]) => run('openssl', argv, { cwd: folder });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  await openssl(
    'req',
    '-x509',
    ...newKey,
    '-days',
    '2',
    '-subj',
    '/CN=test authority',
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
  );
  await openssl('req', ...newKey, '-subj', '/CN=test hosts', '-keyout', 'hosts.key', '-out', 'hosts.csr');
  await openssl(
    ...['x509', '-req', '-in', 'hosts.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial'],
    ...['-days', '2', '-extfile', 'hosts.cnf', '-out', 'hosts.pem'],
  );
  return {
    authority: path('ca.pem'),
    key: readFileSync(path('hosts.key')),
    certificate: readFileSync(path('hosts.pem')),
  };
}
