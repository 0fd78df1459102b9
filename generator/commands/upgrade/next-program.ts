/** The version of the program that an upgrade puts in place. */
import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { npmPack } from '../../package/npm.ts';
import { packRunningProgram } from '../../package/pack.ts';
import { type PackedProgram, readPackedProgram } from '../../package/packed-program.ts';
import { isVersion } from '../../package/version.ts';
import { PACKAGE_NAME } from '../../program/program-folder.ts';
import { Refusal } from '../../program/refusal.ts';

/** A packed file, a published version or, when nothing is said, the program that is running. `cwd` is what a path is relative to. */
export async function nextProgram(to: string | undefined, cwd: string, repo: string): Promise<PackedProgram> {
  if (to === undefined) return packRunningProgram(repo);
  const path = resolve(cwd, to);
  if (statSync(path, { throwIfNoEntry: false })?.isFile() === true) return readPackedProgram(readFileSync(path), to);
  if (!isVersion(to)) throw new Refusal(`--to ${to}: is neither a file nor a version such as 1.2.3`, 2);
  return published(to, repo);
}

async function published(version: string, repo: string): Promise<PackedProgram> {
  const spec = `${PACKAGE_NAME}@${version}`;
  return readPackedProgram(await npmPack({ spec: [spec] }, '--ignore-scripts', repo), spec);
}
