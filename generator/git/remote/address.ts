/** Whether two addresses name the same repository of a server, whichever way each of them takes to it. */

/**
 * Host and path of an address with a scheme or in the form of scp, such as `github.com/acme/observability`: without scheme, user, port and
 * ending. Undefined for an address without a host, such as a folder.
 */
export function repositoryName(address: string): string | undefined {
  const found = hostAndPath(address);
  if (found === undefined) return undefined;
  const path = found.path
    .replace(/\/+$/, '')
    .replace(/\.git$/, '')
    .replace(/^\/+/, '');
  if (path === '') return undefined;
  const host = found.host.toLowerCase();
  return azureName(SSH_HOSTS.get(host) ?? host, path);
}

/** Where a service answers SSH on the port of HTTPS (docs.github.com, using SSH over the HTTPS port; docs.gitlab.com, GitLab.com settings). */
const SSH_HOSTS = new Map([
  ['ssh.github.com', 'github.com'],
  ['altssh.gitlab.com', 'gitlab.com'],
]);

function hostAndPath(address: string): { readonly host: string; readonly path: string } | undefined {
  if (/^(?:https?|ssh|git):\/\//i.test(address)) {
    if (!URL.canParse(address)) return undefined;
    const { hostname, pathname } = new URL(address);
    return { host: hostname, path: pathname };
  }
  const [, host, path] = /^(?:[^@/:]+@)?([^@/:]+):(?!\/\/)(.*)$/.exec(address) ?? [];
  return host === undefined || path === undefined ? undefined : { host, path };
}

const AZURE_SSH_HOSTS = ['ssh.dev.azure.com', 'vs-ssh.visualstudio.com'];

/** Azure DevOps has another host and another path for SSH, and an older host for each organisation and for SSH. */
function azureName(host: string, path: string): string {
  const [, rest] = (AZURE_SSH_HOSTS.includes(host) && /^v3\/(.*)$/.exec(path)) || [];
  if (rest !== undefined) {
    const [owner = '', project = '', name = ''] = rest.split('/');
    return `dev.azure.com/${owner}/${project}/_git/${name}`;
  }
  const [, organisation] = /^([^.]+)\.visualstudio\.com$/.exec(host) ?? [];
  if (organisation !== undefined) return `dev.azure.com/${organisation}/${path.replace(/^DefaultCollection\//i, '')}`;
  return `${host}/${path}`;
}
