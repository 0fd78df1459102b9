/** Where tools are kept once they are built: outside of every repository, so that each is built once on a machine, or once in CI. */
import { hash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { isInside } from '../program/child-environment.ts';
import { Refusal } from '../program/refusal.ts';
import { PROGRAM_MODULES, TOOLS, type ToolName } from './tools.ts';

/** Names the folder; the cache of the XDG Base Directory Specification is the default. */
export const CACHE_VARIABLE = 'LANG_OBSERVATORY_CACHE';

/** The absolute path of the folder. Throws a Refusal when it is in the repository that we work on, whose files may be anybody's. */
export function toolCache(repo?: string): string {
  const { [CACHE_VARIABLE]: said, XDG_CACHE_HOME: xdg = '' } = process.env;
  if (said !== undefined && !isAbsolute(said))
    throw new Refusal(`${CACHE_VARIABLE} must be an absolute path, not ${JSON.stringify(said)}`, 2);
  const folder = said ?? join(isAbsolute(xdg) ? xdg : join(homedir(), '.cache'), 'lang-observatory');
  if (repo !== undefined && isInside(folder, repo))
    throw new Refusal(
      `${folder}, where built programs are kept, is inside the repository ${repo}: anybody could have put a program there\n` +
        `  hint: set ${CACHE_VARIABLE} to a folder outside of it`,
      2,
    );
  return folder;
}

/** Tells one build of a tool from every other: its version, what it is built from, and the platform. `folder` is that of the program. */
export function binaryName(name: ToolName, folder: string): string {
  const { version, module } = TOOLS[name];
  const sources = join(folder, PROGRAM_MODULES, module);
  const files = readdirSync(sources)
    .filter((file) => /\.(?:go|mod|sum)$/.test(file))
    .sort()
    .map((file) => `${file} ${hash('sha256', readFileSync(join(sources, file)))}`);
  const made = hash('sha256', JSON.stringify([TOOLS[name], files])).slice(0, 12);
  return `${name}-${version}-${made}-${process.platform}-${process.arch}`;
}
