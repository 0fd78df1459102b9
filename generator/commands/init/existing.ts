/** How the files that init writes meet those that are there: nothing of what somebody wrote is lost or overwritten. */
import { posix } from 'node:path';
import type { Disk } from '../../disk/disk.ts';
import { ignoredPaths } from '../../git/ignored.ts';
import { Refusal } from '../../program/refusal.ts';
import type { Destination } from './destination.ts';
import { GITLAB_FILE } from './pipeline-names.ts';
import type { StarterFiles } from './starter.ts';

export interface Meeting {
  /** What to write, by path: what is there already is among it only with lines added at its end. */
  readonly writes: StarterFiles;
  /** What is there and stays as it is. */
  readonly kept: readonly string[];
  /** What is there and gets lines at its end. */
  readonly extended: readonly string[];
}

/** A list of GitLab's pipelines as `init` writes it. */
const INCLUDES = /^include:\n(?: {2}- local: .+\n)+$/;

/** Lists of patterns, in which each program reads what others need too. */
const LISTS: readonly string[] = ['.gitattributes', '.gitignore', '.prettierignore'];

/** Renovate reads the first that it finds: another file would take the place of the one that is there. */
const RENOVATE = 'renovate.json';
const OTHER_RENOVATE_FILES = [
  ...['renovate.jsonc', 'renovate.json5', '.renovaterc', '.renovaterc.json', '.renovaterc.jsonc', '.renovaterc.json5'],
  ...['.github', '.gitlab'].flatMap((folder) => ['json', 'jsonc', 'json5'].map((end) => `${folder}/renovate.${end}`)),
];

/** `lists` is what becomes of lists of patterns that are there. */
export function meet(disk: Disk, files: StarterFiles, lists: 'extend' | 'keep' = 'extend'): Meeting {
  const met = [...files].map(([path, text]) => ({ path, text, before: there(disk, path) }));
  const isExtended = ({ path, before }: Met): boolean =>
    before?.text !== undefined &&
    (path === GITLAB_FILE ? INCLUDES.test(before.text) : lists === 'extend' && LISTS.includes(path));
  const other = met.filter(({ text, before }) => before !== undefined && before.text !== text);
  const extended = other.filter(isExtended);
  return {
    writes: new Map([
      ...met.filter(({ before }) => before === undefined).map(({ path, text }) => [path, text] as const),
      ...extended.map(({ path, text, before }) => [path, extend(before?.text ?? '', text)] as const),
    ]),
    kept: other.filter((one) => !isExtended(one)).map(({ path, before }) => before?.path ?? path),
    extended: extended.map(({ path }) => path),
  };
}

interface Met {
  readonly path: string;
  readonly text: string;
  readonly before: Before | undefined;
}

/** What is in the place of a file, or does its work. */
interface Before {
  readonly path: string;
  /** Undefined when it is no file of this name. */
  readonly text: string | undefined;
}

function there(disk: Disk, path: string): Before | undefined {
  const other = path === RENOVATE ? OTHER_RENOVATE_FILES.find((one) => disk.look(one).kind !== 'absent') : undefined;
  if (other !== undefined) return { path: other, text: undefined };
  const found = disk.look(path);
  if (found.kind === 'absent') return undefined;
  return { path, text: found.kind === 'file' ? Buffer.from(found.content).toString('utf8') : undefined };
}

/** The lines that are not there yet, behind those that are: of several that fit a path, programs take the last. */
function extend(before: string, text: string): string {
  const end = before.includes('\r\n') ? '\r\n' : '\n';
  const there = new Set(before.split(/\r?\n/));
  const lines = text
    .trimEnd()
    .split('\n')
    .filter((line) => line.startsWith('!') || !there.has(line));
  const gap = before === '' ? '' : before.endsWith('\n') ? end : `${end}${end}`;
  return `${before}${gap}${lines.join(end)}${end}`;
}

/** Refuses to write input, or what is at the root of the repository, where Git would not see it. What is generated is told of later. */
export async function refuseIgnored(
  { root, path, checkout }: Destination,
  input: readonly string[],
  atRoot: readonly string[],
): Promise<void> {
  if (checkout === undefined) return;
  const [ignored] = await ignoredPaths(root, [...input.map((file) => posix.join(path, file)), ...atRoot]);
  if (ignored !== undefined)
    throw new Refusal(
      `${ignored.path}: Git ignores it: ${ignored.place} has ${ignored.pattern}\n  hint: remove the pattern, or make an exception for this path below it; nothing was written`,
    );
}
