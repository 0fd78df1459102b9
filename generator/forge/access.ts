/**
 * Which forge a repository is on, and the token for it. Both come from the environment of the user: the address of the repository is from
 * its input, and a token is sent to no host that only the input names.
 */
import type { Api } from './api.ts';
import { azure } from './azure.ts';
import type { Forge } from './forge.ts';
import { github } from './github.ts';
import { gitlab } from './gitlab.ts';

export type Variables = Readonly<Record<string, string | undefined>>;

interface Access {
  /** The host of the repositories that the token is for. */
  readonly host: string;
  readonly api: Api;
  readonly make: (api: Api, path: string) => Forge;
}

/** Names of the variables that are looked for, in sentences. */
export const TOKENS = 'GITHUB_TOKEN, GITLAB_TOKEN or AZURE_DEVOPS_EXT_PAT';

/** Undefined without a token for the host. `repository` is host and path, as `repositoryName` gives it. */
export function forgeOf(repository: string, variables: Variables = process.env): Forge | undefined {
  const [host = '', ...path] = repository.split('/');
  const access = [...githubAccess(variables), ...gitlabAccess(variables), ...azureAccess(variables)].find(
    (one) => one.host === host,
  );
  return access?.make(access.api, path.join('/'));
}

/** Whether a job of GitLab's CI is what runs, on the server that the repository is on. */
export function gitlabCiOf(repository: string, { GITLAB_CI, CI_SERVER_URL = '' }: Variables): boolean {
  return GITLAB_CI === 'true' && repository.startsWith(`${hostOf(CI_SERVER_URL)}/`);
}

function githubAccess(variables: Variables): readonly Access[] {
  const { GITHUB_SERVER_URL: server = 'https://github.com', GITHUB_API_URL: given } = variables;
  const token = variables.GH_TOKEN ?? variables.GITHUB_TOKEN;
  const host = hostOf(server);
  const address = given ?? (host === 'github.com' ? 'https://api.github.com' : `${server}/api/v3`);
  const enterprise = variables.GH_ENTERPRISE_TOKEN ?? variables.GITHUB_ENTERPRISE_TOKEN;
  return [
    ...(token === undefined ? [] : [githubServer(host, address, token)]),
    ...(enterprise === undefined || variables.GH_HOST === undefined
      ? []
      : [githubServer(variables.GH_HOST, `https://${variables.GH_HOST}/api/v3`, enterprise)]),
  ];
}

function githubServer(host: string, address: string, token: string): Access {
  const headers = { authorization: `Bearer ${token}`, 'x-github-api-version': '2022-11-28' };
  return { host, api: { name: 'GitHub', address, headers }, make: github };
}

function gitlabAccess(variables: Variables): readonly Access[] {
  const { GITLAB_TOKEN: token, CI_SERVER_URL, GITLAB_HOST, CI_API_V4_URL } = variables;
  if (token === undefined) return [];
  const server = CI_SERVER_URL ?? withScheme(GITLAB_HOST ?? 'gitlab.com');
  const api = { name: 'GitLab', address: CI_API_V4_URL ?? `${server}/api/v4`, headers: { 'private-token': token } };
  return [{ host: hostOf(server), api, make: gitlab }];
}

function azureAccess(variables: Variables): readonly Access[] {
  const { SYSTEM_ACCESSTOKEN: job, SYSTEM_COLLECTIONURI: collection, AZURE_DEVOPS_EXT_PAT: personal } = variables;
  if (job !== undefined && collection !== undefined) return [azureServer(originOf(collection), `Bearer ${job}`)];
  if (personal === undefined) return [];
  return [azureServer(AZURE, `Basic ${Buffer.from(`:${personal}`).toString('base64')}`)];
}

/** An organisation may have a host of its own, which is an older name of the same server. */
function originOf(collection: string): string {
  const host = hostOf(collection);
  return /\.visualstudio\.com$/.test(host) || host === '' ? AZURE : new URL(collection).origin;
}

const AZURE = 'https://dev.azure.com';

function azureServer(address: string, authorization: string): Access {
  return {
    host: hostOf(address),
    api: { name: 'Azure DevOps', address, headers: { authorization } },
    make: azure,
  };
}

function withScheme(host: string): string {
  return /^https?:\/\//.test(host) ? host : `https://${host}`;
}

function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).hostname : '';
}
