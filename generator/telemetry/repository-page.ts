/** Where a browser shows a folder of a Git repository. It differs by host, and the address for Git says which host it is. */

interface Place {
  /** With scheme and port, where both are the web server's too. */
  readonly origin: string;
  readonly host: string;
  /** Without slashes at the ends and without `.git`. */
  readonly path: string;
  readonly branch: string;
  readonly folder: string;
}

interface Host {
  readonly is: (place: Place) => boolean;
  readonly page: (place: Place) => string;
}

/** The first that fits. An address of a file in the folder is what comes out, a slash and the name of the file. */
const HOSTS: readonly Host[] = [
  {
    is: ({ host }) => /^(?:dev\.azure\.com|[^.]+\.visualstudio\.com)$/.test(host),
    page: ({ origin, path, branch, folder }) =>
      `${origin}/${path}?version=GB${encodeURIComponent(branch)}&path=/${folder}`,
  },
  {
    // Over SSH: v3/<organisation>/<project>/<repository>.
    is: ({ host }) => /^(?:vs-)?ssh\.(?:dev\.azure|visualstudio)\.com$/.test(host),
    page: ({ path, branch, folder }) => {
      const [, organisation, project, repository] = path.split('/');
      const web = `https://dev.azure.com/${organisation}/${project}/_git/${repository}`;
      return `${web}?version=GB${encodeURIComponent(branch)}&path=/${folder}`;
    },
  },
  {
    is: ({ host }) => host === 'bitbucket.org',
    page: ({ origin, path, branch, folder }) => `${origin}/${path}/src/${encodeURIComponent(branch)}/${folder}`,
  },
  {
    // Bitbucket Data Center names a branch behind the file only, so this is the one that it shows by default.
    is: ({ host, path }) => /^bitbucket\./.test(host) || /^scm\//.test(path),
    page: ({ origin, path, folder }) => {
      const [key = '', repository] = path.replace(/^scm\//, '').split('/');
      const owner = key.startsWith('~') ? `users/${key.slice(1)}` : `projects/${key}`;
      return `${origin}/${owner}/repos/${repository}/browse/${folder}`;
    },
  },
  {
    is: ({ host }) => CODE_COMMIT.test(host),
    page: ({ host, path, branch, folder }) => {
      const region = CODE_COMMIT.exec(host)?.[1];
      const console = `https://${region}.console.aws.amazon.com/codesuite/codecommit/repositories`;
      return `${console}/${path.split('/').at(-1)}/browse/refs/heads/${inPath(branch)}/--/${folder}`;
    },
  },
  {
    is: ({ host }) => /(?:^|[.-])(?:codeberg|forgejo|gitea)(?:[.-]|$)/.test(host),
    page: ({ origin, path, branch, folder }) => `${origin}/${path}/src/branch/${inPath(branch)}/${folder}`,
  },
  {
    is: ({ host }) => /(?:^|[.-])gitlab(?:[.-]|$)/.test(host),
    page: ({ origin, path, branch, folder }) => `${origin}/${path}/-/blob/${inPath(branch)}/${folder}`,
  },
];

const CODE_COMMIT = /^git-codecommit(?:-fips)?\.([a-z0-9-]+)\.amazonaws\.com$/;

/** GitHub's way, which GitLab under any other name understands too. */
function likeGitHub({ origin, path, branch, folder }: Place): string {
  return `${origin}/${path}/blob/${inPath(branch)}/${folder}`;
}

/** `url` is a valid address of `repository.url`. A user in it signs in to Git, and a port of SSH is no web server's. */
export function folderPage({ url, branch }: { readonly url: string; readonly branch: string }, folder: string): string {
  const { protocol, host, hostname, pathname } = new URL(url.replace(/^([\w-]+@[\w.-]+):(?!\/\/)\/?/, 'ssh://$1/'));
  const origin = protocol === 'ssh:' ? `https://${hostname}` : `${protocol}//${host}`;
  const path = withoutSlashesAround(pathname).replace(/\.git$/, '');
  const place = { origin, host: hostname, path, branch, folder };
  return (HOSTS.find(({ is }) => is(place))?.page ?? likeGitHub)(place);
}

/** A branch as a part of an address: its slashes stay. */
function inPath(branch: string): string {
  return branch.split('/').map(encodeURIComponent).join('/');
}

function withoutSlashesAround(path: string): string {
  let [start, end] = [0, path.length];
  while (path[start] === '/') start += 1;
  while (end > start && path[end - 1] === '/') end -= 1;
  return path.slice(start, end);
}
