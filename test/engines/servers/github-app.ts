/** GitHub as somebody sees it who signs in as an App: an API that gives tokens, and a repository that wants one. */
import { createVerify, generateKeyPairSync, randomBytes } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { isObject } from '../../../generator/data/json.ts';

const APP = '123456';
const INSTALLATION = '12345678';

export interface GithubApp {
  /** Keys of the Secret that Flux signs in with. */
  readonly secret: Readonly<Record<string, string>>;
  /** Of `api.github.com`: a token for whoever proves to be the App, by a JWT that its key has signed. */
  readonly api: RequestListener;
  /** Passes on what comes with the token, and refuses everything else. */
  readonly guard: (handler: RequestListener) => RequestListener;
}

export function makeGithubApp(): GithubApp {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  const token = `ghs_${randomBytes(16).toString('hex')}`;
  const basic = `Basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`;
  return {
    secret: { githubAppID: APP, githubAppInstallationID: INSTALLATION, githubAppPrivateKey: privateKey },
    api: (request, response) => {
      const isAsked = request.method === 'POST' && request.url === `/app/installations/${INSTALLATION}/access_tokens`;
      const status = !isAsked ? 404 : isSignedBy(publicKey, request.headers.authorization ?? '') ? 201 : 401;
      const body = status === 201 ? { token, expires_at: new Date(Date.now() + 3_600_000).toISOString() } : {};
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    },
    guard: (handler) => (request, response) => {
      if (request.headers.authorization === basic) handler(request, response);
      else response.writeHead(401, { 'www-authenticate': 'Basic realm="GitHub"' }).end();
    },
  };
}

/** Whether a header `Bearer <JWT>` is of the App. */
function isSignedBy(publicKey: string, header: string): boolean {
  const [head = '', claims = '', signature = ''] = header.replace(/^Bearer /, '').split('.');
  const said: unknown = JSON.parse(Buffer.from(claims, 'base64url').toString() || 'null');
  const verifier = createVerify('RSA-SHA256').update(`${head}.${claims}`);
  return isObject(said) && String(said.iss) === APP && verifier.verify(publicKey, signature, 'base64url');
}
