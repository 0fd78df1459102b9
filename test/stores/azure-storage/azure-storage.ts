/**
 * Azurite, Microsoft's emulator of Azure Storage, with a container, and an Entra ID that knows one token of a service account of Kubernetes.
 * Clients find both as they are configured for Azure itself: by HTTPS, with tokens, without any key.
 */
import { execFile } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { startServer, type Undo } from '../../telemetry/proof/server.ts';
import { npmPackages } from '../../tools/npm.ts';
import { pythonWith } from '../../tools/python.ts';

const run = promisify(execFile);

const ACCOUNT = 'acmeobservatory';
const KEY = Buffer.from('the key of the storage account').toString('base64');
const CLIENT = '5b0c2f0e-6a0f-4f0a-8d1b-6f6f5f1d2c3b';
const TENANT = '11111111-2222-3333-4444-555555555555';
const LOGIN = 'https://login.microsoftonline.com';

const CREATION = `
from azure.identity import DefaultAzureCredential
from azure.storage.blob import ContainerClient

ContainerClient("https://${ACCOUNT}.blob.core.windows.net", "observatory", DefaultAzureCredential()).create_container()
`;

/** As `sitecustomize.py` has them. */
const STORAGE_PORT = 10000;
const LOGIN_PORT = 10001;

/** What the webhook mounts: of a service account. */
const ASSERTION = 'token-of-the-service-account';

export interface AzureStorage {
  /** How a fleet says it: the settings of `object-store`. */
  readonly settings: { readonly mode: 'external'; readonly external: Record<string, string | { clientId: string }> };
  /** What the webhook of AKS gives to a pod with the label, and what leads the clients to the servers. */
  readonly variables: Readonly<Record<string, string>>;
}

export async function startAzureStorage(undo: Undo, folder: string, host: string): Promise<AzureStorage> {
  const installed = await npmPackages(join(import.meta.dirname, '../../tools/azurite'));
  await mkdir(folder);
  const key = join(folder, 'key.pem');
  const certificate = join(folder, 'certificate.pem');
  const token = join(folder, 'token');
  await writeFile(token, ASSERTION);
  await run('openssl', [
    ...[
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '1',
      '-subj',
      '/CN=azure',
      '-keyout',
      key,
      '-out',
      certificate,
    ],
    ...['-addext', 'subjectAltName=DNS:*.blob.core.windows.net,DNS:login.microsoftonline.com'],
  ]);
  await startEntra(undo, host, await readFile(key, 'utf8'), await readFile(certificate, 'utf8'));
  undo.use(
    await startServer({
      name: 'Azurite',
      program: process.execPath,
      arguments: [
        join(installed, 'node_modules/azurite/dist/src/blob/main.js'),
        ...[
          `--blobHost=${host}`,
          `--blobPort=${STORAGE_PORT}`,
          '--oauth=basic',
          `--key=${key}`,
          `--cert=${certificate}`,
        ],
        ...['--inMemoryPersistence', '--skipApiVersionCheck', '--disableTelemetry'],
      ],
      environment: { AZURITE_ACCOUNTS: `${ACCOUNT}:${KEY}` },
      folder,
      ready: () => listens(host, STORAGE_PORT),
    }),
  );
  const variables = {
    AZURE_CLIENT_ID: CLIENT,
    AZURE_TENANT_ID: TENANT,
    AZURE_FEDERATED_TOKEN_FILE: token,
    AZURE_AUTHORITY_HOST: `${LOGIN}/`,
    AZURE_HERE: host,
    PYTHONPATH: import.meta.dirname,
    // Beside sitecustomize.py, in the repository.
    PYTHONDONTWRITEBYTECODE: '1',
    REQUESTS_CA_BUNDLE: certificate,
  };
  const python = await pythonWith(join(import.meta.dirname, '../volume-jobs/requirements.txt'));
  await run(python, ['-c', CREATION], { env: variables });
  return {
    settings: {
      mode: 'external',
      external: {
        provider: 'azure',
        storageAccount: ACCOUNT,
        bucket: 'observatory',
        prefix: 'team/llm',
        secretName: 'bucket',
        identity: { clientId: CLIENT },
      },
    },
    variables,
  };
}

async function listens(host: string, port: number): Promise<boolean> {
  const socket = connect(port, host);
  await once(socket, 'connect');
  socket.destroy();
  return true;
}

/** Gives an access token to whoever has the token of the service account, and says where it does. */
async function startEntra(undo: Undo, host: string, key: string, cert: string): Promise<void> {
  const server = createServer({ key, cert }, async (request, response) => {
    const said = new URLSearchParams(await text(request));
    const answer = (status: number, body: object): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    if (request.method === 'GET')
      return answer(200, {
        tenant_discovery_endpoint: `${LOGIN}/${TENANT}/v2.0/.well-known/openid-configuration`,
        metadata: [],
        issuer: `${LOGIN}/${TENANT}/v2.0`,
        authorization_endpoint: `${LOGIN}/${TENANT}/oauth2/v2.0/authorize`,
        token_endpoint: `${LOGIN}/${TENANT}/oauth2/v2.0/token`,
      });
    if (said.get('client_assertion') !== ASSERTION || said.get('client_id') !== CLIENT)
      return answer(401, { error: 'invalid_client', error_description: 'not that service account' });
    answer(200, { token_type: 'Bearer', expires_in: 3600, access_token: accessToken() });
  });
  await new Promise<void>((resolve) => server.listen(LOGIN_PORT, host, resolve));
  undo.defer(async () => void server.close());
}

/** Azurite looks at what it says, and not who signed it. */
function accessToken(): string {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    aud: 'https://storage.azure.com',
    iss: `https://sts.windows.net/${TENANT}/`,
    nbf: now - 60,
    iat: now - 60,
    exp: now + 3600,
  };
  const parts = [{ alg: 'HS256', typ: 'JWT' }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  );
  const signature = createHmac('sha256', 'anything').update(parts.join('.')).digest('base64url');
  return [...parts, signature].join('.');
}
