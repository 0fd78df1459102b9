/** Packs the program that is running: from its sources, which are built first, or from the folder in which npm has installed it. */
import { hash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withBuildLock } from '../disk/build-lock.ts';
import { programFolder, runsFromSources } from '../program/program-folder.ts';
import { npmPack } from './npm.ts';
import { type PackedProgram, readPackedProgram } from './packed-program.ts';

/** The same program gives the same bytes, whether it was installed or not. `repo` is the repository that we work on. */
export async function packRunningProgram(repo?: string): Promise<PackedProgram> {
  const folder = programFolder();
  if (!runsFromSources()) return readPackedProgram(await npmPack({ folder }, '--ignore-scripts', repo), folder);
  const kept = join(folder, '.tools', `program-${sourcesDigest(folder)}.tgz`);
  if (!existsSync(kept)) {
    mkdirSync(join(folder, '.tools'), { recursive: true });
    // A build empties dist/ first: one at a time, whatever it is made of.
    await withBuildLock(join(folder, '.tools', 'program.lock'), async () => {
      if (existsSync(kept)) return;
      // Whoever does not wait for the lock sees all of it or nothing.
      writeFileSync(`${kept}.new`, await npmPack({ folder }, '--ignore-scripts=false', repo));
      renameSync(`${kept}.new`, kept);
    });
  }
  return readPackedProgram(readFileSync(kept), folder);
}

/** What the package is made of. */
const SOURCES = [
  'CHANGELOG.md',
  'LICENSE',
  'README.md',
  'docs',
  'generator',
  'package-lock.json',
  'package.json',
  'tools/bundle.ts',
];

function sourcesDigest(folder: string): string {
  const texts = SOURCES.flatMap((path) => filesIn(join(folder, path))).map(
    (path) => `${path.slice(folder.length)} ${hash('sha256', readFileSync(path))}`,
  );
  return hash('sha256', texts.join('\n')).slice(0, 12);
}

function filesIn(path: string): readonly string[] {
  if (statSync(path).isFile()) return [path];
  const entries = readdirSync(path, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort();
}
