/**
 * The environment of programs that we start: only the variables that they need. The repository is untrusted, so no program is
 * taken from it, and nothing in it configures one.
 */
import { realpathSync } from 'node:fs';
import { basename, delimiter, dirname, isAbsolute, join, relative, sep } from 'node:path';

/** Variables for the home folder, temporary files and a proxy. */
const EVERYWHERE = [
  ...['HOME', 'TMPDIR', 'XDG_CACHE_HOME', 'XDG_CONFIG_HOME'],
  ...[
    'HTTP_PROXY',
    'HTTPS_PROXY',
    'NO_PROXY',
    'http_proxy',
    'https_proxy',
    'no_proxy',
    'SSL_CERT_FILE',
    'SSL_CERT_DIR',
  ],
] as const;

export type Environment = Readonly<Record<string, string>>;

/** The variables of `names` and those that every program may need, as far as they are set, with a PATH without folders of the repository. */
export function childEnvironment(names: readonly string[] = [], repo?: string): Environment {
  const kept = [...EVERYWHERE, ...names].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(kept), PATH: programPath(repo) };
}

/**
 * The folders of PATH where programs may be looked up. A relative one is in whatever folder is the current one, npm puts
 * node_modules/.bin of every folder above in front, and some people have a folder of the repository itself there.
 */
export function programPath(repo?: string, path: string = process.env.PATH ?? ''): string {
  const folders = path
    .split(delimiter)
    .filter((folder) => isAbsolute(folder) && !folder.split(sep).includes('node_modules'));
  return folders.filter((folder) => repo === undefined || !isInside(folder, repo)).join(delimiter);
}

/** Whether a path, which need not be there, is a folder or is below it, wherever symbolic links lead. Both are absolute. */
export function isInside(path: string, folder: string): boolean {
  const way = relative(real(folder), real(path));
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    // What is not there lies where its folder does.
    return dirname(path) === path ? path : join(real(dirname(path)), basename(path));
  }
}
