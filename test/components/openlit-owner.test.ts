/** The password that OpenLIT has published works nowhere for long. The program runs as it is, against a server that signs in as NextAuth does. */
import { spawn } from 'node:child_process';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { REPLACE_KNOWN_PASSWORD } from '../../generator/components/openlit/owner.ts';
import { at } from '../engines/live-object.ts';
import { watchedCluster } from '../telemetry/rules/watched-cluster.ts';

/** What the server knows, and what it was asked. */
interface Server {
  password: string;
  /** How often its first page fails before it responds. */
  failures: number;
  readonly attempts: string[];
}

const SESSION = 'next-auth.session-token=s';

interface Asked {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What each path of the server responds: a status, and what it sets or says. */
interface Reply {
  readonly status: number;
  readonly cookie?: string;
  readonly body?: string;
}

function signIn(server: Server, { headers: { cookie = '' }, body }: Asked): Reply {
  const said = new URLSearchParams(body);
  const password = said.get('password') ?? '';
  server.attempts.push(password);
  const isFromPage = said.get('csrfToken') === 't' && cookie.includes('next-auth.csrf-token=t%7Ch');
  const fits = isFromPage && said.get('email') === 'user@openlit.io' && password === server.password;
  return fits ? { status: 200, cookie: SESSION } : { status: 401 };
}

/** As its middleware checks who asks. */
function changePassword(server: Server, { headers: { cookie = '', origin, host }, body }: Asked): Reply {
  const { currentPassword, newPassword = '' } = JSON.parse(body) as Record<string, string>;
  if (!cookie.includes(SESSION) || origin !== `http://${host}` || currentPassword !== server.password)
    return { status: 403 };
  server.password = newPassword;
  return { status: 200 };
}

function firstPage(server: Server): Reply {
  server.failures -= 1;
  return { status: server.failures >= 0 ? 503 : 200 };
}

const REPLIES: Readonly<Record<string, (server: Server, asked: Asked) => Reply>> = {
  '/login': firstPage,
  '/api/auth/csrf': () => ({
    status: 200,
    cookie: 'next-auth.csrf-token=t%7Ch',
    body: JSON.stringify({ csrfToken: 't' }),
  }),
  '/api/auth/callback/login': signIn,
  '/api/user/profile': changePassword,
};

async function respond(server: Server, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const asked = { headers: request.headers, body: await text(request) };
  const { status, cookie, body = '{}' } = REPLIES[request.url ?? '']?.(server, asked) ?? { status: 404 };
  if (cookie !== undefined) response.setHeader('set-cookie', `${cookie}; Path=/; HttpOnly`);
  response.writeHead(status).end(body);
}

/** What the program says in so many rounds. */
async function run(server: Server, rounds: number): Promise<readonly string[]> {
  const http = createServer((request, response) => void respond(server, request, response));
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = http.address() as AddressInfo;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', REPLACE_KNOWN_PASSWORD], {
      env: {
        OPENLIT_URL: `http://127.0.0.1:${port}`,
        OWNER_EMAIL: 'user@openlit.io',
        OWNER_PASSWORD: 'Made4UsAlone',
        PAUSE_MILLISECONDS: '1',
        ROUNDS: String(rounds),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
    const [code, said, errors] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
    expect(errors).toBe('');
    expect(code).toBe(0);
    return said.trim().split('\n');
  } finally {
    http.close();
  }
}

describe('the program that sees to the password of the owner', () => {
  it('waits for OpenLIT, replaces the known password, and tries it no more', async () => {
    const server: Server = { password: 'openlituser', failures: 2, attempts: [] };
    expect(await run(server, 6)).toEqual([
      'waiting: status 503',
      'waiting: status 503',
      'the known password is replaced',
    ]);
    expect(server.password).toBe('Made4UsAlone');
    expect(server.attempts).toEqual(['openlituser', 'openlituser']);
  });

  it('leaves a password that somebody has set', async () => {
    const server: Server = { password: 'OfSomebody1', failures: 0, attempts: [] };
    expect(await run(server, 3)).toEqual(['nobody can sign in with the known password']);
    expect(server.password).toBe('OfSomebody1');
    expect(server.attempts).toEqual(['openlituser']);
  });
});

it('runs beside OpenLIT, with a password of this cluster, and reaches nothing else', () => {
  const answers = watchedCluster({ fleet: { components: { openlit: { mode: 'managed' } } } });
  const manifests = answers.get('openlit')?.manifests ?? [];
  const guard = manifests.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'openlit-owner');
  expect(at(guard?.spec, 'template', 'spec', 'containers')).toMatchObject([
    {
      image: 'ghcr.io/openlit/openlit:1.24.0',
      env: [
        { name: 'OPENLIT_URL', value: 'http://openlit.openlit.svc:3000' },
        { valueFrom: { secretKeyRef: { name: 'openlit-owner', key: 'email' } } },
        { valueFrom: { secretKeyRef: { name: 'openlit-owner', key: 'password' } } },
      ],
    },
  ]);
  const policy = manifests.find(({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.name === 'openlit-owner');
  expect(at(policy?.spec, 'ingress')).toEqual([]);
  expect(JSON.stringify(at(policy?.spec, 'egress'))).not.toContain('443');
});
