/**
 * What the user has stored for registries and chart repositories: by `docker login` and `helm registry login`
 * (docker/cli:cli/config/configfile/file.go), and by `helm repo add` (helm/helm:pkg/repo/v1/repo.go). It is read when somebody asks for it, and is in
 * no message.
 */
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { listAt, mapAt, textAt } from '../../data/fields.ts';
import { isObject, type JsonObject } from '../../data/json.ts';
import { oncePerArgument } from '../../data/once.ts';
import { DEFAULT_REGISTRY } from '../../images/reference.ts';
import { isInside } from '../../program/child-environment.ts';
import { Refusal } from '../../program/refusal.ts';
import type { Account, Credential } from './credential.ts';
import { askHelper } from './credential-helper.ts';

export interface StoredCredentials {
  /** By the host of a registry, as names of images have it. */
  registry(host: string): Promise<Credential | undefined>;
  /** By the address of a chart repository, without a slash at its end. */
  chartRepository(url: string): Account | undefined;
}

/** Helm looks into its own file first. A file in the repository of the fleet is refused: it names programs to start. */
export function storedCredentials(repo: string, environment: NodeJS.ProcessEnv): StoredCredentials {
  const read = (path: string): JsonObject => contentOf(path, repo);
  const helm = helmFolder(environment);
  const logIns = [
    environment.HELM_REGISTRY_CONFIG ?? join(helm, 'registry', 'config.json'),
    join(environment.DOCKER_CONFIG ?? join(homedir(), '.docker'), 'config.json'),
  ];
  return {
    registry: oncePerArgument(async (host) => {
      for (const path of logIns) {
        const found = await inLogIns(read(path), host, repo);
        if (found !== undefined) return found;
      }
      return undefined;
    }),
    chartRepository: (url) => {
      const known = listAt(read(environment.HELM_REPOSITORY_CONFIG ?? join(helm, 'repositories.yaml')), 'repositories');
      const one = known.find((each) => textAt(each, 'url').replace(/\/+$/, '') === url);
      return accountOf(textAt(one, 'username'), textAt(one, 'password'));
    },
  };
}

/** https://helm.sh/docs/helm/helm/ */
function helmFolder({ HELM_CONFIG_HOME, XDG_CONFIG_HOME, APPDATA }: NodeJS.ProcessEnv): string {
  if (HELM_CONFIG_HOME !== undefined) return HELM_CONFIG_HOME;
  const usual = { darwin: join(homedir(), 'Library', 'Preferences'), win32: APPDATA ?? homedir() };
  const folder = process.platform === 'darwin' || process.platform === 'win32' ? usual[process.platform] : undefined;
  return join(XDG_CONFIG_HOME ?? folder ?? join(homedir(), '.config'), 'helm');
}

/** Nothing where there is no file. Throws a Refusal that quotes nothing of it. */
function contentOf(path: string, repo: string): JsonObject {
  if (!existsSync(path)) return {};
  if (isInside(path, repo))
    throw new Refusal(`${path} holds credentials and is in the repository of the fleet\n  hint: keep it elsewhere`, 2);
  try {
    const content: unknown = load(readFileSync(path, 'utf8'));
    if (isObject(content)) return content;
  } catch {
    // Told below.
  }
  throw new Refusal(`${path} cannot be read, or is not what docker and helm write`, 2);
}

/** As Docker: a helper of the registry, that of all registries, and what is in the file itself. */
async function inLogIns(config: JsonObject, host: string, repo: string): Promise<Credential | undefined> {
  const helper = entryOf(mapAt(config, 'credHelpers'), host) ?? config.credsStore;
  const helped =
    typeof helper === 'string' && helper !== '' ? await askHelper(helper, serverOf(host), repo) : undefined;
  return helped ?? inFile(entryOf(mapAt(config, 'auths'), host));
}

function inFile(entry: unknown): Credential | undefined {
  if (!isObject(entry)) return undefined;
  const refreshToken = textAt(entry, 'identitytoken');
  if (refreshToken !== '') return { refreshToken };
  const [, username = '', password = ''] =
    /^([^:]*):([^\0]*)/.exec(Buffer.from(textAt(entry, 'auth'), 'base64').toString('utf8')) ?? [];
  return accountOf(username, password);
}

function accountOf(username: string, password: string): Account | undefined {
  return username === '' || password === '' ? undefined : { username, password };
}

/** A key may be an address with a path. */
function entryOf(map: JsonObject, host: string): unknown {
  return Object.entries(map).find(([key]) => hostOf(key) === host)?.[1];
}

/** Docker's registry has several names. */
const OF_DOCKER = /^(?:(?:index|registry-1)\.)?docker\.io$/;

function hostOf(key: string): string {
  const host = key.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
  return OF_DOCKER.test(host) ? DEFAULT_REGISTRY : host;
}

/** What `docker login` calls a registry. */
function serverOf(host: string): string {
  return host === DEFAULT_REGISTRY ? 'https://index.docker.io/v1/' : host;
}
