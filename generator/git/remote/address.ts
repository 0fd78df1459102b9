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
  return path === '' ? undefined : azureName(found.host.toLowerCase(), path);
}

function hostAndPath(address: string): { readonly host: string; readonly path: string } | undefined {
  if (/^(?:https?|ssh|git):\/\//i.test(address)) {
    if (!URL.canParse(address)) return undefined;
    const { hostname, pathname } = new URL(address);
    return { host: hostname, path: pathname };
  }
  const [, host, path] = /^(?:[^@/:]+@)?([^@/:]+):(?!\/\/)(.*)$/.exec(address) ?? [];
  return host === undefined || path === undefined ? undefined : { host, path };
}

/** Azure DevOps has another host and another path for SSH, and an older host for each organisation. */
function azureName(host: string, path: string): string {
  const [, organisation] = /^([^.]+)\.visualstudio\.com$/.exec(host) ?? [];
  if (organisation !== undefined) return `dev.azure.com/${organisation}/${path.replace(/^DefaultCollection\//i, '')}`;
  const [, rest] = (host === 'ssh.dev.azure.com' && /^v3\/(.*)$/.exec(path)) || [];
  if (rest === undefined) return `${host}/${path}`;
  const [owner = '', project = '', name = ''] = rest.split('/');
  return `dev.azure.com/${owner}/${project}/_git/${name}`;
}
