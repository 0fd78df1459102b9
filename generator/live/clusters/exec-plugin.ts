/**
 * Programs that give credentials, as a kubeconfig names them: https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins.
 * They are the user's. They are looked up where no file of the repository is, told which cluster it is for, and ended when they hang,
 * none of which the client does by itself. What they print holds a credential, or may: it is in no message.
 */
import { spawn } from 'node:child_process';
import { basename, isAbsolute, join } from 'node:path';
import { fieldAt, listAt, textAt } from '../../data/fields.ts';
import { isObject, type Json, type JsonObject } from '../../data/json.ts';
import { programPath } from '../../program/child-environment.ts';
import type { KubeContext } from './kubeconfig.ts';
import { Unreachable } from './unreachable.ts';

export interface Credential {
  readonly token?: string;
  /** PEM. */
  readonly certData?: string;
  readonly keyData?: string;
}

const MOST_CHARACTERS = 1_000_000;

/** Throws Unreachable. The signal ends the plugin. */
export async function pluginCredential(
  { user, cluster, folder, name }: KubeContext,
  repo: string,
  signal: AbortSignal,
): Promise<Credential> {
  const plugin: Json = JSON.parse(JSON.stringify(user.exec ?? null));
  const command = textAt(plugin, 'command');
  const said = `the credential plugin ${basename(command)}`;
  const hint = `\`kubectl --context ${name} version\` shows what it says`;
  const info = {
    apiVersion: textAt(plugin, 'apiVersion'),
    kind: 'ExecCredential',
    spec: {
      interactive: false,
      ...(fieldAt(plugin, 'provideClusterInfo') === true
        ? { cluster: { server: cluster.server, 'certificate-authority-data': cluster.caData ?? null } }
        : {}),
    },
  };
  const own = listAt(plugin, 'env').map((one) => [textAt(one, 'name'), textAt(one, 'value')]);
  const path = { PATH: programPath(repo) };
  const env = { ...process.env, ...Object.fromEntries(own), ...path, KUBERNETES_EXEC_INFO: JSON.stringify(info) };
  // As kubectl: a path is relative to the kubeconfig, and a name is looked up.
  const file = /[\\/]/.test(command) && !isAbsolute(command) ? join(folder, command) : command;
  const printed = await new Promise<string>((resolve, reject) => {
    const child = spawn(file, listAt(plugin, 'args').map(String), {
      env,
      cwd: folder,
      stdio: ['ignore', 'pipe', 'ignore'],
      signal,
      killSignal: 'SIGKILL',
    });
    let text = '';
    child.stdout.setEncoding('utf8');
    child.stdout.on('data', (part: string) => {
      if (text.length < MOST_CHARACTERS) text += part;
    });
    child.once('error', () => reject(new Unreachable(`${said} cannot be started or did not end in time`, hint)));
    child.once('close', (code) =>
      code === 0 ? resolve(text) : reject(new Unreachable(`${said} failed with exit code ${code}`, hint)),
    );
  });
  return credentialOf(parsed(printed), () => new Unreachable(`${said} gave no credential`, hint));
}

function parsed(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

function credentialOf(given: JsonObject, refuse: () => Unreachable): Credential {
  const [token, certificate, key] = ['token', 'clientCertificateData', 'clientKeyData'].map((field) =>
    textAt(given, 'status', field),
  );
  if (token === '' && certificate === '') throw refuse();
  const inBase64 = (text: string): string => Buffer.from(text).toString('base64');
  return {
    ...(token === undefined || token === '' ? {} : { token }),
    ...(certificate === undefined || certificate === ''
      ? {}
      : { certData: inBase64(certificate), keyData: inBase64(key ?? '') }),
  };
}
