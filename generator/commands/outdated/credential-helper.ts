/** Programs that hold the log-ins of registries (docker/docker-credential-helpers:README.md, "Development"). */
import { execFile } from 'node:child_process';
import { textAt } from '../../data/fields.ts';
import { parsedJson } from '../../data/parsed-json.ts';
import { programPath } from '../../program/child-environment.ts';
import type { Credential } from './credential.ts';

const MILLISECONDS = 20_000;

/** In place of the name of a user: the secret is no password. */
const IS_TOKEN = '<token>';

/** Undefined where it has none, and where it cannot be started. It is never taken from the repository. */
export async function askHelper(name: string, server: string, repo: string): Promise<Credential | undefined> {
  if (!/^[\w.-]+$/.test(name)) return undefined;
  const said = parsedJson(await printed(`docker-credential-${name}`, server, repo));
  const [username, secret] = [textAt(said, 'Username'), textAt(said, 'Secret')];
  if (username === '' || secret === '') return undefined;
  return username === IS_TOKEN ? { refreshToken: secret } : { username, password: secret };
}

function printed(program: string, server: string, repo: string): Promise<string> {
  const env = { ...process.env, PATH: programPath(repo) };
  return new Promise((resolve) => {
    const child = execFile(program, ['get'], { env, timeout: MILLISECONDS }, (error, text) =>
      resolve(error === null ? text : ''),
    );
    // It may end without reading.
    child.stdin?.on('error', () => {});
    child.stdin?.end(server);
  });
}
